/** `bothways query` without SQL: what there is to ask, and questions that work on this database. */
import { existsSync } from 'node:fs';
import { wrap } from '../report/table.ts';
import { terminalText } from '../report/terminal-text.ts';
import { runQuery } from '../store/query.ts';
import { EXAMPLE_QUERIES, type ExampleQuery, exampleQueries, type SchemaTable, schema } from '../store/schema.ts';
import { openStore } from '../store/store.ts';
import { type Context, type ExitStatus, printJson } from './context.ts';

/** On a screen: the views in a line each, and the examples with an experiment of this database. */
export function printExamples(context: Context): ExitStatus {
  const { out, json, database } = context;
  const tables = schema();
  const examples = examplesFor(database);
  if (json) {
    printJson(context, { tables, examples });
    return 0;
  }
  const views = tables.filter(({ kind }) => kind === 'view');
  const widest = Math.max(...views.map(({ name }) => name.length));
  out.print(
    [
      'Views to SELECT from; bothways query --schema shows their columns, and the tables:',
      ...views.map(({ name }) => wrap(`  ${name.padEnd(widest)}   ${inShort(name)}`, out.width, widest + 5)),
      ...examples.flatMap(({ question, sql }) => [wrap(question, out.width), indented(sql)]),
      'next: bothways query "SELECT direction, avg(accuracy), stddev(accuracy) FROM results GROUP BY direction"',
    ].join('\n'),
  );
  return 0;
}

/** What a view holds, in so few words that 80 columns take a line each. */
const IN_SHORT: Readonly<Record<string, string>> = {
  results: 'every run once, with configuration and metrics',
  experiment_results: 'the runs of each experiment, with block and level',
  pairs: 'level − baseline, seed by seed',
  step_accuracy: 'results, once per time step',
  learning_curves: 'results, once per point of the learning curve',
  race_results: 'the runs among which a search chooses',
};

function inShort(view: string): string {
  const words = IN_SHORT[view];
  if (words === undefined) throw new Error(`no short words for the view ${view}`);
  return words;
}

/** Everything: the views and tables with the meaning of each column. */
export function printSchema(context: Context): ExitStatus {
  const tables = schema();
  if (context.json) printJson(context, { tables, examples: examplesFor(context.database) });
  else context.out.print(tables.map((table) => tableText(table, context.out.width)).join('\n\n'));
  return 0;
}

/** With the experiment run last and values of its best run; with one that ships where nothing has been run. */
function examplesFor(database: string): readonly ExampleQuery[] {
  if (!existsSync(database)) return EXAMPLE_QUERIES;
  const experiment = latestExperiment(database);
  if (experiment === null) return EXAMPLE_QUERIES;
  const best = runQuery(
    database,
    `SELECT units, avg(accuracy) AS mean FROM experiment_results
     WHERE experiment = '${experiment.replaceAll("'", "''")}' GROUP BY configuration ORDER BY mean DESC`,
    { rowLimit: 1 },
  ).rows.at(0);
  if (typeof best?.[0] !== 'number' || typeof best[1] !== 'number') return EXAMPLE_QUERIES;
  return exampleQueries({ experiment, units: best[0], accuracy: Math.floor(best[1] * 100) / 100 });
}

function latestExperiment(database: string): string | null {
  const store = openStore(database, { mode: 'read' });
  try {
    return store.latestExperiment();
  } finally {
    store.close();
  }
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
    .map((line) => `  ${terminalText(line)}`)
    .join('\n');
}
