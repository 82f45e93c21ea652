import { describe, expect, it } from 'vitest';
import { compareLevels } from '../../src/comparison/comparison.ts';
import { gainsBySteps } from '../../src/comparison/steps.ts';
import { adviceOf } from '../../src/report/advice.ts';
import { answerOf, bestLevel } from '../../src/report/answer.ts';
import type { ExperimentResults } from '../../src/vocabulary.ts';
import { atFloor, type Level, plus, resultsOf } from '../comparison/results.ts';

/** Accuracies of forward on ten seeds, and differences with a mean that is easy to see. */
const FORWARD = [0.931, 0.942, 0.936, 0.944, 0.927, 0.935, 0.939, 0.933, 0.941, 0.932];
const GAIN = [0.014, 0.006, 0.012, 0.004, 0.019, 0.011, 0.009, 0.013, 0.007, 0.016]; // mean 0.0111
const LOSS = [-0.042, -0.047, -0.039, -0.048, -0.037, -0.041, -0.045, -0.043, -0.046, -0.042]; // mean −0.043
const LITTLE = [0.001, -0.002, 0.003, 0.002, -0.001, 0.0015, -0.0005, 0.002, -0.003, 0.001];
const NOISE = [0.03, -0.02, 0.011, -0.014, 0.022, -0.009, 0.016, -0.018, 0.004, 0.012];

const forward: Level = { level: 'forward', runs: FORWARD };
const bidirectional = (differences: readonly number[], more: Partial<Level> = {}): Level => ({
  level: 'bidirectional',
  runs: plus(FORWARD, differences),
  ...more,
});
const backward = (differences: readonly number[], more: Partial<Level> = {}): Level => ({
  level: 'backward',
  runs: plus(FORWARD, differences),
  ...more,
});
const scale = (values: readonly number[], factor: number) => values.map((value) => value * factor);
const LOW = FORWARD.map((value) => value - 0.1);
const LOUD = scale(
  NOISE.map((value) => value - 0.0034),
  4,
); // mean 0: (1.960 + 1.28)² · variance ÷ 0.005² is 2 094 seeds
const modes = (differences: Readonly<Record<string, readonly number[]>>): ExperimentResults =>
  resultsOf(
    [
      { level: 'concat', runs: FORWARD },
      ...Object.entries(differences).map(([level, some]) => ({ level, runs: plus(FORWARD, some) })),
    ],
    { by: 'merge_mode', baseline: 'concat' },
  );
const inBlocks = (key: string, differences: readonly (readonly [string | number, readonly number[]])[]) =>
  resultsOf(
    differences.flatMap(([value, some]) => [
      { ...forward, block: { [key]: value } },
      bidirectional(some, { block: { [key]: value } }),
    ]),
  );

const AT_889 = [0.889, 0.888, 0.8885, 0.8892, 0.8879];

