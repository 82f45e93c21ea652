/** `bothways query` without SQL: what there is to ask, and five questions that work. */
import { renderTable, wrap } from '../report/table.ts';
import { EXAMPLE_QUERIES, type SchemaTable, schema } from '../store/schema.ts';
import { type Context, type ExitStatus, printJson } from './context.ts';

export function schemaGuide(context: Context): ExitStatus {
  const tables = schema();
  if (context.json) {
    printJson(context, { tables, examples: EXAMPLE_QUERIES });
    return 0;
  }
  const { width } = context.out;
  const examples = EXAMPLE_QUERIES.map(({ question, sql }) => `${wrap(question, width)}\n\n${indented(sql)}`);
  context.out.print([...tables.map((table) => tableText(table, width)), ...examples].join('\n\n'));
  context.out.print('\nnext: bothways query "SELECT direction, avg(accuracy) FROM results GROUP BY direction"');
  return 0;
}

function tableText({ name, kind, meaning, columns }: SchemaTable, width: number): string {
  const table = renderTable(
    ['', '', ''].map((title) => ({ title, align: 'left' as const })),
    columns.map((column) => [column.name, column.type, column.meaning]),
    { width, indent: 2 },
  );
  return `${wrap(`${kind} ${name}: ${meaning}`, width, 2)}\n${table.replace(/^\s*\n/, '')}`;
}

function indented(sql: string): string {
  return sql
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
