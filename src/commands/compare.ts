/** `bothways compare`: the comparison of an experiment from what is stored; trains nothing. */
import { comparisonCsv } from '../report/comparison-csv.ts';
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
    out.write(comparisonCsv(answer.comparison));
  } else {
    const onlyNew = { ...answer, next: answer.next.filter((command) => !(steps && command.endsWith('--steps'))) };
    const { by } = answer.comparison;
    const between = steps ? stepsTables(stepsByBlock(answer), { by, width: out.width }) : null;
    out.print(`${answeredText(answer, out, between)}\n${closingText(onlyNew, out, checks)}`);
  }
}

function metricFrom(text: string | undefined): Metric | null {
  if (text === undefined) return null;
  const metric = METRICS.find((name) => name === text);
  if (metric !== undefined) return metric;
  throw new UsageError(`--metric: expected one of ${METRICS.join(', ')}; found "${text}"`);
}