const CASES: Readonly<Record<string, ExperimentResults>> = {
  'one level, better': resultsOf([forward, bidirectional(GAIN)]),
  'one level, worse': resultsOf([forward, bidirectional(LOSS)]),
  'one level, the same': resultsOf([forward, bidirectional(LITTLE)]),
  'one level, the same on every seed': modes({ sum: FORWARD.map(() => 0) }),
  'one level, undecided': resultsOf([forward, bidirectional(NOISE)]),
  'one level, undecided for long': resultsOf([
    { level: 'forward', runs: LOW },
    { level: 'bidirectional', runs: plus(LOW, LOUD) },
  ]),
  'one level, better by a hair': resultsOf([forward, bidirectional(scale(GAIN, 0.6))]),
  'one level, always the same gain': resultsOf([forward, bidirectional(FORWARD.map(() => 0.0125))]),
  'two levels, as in the design': resultsOf([
    { ...forward, steps: [0.99, 0.95, 0.9, 0.9, 0.9, 0.9, 0.95, 0.95, 0.97, 0.99] },
    bidirectional(GAIN, { steps: [0.99, 0.95, 0.9, 0.91, 0.93, 0.94, 0.97, 0.96, 0.97, 0.99] }),
    backward(LOSS),
  ]),
  'a gain and a loss by steps': resultsOf([
    { ...forward, steps: [0.99, 0.9, 0.7, 0.9, 0.9, 0.9] },
    bidirectional(GAIN, { steps: [0.99, 0.9, 0.99, 0.9, 0.701, 0.9] }),
  ]),
  'one level, lopsided': resultsOf([
    forward,
    bidirectional([0.011, 0.012, 0.009, 0.01, 0.013, 0.011, 0.01, 0.012, 0.009, 0.06]),
  ]),
  'the same, but lost more runs': resultsOf([
    forward,
    {
      level: 'bidirectional',
      runs: [...plus(FORWARD, LITTLE).slice(0, 7), 'diverged', 'diverged', 'diverged'],
    },
  ]),
  'two levels, both better': resultsOf([forward, bidirectional(GAIN), backward(scale(GAIN, 0.8))]),
  'two levels, both worse': resultsOf([forward, bidirectional(LOSS), backward(scale(LOSS, 2))]),
  'two levels, both undecided': resultsOf([forward, bidirectional(NOISE), backward(scale(NOISE, 1.4))]),
  'three levels, all the same': modes({ sum: LITTLE, ave: scale(LITTLE, -1), mul: scale(LITTLE, 0.5) }),
  'three levels, one of each': modes({ sum: LITTLE, ave: NOISE, mul: LOSS }),
  'three levels, all better': modes({ sum: GAIN, ave: scale(GAIN, 2), mul: scale(GAIN, 3) }),
  'levels that are numbers': resultsOf(
    [
      { level: 0.001, runs: FORWARD },
      { level: 0.003, runs: plus(FORWARD, GAIN) },
      { level: 0.01, runs: plus(FORWARD, scale(GAIN, -1)) },
    ],
    { by: 'learning_rate', baseline: 0.001 },
  ),
  'training loss, lower is better': resultsOf([forward, bidirectional(scale(GAIN, -12))], {
    metric: 'training_loss',
    smallestEffect: 0.01,
  }),
  'training loss, undecided': resultsOf([forward, bidirectional(NOISE)], {
    metric: 'training_loss',
    smallestEffect: 0.01,
  }),
  'sequence accuracy': resultsOf([forward, bidirectional(GAIN)], { metric: 'sequence_accuracy' }),
  'too few seeds': resultsOf([
    { level: 'forward', runs: FORWARD.slice(0, 3) },
    { level: 'bidirectional', runs: plus(FORWARD.slice(0, 3), GAIN) },
  ]),
  'too few seeds for two comparisons': resultsOf([
    { level: 'forward', runs: FORWARD.slice(0, 1) },
    { level: 'bidirectional', runs: plus(FORWARD.slice(0, 1), GAIN) },
    { level: 'backward', runs: plus(FORWARD.slice(0, 1), LOSS) },
  ]),
  'no pair at all': resultsOf([
    { level: 'forward', runs: [0.9, 'diverged'] },
    { level: 'bidirectional', runs: ['failed', 0.91] },
  ]),
  'one level has lost too many runs': resultsOf([
    forward,
    bidirectional(GAIN),
    { level: 'backward', runs: [0.9, 0.91, ...Array<'diverged'>(8).fill('diverged')] },
  ]),
  'one level has lost all its runs': resultsOf([
    { level: 'forward', runs: [0.9, 0.91] },
    { level: 'bidirectional', runs: [0.91, 0.92] },
    { level: 'backward', runs: ['diverged', 'diverged'] },
  ]),
  'ahead, but lost more runs': resultsOf([
    forward,
    { level: 'bidirectional', runs: [...plus(FORWARD, GAIN).slice(0, 7), 'diverged', 'diverged', 'failed'] },
  ]),
  'behind, but the baseline lost more runs': resultsOf([
    { level: 'forward', runs: [...FORWARD.slice(0, 8), 'diverged', 'diverged'] },
    bidirectional(LOSS),
  ]),
  'worse and lost more runs': resultsOf([
    forward,
    { level: 'bidirectional', runs: [...plus(FORWARD, LOSS).slice(0, 9), 'failed'] },
  ]),
  'some at the floor': resultsOf([
    { ...forward, floor: 0.889 },
    { level: 'bidirectional', runs: [0.889, 0.888, 0.8885, ...plus(FORWARD, GAIN).slice(3)], floor: 0.889 },
  ]),
  'some at the floor, beside a level without a result': resultsOf([
    { level: 'forward', runs: [...AT_889, ...FORWARD.slice(5)], floor: 0.889 },
    { level: 'bidirectional', runs: FORWARD.map(() => 'diverged'), floor: 0.889 },
  ]),
  'most at the floor': resultsOf([
    { ...forward, floor: 0.94 },
    { ...bidirectional(LITTLE), floor: 0.94 },
  ]),
  'some of both at the floor': resultsOf([
    { level: 'forward', runs: [...AT_889, ...FORWARD.slice(5)], floor: 0.889 },
    { level: 'bidirectional', runs: plus([...FORWARD.slice(0, 9), 0.88], GAIN), floor: 0.889 },
  ]),
  'some fallen back to the floor': resultsOf([
    { level: 'forward', runs: [...AT_889, ...FORWARD.slice(5)], floor: 0.889 },
    { level: 'bidirectional', runs: plus(FORWARD, GAIN), floor: 0.889 },
  ]),
  'some of both at the floor, and more seeds': resultsOf([
    { level: 'forward', runs: [...AT_889, ...FORWARD.slice(5), ...FORWARD], floor: 0.889 },
    {
      level: 'bidirectional',
      runs: plus([...FORWARD.slice(0, 9), 0.88, ...FORWARD], [...GAIN, ...GAIN]),
      floor: 0.889,
    },
    { level: 'backward', runs: plus([...FORWARD, ...FORWARD], [...LOSS, ...LOSS]), floor: 0.889 },
  ]),
  'both at the floor on the same seed': resultsOf([
    { level: 'forward', runs: [0.889, ...FORWARD.slice(1)], floor: 0.889 },
    { level: 'bidirectional', runs: [0.889, ...FORWARD.slice(1)], floor: 0.889 },
  ]),
  'some at the floor in blocks': resultsOf(
    [2, 4, 8].flatMap((units) => [
      {
        level: 'forward',
        runs: units === 2 ? [...AT_889, ...FORWARD.slice(5)] : FORWARD,
        block: { units },
        floor: 0.889,
      },
      bidirectional(GAIN, { block: { units }, floor: 0.889 }),
    ]),
  ),
  'some at the floor in many blocks': resultsOf(
    [1, 2, 3, 4, 5].flatMap((units) => [
      { level: 'forward', runs: [...AT_889, ...FORWARD.slice(5)], block: { units }, floor: 0.889 },
      bidirectional(GAIN, { block: { units }, floor: 0.889 }),
    ]),
  ),
  'some at the floor, in loss': resultsOf(
    [
      { level: 'forward', runs: scale(FORWARD, -1).map((value) => 1.2 + value), floor: 0.889 },
      { level: 'bidirectional', runs: plus(FORWARD, GAIN).map((value) => 1.2 - value), floor: 0.889 },
    ],
    { metric: 'loss', smallestEffect: 0.01 },
  ),
  'early in training': resultsOf([
    { level: 'forward', runs: FORWARD.map((value) => value - 0.02), floor: 0.889 },
    { level: 'bidirectional', runs: plus(FORWARD, NOISE).map((value) => value - 0.02), floor: 0.889 },
  ]),
  'runs that are missing': resultsOf([
    forward,
    { level: 'bidirectional', runs: [...plus(FORWARD, GAIN).slice(0, 7), null, null, null] },
  ]),
  'several blocks, as in the design': inBlocks('units', [
    [2, scale(NOISE, 2)],
    [4, NOISE],
    [8, scale(NOISE, 0.7)],
    [16, GAIN],
    [32, GAIN.toReversed()],
  ]),
  'several blocks, the answer turns round': inBlocks('learning_rate', [
    [0.001, GAIN],
    [0.003, LITTLE],
    [0.01, scale(GAIN, -0.9)],
  ]),
  'several blocks, all undecided': inBlocks('epochs', [
    [250, NOISE],
    [1000, scale(NOISE, 0.8)],
  ]),
  'several blocks, undecided for long': resultsOf(
    [250, 1000].flatMap((epochs) => [
      { level: 'forward', runs: LOW, block: { epochs } },
      { level: 'bidirectional', runs: plus(LOW, LOUD), block: { epochs } },
    ]),
  ),
  'several blocks, all the same': inBlocks('threshold', [
    ['25%', LITTLE],
    ['50%', LITTLE],
  ]),
  'several blocks of words, several levels': resultsOf(
    (['cumulative-sum', 'remaining-sum', 'balance-point'] as const).flatMap((task, i) => [
      { ...forward, block: { task } },
      bidirectional(scale(GAIN, 1 + i), { block: { task } }),
      backward(scale(LOSS, 1 - i), { block: { task } }),
    ]),
  ),
  'many blocks': inBlocks(
    'units',
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map((units) => [units, units < 3 ? NOISE : scale(GAIN, units)] as const),
  ),
  'blocks of two keys': resultsOf(
    [16, 32].flatMap((units) =>
      [250, 1000, 4000].flatMap((epochs) => [
        { ...forward, block: { units, epochs } },
        bidirectional(epochs === 250 ? NOISE : GAIN, { block: { units, epochs } }),
      ]),
    ),
  ),
  'too few seeds in blocks': resultsOf(
    [8, 16, 32].flatMap((units) => [
      { level: 'forward', runs: FORWARD.slice(0, 4), block: { units } },
      { level: 'bidirectional', runs: plus(FORWARD.slice(0, 4), GAIN), block: { units } },
    ]),
  ),
  'runs lost in blocks': resultsOf([
    { ...forward, block: { units: 16 } },
    { level: 'bidirectional', runs: ['diverged', ...plus(FORWARD, GAIN).slice(1)], block: { units: 16 } },
    { ...forward, block: { units: 32 } },
    bidirectional(GAIN, { block: { units: 32 } }),
  ]),
  'more levels than sentences': resultsOf(
    [1, 2].flatMap((epochs) =>
      [2, 4, 8, 16, 32, 64].map((units) => ({
        level: units,
        runs: plus(FORWARD, scale(units > 8 ? GAIN : NOISE, units / 16)),
        block: { epochs },
      })),
    ),
    { by: 'units', baseline: 2 },
  ),
  'a single configuration': {
    ...resultsOf([{ level: null, runs: FORWARD }]),
    compare: null,
  },
  'a single configuration and seed': { ...resultsOf([{ level: null, runs: [0.948] }]), compare: null },
  'a single configuration that diverged': { ...resultsOf([{ level: null, runs: ['diverged'] }]), compare: null },
  'a baseline that stands alone': resultsOf([
    { level: 'forward', runs: FORWARD, block: { units: 8 } },
    { level: 'bidirectional', runs: FORWARD, block: { units: 16 } },
  ]),
};

