/** `bothways compare`: the comparison of an experiment from what is stored; trains nothing. */
import { toCsv } from '../report/csv.ts';
import { stepsJson, stepsTables } from '../report/steps-table.ts';
import { openStore } from '../store/store.ts';
import { METRICS, type Metric } from '../vocabulary.ts';
import {
  type Answered,
  answered,
  answeredJson,
  answeredText,
  closingText,
  stepsByBlock,
  storedResults,
} from './comparing.ts';
import { type Context, type ExitStatus, printJson } from './context.ts';
import { rememberedChecks } from './engine-checks.ts';
import { EngineCheckFailed, UsageError } from './errors.ts';

export interface CompareOptions {
  readonly by?: string;
  readonly baseline?: string;
  readonly metric?: string;
  readonly steps?: boolean;
  readonly csv?: boolean;
}

export function compare(context: Context, name: string | undefined, options: CompareOptions): ExitStatus {
  const metric = metricFrom(options.metric);
  const store = openStore(context.database, { mode: 'read' });
  try {
    const chosen = name ?? store.latestExperiment();
    if (chosen === null)
      throw new UsageError('no experiment has been run yet. Try: bothways run experiments/article.yaml');
    const results = storedResults(store, chosen);
    const checks = rememberedChecks(
      store,
      results.points.map(({ planned }) => planned),
    );
    if (checks.failure !== null) throw new EngineCheckFailed(checks.failure);
    const answer = answered(results, {
      ...(options.by !== undefined && { by: options.by }),
      ...(options.baseline !== undefined && { baseline: options.baseline }),
      ...(metric !== null && { metric }),
    });
    print(context, answer, { steps: options.steps === true, csv: options.csv === true, checks });
    return 0;
  } finally {
    store.close();
  }
}

interface Shown {
  readonly steps: boolean;
  readonly csv: boolean;
  readonly checks: ReturnType<typeof rememberedChecks>;
}

function print(context: Context, answer: Answered, { steps, csv, checks }: Shown): void {
  const { out } = context;
  if (context.json) {
    printJson(context, { ...answeredJson(answer), ...(steps && { steps: stepsJson(stepsByBlock(answer)) }) });
  } else if (csv) {
    out.write(comparisonCsv(answer));
  } else {
    const onlyNew = { ...answer, next: answer.next.filter((command) => !(steps && command.endsWith('--steps'))) };
    const { by } = answer.comparison;
    const between = steps ? stepsTables(stepsByBlock(answer), { by, width: out.width }) : null;
    out.print(`${answeredText(answer, out, between)}\n${closingText(onlyNew, out, checks)}`);
  }
}

/** The rows of the table, a column per field. */
function comparisonCsv({ comparison }: Answered): string {
  const keys = [...new Set(comparison.rows.flatMap(({ block }) => Object.keys(block)))];
  const columns = [
    ...keys,
    comparison.by === '' ? 'level' : comparison.by,
    'parameters',
    comparison.metric,
    'difference',
    'low',
    'high',
    'pairs',
    'better_in',
    'p',
    'verdict',
    'diverged',
    'failed',
    'floor',
    'ceiling',
  ];
  const rows = comparison.rows.map((row) => {
    const against = row.againstBaseline;
    return [
      ...keys.map((key) => row.block[key] ?? null),
      row.level,
      row.planned.parameters,
      row.mean,
      against?.difference ?? null,
      against?.interval?.[0] ?? null,
      against?.interval?.[1] ?? null,
      against?.pairs ?? null,
      against?.betterIn ?? null,
      against?.p ?? null,
      against?.verdict ?? null,
      row.diverged,
      row.failed,
      row.planned.floor,
      row.planned.ceiling,
    ];
  });
  return toCsv(columns, rows);
}

function metricFrom(text: string | undefined): Metric | null {
  if (text === undefined) return null;
  const metric = METRICS.find((name) => name === text);
  if (metric !== undefined) return metric;
  throw new UsageError(`--metric: expected one of ${METRICS.join(', ')}; found "${text}"`);
}
