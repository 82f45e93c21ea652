/** Accuracy by time step for every level, and where in the sequence a level gains on its baseline. */
import type { ExperimentResults, StepRow } from '../vocabulary.ts';
import { TOLERANCE } from './interval.ts';
import { type LevelChoice, type PointWithRuns, seeLevels } from './levels.ts';

/**
 * One row for every level of every block, in the order of the comparison's rows. Gains are taken over the seeds that
 * both completed; every time step weighs the same.
 *
 * Throws a ChoiceError where `by` is not swept or `baseline` is none of its levels.
 */
export function compareSteps(results: ExperimentResults, choice: LevelChoice = {}): readonly StepRow[] {
  const { baseline, blocks } = seeLevels(results, choice);
  return blocks.flatMap((block) => {
    const baselinePoint = block.find(({ level }) => level === baseline);
    return block.map((point) => ({
      block: point.block,
      level: point.level,
      accuracy: meanBySteps(completedSteps(point)),
      gain: baselinePoint === undefined || baselinePoint === point ? null : gainOf(point, baselinePoint),
    }));
  });
}

function completedSteps({ runs }: PointWithRuns): readonly (readonly number[])[] {
  return runs.filter(({ status }) => status === 'completed').map(({ steps }) => steps);
}

/** (runs, T) → (T): the mean over the runs that have a number there. */
function meanBySteps(runs: readonly (readonly number[])[]): (number | null)[] {
  const steps = Math.max(0, ...runs.map(({ length }) => length));
  return Array.from({ length: steps }, (_, t) => {
    const values = runs.map((run) => run[t]).filter(Number.isFinite);
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  });
}

function gainOf(level: PointWithRuns, baseline: PointWithRuns): StepRow['gain'] {
  const baselineRuns = new Map(baseline.runs.map((run) => [run.seed, run]));
  const differences = level.runs.flatMap((run) => {
    const baselineRun = baselineRuns.get(run.seed);
    const isPair = run.status === 'completed' && baselineRun?.status === 'completed';
    return isPair ? [run.steps.map((accuracy, t) => accuracy - baselineRun.steps[t])] : [];
  });
  return shortestHalf(meanBySteps(differences).map((difference) => difference ?? 0));
}

/**
 * The shortest stretch whose differences add up to half of all or more, the richest where several are as short; null
 * where all together are no gain.
 */
export function shortestHalf(differences: readonly number[]): StepRow['gain'] {
  const upTo = [0]; // sums of the first t differences
  for (const difference of differences) upTo.push(upTo[upTo.length - 1] + difference);
  const total = upTo[differences.length];
  if (total <= TOLERANCE) return null;
  for (let length = 1; length <= differences.length; length++) {
    let best = 0;
    for (let from = 1; from + length <= differences.length; from++) {
      if (upTo[from + length] - upTo[from] > upTo[best + length] - upTo[best]) best = from;
    }
    if (upTo[best + length] - upTo[best] >= total / 2 - TOLERANCE) return { from: best + 1, to: best + length };
  }
  throw new Error(`no stretch of ${differences} holds half of ${total}`);
}
