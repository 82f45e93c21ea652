/** Accuracy by time step for every level, and where in the sequence a level gains and loses on its baseline. */
import {
  type ExperimentResults,
  SMALLEST_EFFECT,
  type StepGains,
  type StepRow,
  type Stretch,
  type Value,
} from '../vocabulary.ts';
import { signFlip, TOLERANCE } from './interval.ts';
import { type LevelChoice, type PointWithRuns, seeLevels } from './levels.ts';

/**
 * One row for every level of every block, in the order of the comparison's rows.
 *
 * Throws a ChoiceError where `by` is not swept or `baseline` is none of its levels.
 */
export function compareSteps(results: ExperimentResults, choice: LevelChoice = {}): readonly StepRow[] {
  return seeLevels(results, choice).blocks.flatMap((block) =>
    block.map((point) => ({
      block: point.block,
      level: point.level,
      accuracy: meanBySteps(completedSteps(point)),
    })),
  );
}

/**
 * Where a level gains and loses on the baseline, in an experiment that sweeps nothing else. Differences are taken over
 * the seeds that both completed; every time step weighs the same.
 *
 * Throws a ChoiceError as `compareSteps`, and an error where there is no such level.
 */
export function gainsBySteps(results: ExperimentResults, choice: LevelChoice, level: Value): StepGains {
  const { baseline, blocks } = seeLevels(results, choice);
  const [point, baselinePoint] = [level, baseline].map((name) => blocks[0].find((each) => each.level === name));
  if (point === undefined || baselinePoint === undefined) throw new Error(`no ${level} beside ${baseline}`);
  const differences = pairedSteps(point, baselinePoint);
  const smallestEffect = results.metric === 'accuracy' ? results.smallestEffect : SMALLEST_EFFECT.accuracy;
  return { most: mostOfTheGain(differences), losses: losses(differences, smallestEffect) };
}

function completedSteps({ runs }: PointWithRuns): readonly (readonly number[])[] {
  return runs.filter(({ status }) => status === 'completed').map(({ steps }) => steps);
}

/** (runs, T) → (T): the mean over the runs that have a number there. */
function meanBySteps(runs: readonly (readonly number[])[]): (number | null)[] {
  const steps = Math.max(0, ...runs.map(({ length }) => length));
  return Array.from({ length: steps }, (_, t) => {
    const values = runs.map((run) => run[t]).filter(Number.isFinite);
    return values.length === 0 ? null : meanOf(values);
  });
}

/** A time step that every pair counts, with the difference of each. */
interface StepOfPairs {
  readonly step: number;
  readonly differences: readonly number[];
}

function pairedSteps(level: PointWithRuns, baseline: PointWithRuns): StepOfPairs[] {
  const baselineRuns = new Map(baseline.runs.map((run) => [run.seed, run]));
  const pairs = level.runs.flatMap((run) => {
    const baselineRun = baselineRuns.get(run.seed);
    const isPair = run.status === 'completed' && baselineRun?.status === 'completed';
    return isPair ? [run.steps.map((accuracy, t) => accuracy - baselineRun.steps[t])] : [];
  });
  const steps = Math.max(0, ...pairs.map(({ length }) => length));
  return Array.from({ length: steps }, (_, t) => ({ step: t + 1, differences: pairs.map((pair) => pair[t]) })).filter(
    ({ differences }) => differences.every(Number.isFinite),
  );
}

/**
 * The shortest stretch that holds more than half of all differences together, and does so by more than chance: for each
 * pair, what it holds beyond half, compared with 0 as differences are. As any of T steps may begin it, the interval is
 * that of T comparisons. Stretches of more than half of the steps say nothing and are not looked at.
 */
export function mostOfTheGain(steps: readonly StepOfPairs[]): Stretch | null {
  const T = steps.length;
  const pairs = steps[0]?.differences.length ?? 0;
  const upTo = Array.from({ length: T + 1 }, () => new Float64Array(pairs)); // (T + 1, pairs): sums of the first t steps
  steps.forEach(({ differences }, t) => {
    differences.forEach((difference, i) => {
      upTo[t + 1][i] = upTo[t][i] + difference;
    });
  });
  const total = upTo[T];
  if (pairs === 0 || meanOf(total) <= TOLERANCE) return null;
  for (let length = 1; length <= T / 2; length++) {
    let [best, most, from] = [total, 0, -1];
    for (let start = 0; start + length <= T; start++) {
      const beyondHalf = total.map((all, i) => upTo[start + length][i] - upTo[start][i] - all / 2);
      const mean = meanOf(beyondHalf);
      if (mean > most) [best, most, from] = [beyondHalf, mean, start];
    }
    const interval = from < 0 ? null : (signFlip([...best], T)?.interval ?? null);
    if (interval !== null && interval[0] > TOLERANCE) {
      return { from: steps[from].step, to: steps[from + length - 1].step };
    }
  }
  return null;
}

/** Neighbouring steps that are worse by more than the smallest effect, each with the interval of T comparisons. */
export function losses(steps: readonly StepOfPairs[], smallestEffect: number): StepGains['losses'] {
  const found: (Stretch & { difference: number })[] = [];
  for (const { step, differences } of steps) {
    if (differences.length === 0) continue;
    const difference = meanOf(differences);
    if (difference > -smallestEffect) continue;
    const interval = signFlip(differences, steps.length)?.interval;
    if (interval === undefined || interval[1] >= -TOLERANCE) continue;
    const last = found.at(-1);
    if (last?.to === step - 1) {
      found[found.length - 1] = { from: last.from, to: step, difference: Math.min(last.difference, difference) };
    } else {
      found.push({ from: step, to: step, difference });
    }
  }
  return found.toSorted((a, b) => a.difference - b.difference);
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
