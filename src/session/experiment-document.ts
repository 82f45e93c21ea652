/** What the database has of an experiment → the document that its page is drawn from. */
import { epochsOf, quartiles } from '../comparison/learning.ts';
import { descriptionIn } from '../experiment/description.ts';
import { packageVersion } from '../machine/package.ts';
import { bestLevel, countSentences, verdictSentences } from '../report/answer.ts';
import { endedRuns, total } from '../report/compared-rows.ts';
import { boundsPhrase, comparisonFacts, togetherPhrase, unitPhrase } from '../report/comparison-facts.ts';
import { documentPrediction } from '../report/document-prediction.ts';
import { documentRow } from '../report/document-row.ts';
import { documentSearch } from '../report/document-search.ts';
import { engineFailure, engineSentence } from '../report/engine-check-text.ts';
import type {
  DocumentCurve,
  DocumentEnvironment,
  DocumentRuns,
  DocumentSteps,
  ExperimentDocument,
} from '../report/experiment-document.ts';
import { isShare } from '../report/numbers.ts';
import { nameOf } from '../report/phrases.ts';
import type { Prediction } from '../report/prediction.ts';
import type { Store } from '../store/store.ts';
import {
  type Answered,
  BETTER,
  type Comparison,
  type ComparisonRow,
  type ExperimentResults,
  type Receipt,
  type ThinnedCurve,
} from '../vocabulary.ts';
import { answered } from './answer.ts';
import { documentBounds } from './document-bounds.ts';
import { rememberedChecks } from './engine-checks.ts';
import { UsageError } from './errors.ts';
import { stepsByBlock } from './steps-by-block.ts';
import { experimentNamed, storedResults } from './stored-results.ts';

/** Curves by the number of their run, which never change: kept by whoever asks again. */
export type CurveCache = Map<number, ThinnedCurve>;

export interface DocumentOptions {
  readonly madeAt: Date;
  /** Filled with what had to be read. */
  readonly curves?: CurveCache;
  /** What the models say of one sequence, where it has been worked out. */
  readonly prediction?: Prediction | null;
}

/** The document of a stored experiment; a name that the database does not have is a UsageError. */
export function experimentDocument(store: Store, typed: string, options: DocumentOptions): ExperimentDocument {
  const name = experimentNamed(store, typed);
  const results = storedResults(store, name);
  const summary = store.summary(name);
  if (summary === null) throw new UsageError(`${name} is not in the database any more`);
  const planned = results.points.map((point) => point.planned);
  const checks = rememberedChecks(store, planned);
  const [engine, failure] = [engineSentence(checks), engineFailure(checks)];
  const answer = answered(store, results, { engine });
  const { comparison } = answer;
  const runs = runsOf(comparison, results);
  const isDecided = runs.stored === runs.planned;
  const timeSteps = Math.max(0, ...answer.steps.map(({ accuracy }) => accuracy.length));
  const shown = documentBounds(comparison, timeSteps);
  const points = pointsOf(shown.rows.slice(0, shown.curves), results);
  const curves = curvesOf(store, points, options.curves ?? new Map());
  return {
    format: 1,
    madeBy: `bothways ${packageVersion()}`,
    madeAt: options.madeAt.toISOString(),
    name,
    description: descriptionIn(summary.source),
    source: summary.source,
    updatedAt: summary.updatedAt,
    runs,
    metric: { name: comparison.metric, better: BETTER[comparison.metric], isShare: isShare(comparison.metric) },
    by: comparison.by,
    baseline: comparison.baseline,
    levels: [...new Set(shown.rows.map(({ level }) => level))],
    keys: sweptKeys(shown.rows),
    seeds: comparison.seeds,
    smallestEffect: comparison.smallestEffect,
    comparisons: comparison.comparisons,
    setting: comparisonFacts(comparison),
    needs: answer.needs,
    bounds: boundsPhrase(comparison),
    sentences: isDecided ? verdictSentences(comparison, answer.gains) : [],
    counts: countSentences(comparison),
    advice: isDecided ? answer.advice : [],
    engine,
    warning: failure,
    titles: {
      difference: `against ${nameOf(comparison.by, comparison.baseline)}${unitPhrase(comparison)}`,
      together: togetherPhrase(comparison),
    },
    leftOut: shown.leftOut,
    rows: shown.rows.map((row, i) => ({
      ...documentRow(row, { comparison, isDecided, seeds: shown.seeds }),
      curve:
        i < shown.curves ? curveOf(points[i], { seeds: comparison.seeds.slice(0, shown.seedLines), curves }) : null,
    })),
    steps: stepsOf(answer, { rows: shown.rows.slice(0, shown.steps), isDecided }),
    search: answer.search && documentSearch(answer.search, comparison.metric),
    prediction: options.prediction ? documentPrediction(options.prediction) : null,
    seedsDrawn: shown.seedLines,
    environments: store.receipts(name).map(environmentOf),
  };
}

