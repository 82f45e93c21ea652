import { expect, it } from 'vitest';
import { modelOf } from '../../src/model/model.ts';
import type { Dataset } from '../../src/tasks/dataset.ts';
import { estimatedCheckMs } from '../../src/training/check-size.ts';
import { timeLimitMs, updateUs } from '../../src/training/estimate.ts';
import type { Configuration } from '../../src/vocabulary.ts';
import { ARTICLE } from '../examples.ts';

/** Tags of texts: 10 steps, a vocabulary of 4000 and 400 tags. */
const texts = {
  input: { kind: 'tokens', vocabulary: 4000 },
  output: { kind: 'softmax', classes: 400, per: 'step' },
  steps: 10,
  meanSteps: 10,
} as Dataset;

const tagger = (direction: 'forward' | 'bidirectional', units = 16): Configuration => ({
  ...ARTICLE,
  task: 'own-data',
  direction,
  units,
  batch_size: 32,
});

// On one core of a busy AMD EPYC; a time limit is 30 times the estimate and a minute
it.each([
  { engine: 'fused', direction: 'forward', measured: 951 },
  { engine: 'fused', direction: 'bidirectional', measured: 1189 },
  { engine: 'tfjs', direction: 'forward', measured: 2962 },
] as const)(
  'a check of $engine, $direction, on a large vocabulary is expected to take what it took within a factor of 4',
  ({ engine, direction, measured }) => {
    const estimated = estimatedCheckMs(tagger(direction), texts, engine);
    expect(estimated).toBeGreaterThan(measured / 4);
    expect(estimated).toBeLessThan(4 * measured);
  },
);

it.each([
  { engine: 'fused', direction: 'forward', measured: 1.2 },
  { engine: 'fused', direction: 'bidirectional', measured: 1.7 },
  { engine: 'tfjs', direction: 'forward', measured: 1028.3 }, // which multiplies one-hot tokens
] as const)(
  'an update of $engine, $direction, on a large vocabulary is expected to take what it took within a factor of 4',
  ({ engine, direction, measured }) => {
    const estimated = updateUs(engine, modelOf(tagger(direction), texts), { steps: 10, batchSize: 32 }) / 1000;
    expect(estimated).toBeGreaterThan(measured / 4);
    expect(estimated).toBeLessThan(4 * measured);
  },
);

it('the time limit of a check grows with the vocabulary', () => {
  const limit = (vocabulary: number) =>
    timeLimitMs(
      estimatedCheckMs(tagger('bidirectional'), { ...texts, input: { kind: 'tokens', vocabulary } }, 'fused'),
    );
  expect(limit(40_000)).toBeGreaterThan(60_000 + 5 * (limit(4000) - 60_000));
});
