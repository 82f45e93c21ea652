/** `bothways query` without SQL: what there is to ask, and five questions that work. */
import { wrap } from '../report/table.ts';
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
  const widest = (field: 'name' | 'type') => Math.max(...columns.map((column) => column[field].length));
  const [names, types] = [widest('name'), widest('type')];
  const hanging = 2 + names + 3 + types + 3;
  const lines = columns.map((column) =>
    wrap(`  ${column.name.padEnd(names)}   ${column.type.padEnd(types)}   ${column.meaning}`, width, hanging),
  );
  return [wrap(`${kind} ${name}: ${meaning}`, width, 2), ...lines].join('\n');
}

function indented(sql: string): string {
  return sql
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