/** The runs that ended at the floor, by case. */
const AT_FLOOR: Readonly<Record<string, ReturnType<typeof atFloor>>> = {
  'some at the floor': atFloor(CASES['some at the floor'], { bidirectional: [1, 2, 3] }),
  'some of both at the floor': atFloor(CASES['some of both at the floor'], {
    forward: [1, 2, 3, 4, 5],
    bidirectional: [10],
  }),
  'some fallen back to the floor': atFloor(
    CASES['some fallen back to the floor'],
    { forward: [1, 2, 3, 4, 5] },
    'fell-back',
  ),
  'both at the floor on the same seed': atFloor(CASES['both at the floor on the same seed'], {
    forward: [1],
    bidirectional: [1],
  }),
  'some of both at the floor, and more seeds': new Map([
    ...atFloor(CASES['some of both at the floor, and more seeds'], { forward: [1, 2, 3, 4, 5] }),
    ...atFloor(CASES['some of both at the floor, and more seeds'], { bidirectional: [10] }, 'fell-back'),
  ]),
  'some at the floor in blocks': new Map(
    CASES['some at the floor in blocks'].points[0].runs.slice(0, 5).map(({ id }) => [id, 'never-left']),
  ),
  'some at the floor in many blocks': atFloor(CASES['some at the floor in many blocks'], { forward: [1, 2, 3, 4, 5] }),
  'some at the floor, beside a level without a result': atFloor(
    CASES['some at the floor, beside a level without a result'],
    { forward: [1, 2, 3, 4, 5] },
  ),
  'some at the floor, in loss': atFloor(CASES['some at the floor, in loss'], { forward: [2, 3] }),
  'most at the floor': new Map([
    ...atFloor(CASES['most at the floor'], { forward: [1, 2, 3, 4, 5, 6, 7], bidirectional: [1, 2, 3, 4, 5, 6] }),
    ...atFloor(CASES['most at the floor'], { bidirectional: [7, 8, 9] }, 'fell-back'),
  ]),
};

describe('answerOf and adviceOf', () => {
  it('say what the table says, in sentences', async () => {
    const text = Object.entries(CASES).map(([title, results]) => {
      const comparison = compareLevels(results, { atFloor: AT_FLOOR[title] ?? new Map() });
      const advice = adviceOf(comparison).map((line) => `\n  ! ${line}`);
      const best = bestLevel(comparison);
      const gains = best === null ? null : gainsBySteps(results, {}, best);
      return `${title}\n  ${answerOf(comparison, gains)}${advice.join('')}\n`;
    });
    await expect(text.join('\n')).toMatchFileSnapshot('answers.txt');
  });
});
