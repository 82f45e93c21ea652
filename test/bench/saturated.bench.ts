/**
 * A model that is sure of everything has gradients of 0, and what Adam remembers shrinks with every update. An update
 * must not get slower for it: the numbers next to 0 are several times slower than others on most machines.
 */
import { expect, it } from 'vitest';
import { fusedEngine } from '../../src/engines/fused.ts';
import { modelOf } from '../../src/model/model.ts';
import { initialWeights } from '../../src/model/weights.ts';
import { cumulativeSum } from '../../src/tasks/cumulative-sum.ts';
import { adam } from '../engines/examples.ts';

/** The article's model, where every sum is above the threshold. */
const SATURATED = {
  task: 'cumulative-sum',
  sequence_length: 10,
  threshold: 0,
  units: 20,
  cell: 'lstm',
  layers: 1,
  dropout: 0,
  direction: 'bidirectional',
  merge_mode: 'concat',
} as const;
const UPDATES_AT_ONCE = 100;
/** The figure for a moment is the least of so many calls around it. */
const CALLS = 100;
const BAR = 1.1;

it(`takes no longer for an update after 100,000 of a saturated model than after 10,000 (≤ ${BAR})`, async () => {
  const dataset = cumulativeSum.open(SATURATED);
  const model = modelOf(SATURATED, dataset);
  const settings = { optimizer: adam(0.01), batchSize: 1, steps: SATURATED.sequence_length };
  const trainer = await (await fusedEngine()).createTrainer(model, initialWeights(model, 1), settings);
  const sequences = dataset.training(1).next(UPDATES_AT_ONCE);

  let updates = 0;
  const microsecondsAfter = async (moment: number) => {
    let least = Number.POSITIVE_INFINITY;
    for (; updates < moment + CALLS * UPDATES_AT_ONCE; updates += UPDATES_AT_ONCE) {
      const started = performance.now();
      await trainer.train(sequences);
      const passed = performance.now() - started;
      if (updates >= moment) least = Math.min(least, (passed * 1000) / UPDATES_AT_ONCE);
    }
    return least;
  };
  const early = await microsecondsAfter(10_000);
  const late = await microsecondsAfter(100_000);
  const ratio = late / early;
  console.log(`saturated: ${early.toFixed(2)} µs, later ${late.toFixed(2)} µs, ratio ${ratio.toFixed(2)} (≤ ${BAR})`);
  expect(ratio).toBeLessThanOrEqual(BAR);
});
