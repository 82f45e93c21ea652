/** `bothways compare`: the comparison of an experiment from what is stored; trains nothing. */
import { valueInForce } from '../experiment/configuration.ts';
import { answerText, closingText } from '../report/answer-text.ts';
import { classesJson, classesTables } from '../report/classes-table.ts';
import { comparisonCsv } from '../report/comparison-csv.ts';
import { comparisonJson } from '../report/comparison-json.ts';
import { comparisonLatex, comparisonMarkdown } from '../report/comparison-paper.ts';
import { type CsvDialect, dialectOf } from '../report/csv.ts';
import { type CurvesOfBlock, curvesJson, curvesText } from '../report/curves-text.ts';
import { engineFailure, engineSentence } from '../report/engine-check-text.ts';
import { searchJson } from '../report/search-json.ts';
import { stepsJson, stepsTables } from '../report/steps-table.ts';
import { terminalText } from '../report/terminal-text.ts';
import { answered } from '../session/answer.ts';
import { type ClassesByLevel, classesByLevel } from '../session/classes-by-level.ts';
import { curvesByBlock } from '../session/curves-by-block.ts';
import { rememberedChecks } from '../session/engine-checks.ts';
import { UsageError } from '../session/errors.ts';
import { openToRead } from '../session/open-results.ts';
import { openStoredData } from '../session/own-data.ts';
import { stepsByBlock } from '../session/steps-by-block.ts';
import { configurationsIn, storedResults } from '../session/stored-results.ts';
import { type Answered, type ExperimentResults, METRICS, type Metric, type Value } from '../vocabulary.ts';
import { type Context, type ExitStatus, printJson } from './context.ts';

export interface CompareOptions {
  readonly by?: string;
  readonly baseline?: string;
  readonly metric?: string;
  readonly steps?: boolean;
  readonly curves?: boolean;
  readonly classes?: boolean;
  readonly csv?: boolean | CsvDialect;
  readonly markdown?: boolean;
  readonly latex?: boolean;
  readonly verbose?: boolean;
}

export async function compare(
  context: Context,
  name: string | undefined,
  options: CompareOptions,
): Promise<ExitStatus> {
  const metric = metricFrom(options.metric);
  const as = formatOf(context, options);
  const store = await openToRead(context.database);
  try {
    const chosen = name ?? store.latestExperiment();
    if (chosen === null)
      throw new UsageError('no experiment has been run yet. Try: bothways run experiments/article.yaml');
    const results = storedResults(store, chosen);
    await openStoredData(store, configurationsIn(results), context.database);
    const checks = rememberedChecks(
      store,
      results.points.map(({ planned }) => planned),
    );
    const { by, baseline, steps = false } = options;
    const choice = {
      ...(by !== undefined && { by }),
      ...(baseline !== undefined && { baseline: levelMeant(results, { by, baseline }) }),
      ...(metric !== null && { metric }),
    };
    const answer = answered(store, results, { choice, withSteps: steps, engine: engineSentence(checks) });
    const classes = options.classes === true ? classesByLevel(results, choice) : null;
    const verbose = options.verbose === true;
    const failure = engineFailure(checks);
    const curves = options.curves === true ? curvesByBlock(store, results, answer) : null;
    print(context, answer, {
      steps,
      classes,
      curves,
      as,
      dialect: dialectOf(options.csv) ?? 'plain',
      verbose,
      hasFailed: failure !== null,
    });
    if (failure === null) return 0;
    context.err.print(`bothways: warning: ${terminalText(failure)}`);
    return 1;
  } finally {
    store.close();
  }
}

/** The level that `--baseline` means, however its value is spelt; as typed where there is none. */
function levelMeant(
  { compare, points }: ExperimentResults,
  { by = compare?.by, baseline }: { by: string | undefined; baseline: string },
): Value {
  for (const { block, level, planned } of points) {
    const written = by === compare?.by ? level : block[by ?? ''];
    const value = (spelt: string | number) => valueInForce(by ?? '', spelt, planned.configuration);
    if (written !== undefined && written !== null && value(written) === value(baseline)) return written;
  }
  return baseline;
}

const FORMATS = ['csv', 'markdown', 'latex'] as const;
type Format = (typeof FORMATS)[number] | 'json' | 'text';

function formatOf({ json }: Context, options: CompareOptions): Format {
  const asked: Format[] = [...FORMATS.filter((format) => options[format]), ...(json ? ['json' as const] : [])];
  if (asked.length < 2) return asked[0] ?? 'text';
  throw new UsageError(`expected one format, found ${asked.map((format) => `--${format}`).join(' and ')}`);
}

interface Printed {
  readonly steps: boolean;
  readonly classes: ClassesByLevel | null;
  readonly curves: readonly CurvesOfBlock[] | null;
  readonly as: Format;
  readonly dialect: CsvDialect;
  readonly verbose: boolean;
  /** Whether the engine has failed its check. */
  readonly hasFailed: boolean;
}

function print(
  context: Context,
  answer: Answered,
  { steps, classes, curves, as, dialect, verbose, hasFailed }: Printed,
): void {
  const { out } = context;
  const { by, metric } = answer.comparison;
  switch (as) {
    case 'json':
      printJson(context, {
        ...comparisonJson(answer.comparison, answer),
        ...(answer.search !== null && { search: searchJson(answer.search, by) }),
        ...(steps && { steps: stepsJson(stepsByBlock(answer), answer.comparison) }),
        ...(curves !== null && { curves: curvesJson(curves, { by }) }),
        ...(classes !== null && { classes: classesJson(classes.levels, { names: classes.names, by }) }),
      });
      return;
    case 'csv':
      out.write(comparisonCsv(answer.comparison, dialect));
      return;
    case 'markdown':
      out.write(comparisonMarkdown(answer.comparison, answer.answer));
      return;
    case 'latex':
      out.write(comparisonLatex(answer.comparison, answer.answer));
      return;
    case 'text': {
      const { width, colour } = out;
      const tables = [
        ...(steps ? [stepsTables(stepsByBlock(answer), { by, width, metric })] : []),
        ...(curves === null ? [] : [curvesText(curves, { by, metric, width })]),
        ...(classes === null ? [] : [classesTables(classes.levels, { names: classes.names, by, width })]),
      ];
      const between = tables.length === 0 ? null : tables.join('\n\n');
      const style = { width, colour, verbose };
      out.print(`${answerText(answer, { ...style, between })}\n${closingText(answer, { ...style, hasFailed })}`);
      return;
    }
    default:
      as satisfies never;
  }
}

function metricFrom(text: string | undefined): Metric | null {
  if (text === undefined) return null;
  const metric = METRICS.find((name) => name === text);
  if (metric !== undefined) return metric;
  throw new UsageError(`--metric: expected one of ${METRICS.join(', ')}; found "${text}"`);
}