function runsOf({ rows, seeds }: Comparison, { points }: ExperimentResults): DocumentRuns {
  const finished = points.flatMap(({ runs }) => runs.map(({ finishedAt }) => finishedAt));
  return {
    planned: total(rows, () => seeds.length),
    stored: total(rows, endedRuns),
    diverged: total(rows, ({ diverged }) => diverged),
    failed: total(rows, ({ failed }) => failed),
    atFloor: total(rows, ({ atFloor }) => atFloor?.runs ?? 0),
    lastFinishedAt: finished.toSorted().at(-1) ?? null,
  };
}

function sweptKeys(rows: readonly ComparisonRow[]): ExperimentDocument['keys'] {
  const names = [...new Set(rows.flatMap(({ block }) => Object.keys(block)))];
  return names.map((name) => ({ name, values: [...new Set(rows.flatMap(({ block }) => block[name] ?? []))] }));
}

type PointWithRuns = ExperimentResults['points'][number];

/** The point of each row, with its runs. */
function pointsOf(rows: readonly ComparisonRow[], { points }: ExperimentResults): PointWithRuns[] {
  const byKey = new Map(points.map((point) => [point.planned.key, point]));
  return rows.map(({ planned }) => {
    const point = byKey.get(planned.key);
    if (point === undefined) throw new Error(`no point has the configuration ${planned.key} of a row`);
    return point;
  });
}

function curvesOf(store: Store, points: readonly PointWithRuns[], cache: CurveCache): CurveCache {
  const completed = points.flatMap(({ runs }) => runs.filter(({ status }) => status === 'completed'));
  const unknown = new Set(completed.map(({ id }) => id).filter((id) => !cache.has(id)));
  if (unknown.size > 0) for (const [id, curve] of store.thinnedCurves([...unknown])) cache.set(id, curve);
  return cache;
}

function curveOf({ runs }: PointWithRuns, { seeds, curves }: { seeds: readonly number[]; curves: CurveCache }) {
  const bySeed = new Map(runs.flatMap(({ seed, id }) => withCurve(seed, curves.get(id))));
  const all = [...bySeed.values()];
  if (all.length === 0) return null;
  const drawn = seeds.map((seed) => bySeed.get(seed) ?? null);
  const curve = (quantity: 'loss' | 'accuracy' | 'validationLoss'): DocumentCurve => {
    const { q25, median, q75 } = quartiles(all.map((each) => each[quantity]));
    return {
      epochs: epochsOf(all),
      q25: q25.map((value) => brief(value, 4)),
      median: median.map((value) => brief(value, 4)),
      q75: q75.map((value) => brief(value, 4)),
      seeds: drawn.map((each) => (each === null ? [] : each[quantity].map((value) => brief(value, 3)))),
    };
  };
  const has = (quantity: 'accuracy' | 'validationLoss') =>
    all.some(({ [quantity]: values }) => values.some((value) => value !== null));
  return {
    loss: curve('loss'),
    accuracy: has('accuracy') ? curve('accuracy') : null,
    validation: has('validationLoss') ? curve('validationLoss') : null,
    kept: all.flatMap(({ keptEpoch }) => keptEpoch ?? []),
  };
}

function withCurve(seed: number, curve: ThinnedCurve | undefined): [number, ThinnedCurve][] {
  return curve === undefined ? [] : [[seed, curve]];
}

/** Four digits, three for the faint lines of single seeds: finer than a pixel, and half the size. */
function brief(value: number | null, digits: number): number | null {
  return value === null ? null : Number(value.toPrecision(digits));
}

/** Accuracy by step for each block; where the gain is only of what is decided. */
function stepsOf(
  answer: Answered,
  { rows: shown, isDecided }: { rows: readonly ComparisonRow[]; isDecided: boolean },
): DocumentSteps[] {
  const best = isDecided ? bestLevel(answer.comparison) : null;
  const blockOf = ({ block }: Pick<ComparisonRow, 'block'>) => JSON.stringify(block);
  const blocks = new Set(shown.map(blockOf));
  return stepsByBlock(answer)
    .filter((steps) => blocks.has(blockOf(steps)))
    .map(({ block, rows, floor, ceiling }) => {
      const compared = answer.comparison.rows.filter((row) => blockOf(row) === blockOf({ block }));
      return {
        block,
        floor,
        rows: rows.slice(0, shown.length).map(({ level, accuracy }, i) => {
          const gains = level === best ? answer.gains : null;
          return {
            level,
            accuracy,
            ceiling: ceiling?.[compared[i].planned.configuration.direction] ?? null,
            gain: gains?.most ?? null,
            losses: gains?.losses.map(({ from, to }) => ({ from, to })) ?? [],
          };
        }),
      };
    })
    .filter(({ rows }) => rows.some(({ accuracy }) => accuracy.some((value) => value !== null)));
}

function environmentOf({ environment, engineVersion, runs }: Receipt): DocumentEnvironment {
  const { version, gitCommit, gitDirty, node, os, cpu, backend } = environment;
  return { version, git_commit: gitCommit, git_dirty: gitDirty, node, os, cpu, backend, engine: engineVersion, runs };
}
