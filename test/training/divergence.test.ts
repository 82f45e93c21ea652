import { describe, expect, it } from 'vitest';
import { watchDivergence } from '../../src/training/divergence.ts';

/** −log(1e-7): the loss of a step that is wrong with a clipped probability. */
const WRONG = 16.11809565095832;

interface Update {
  readonly loss: number;
  readonly correct: number | null;
}

function divergedAt(updates: readonly Update[]): number | null {
  const watch = watchDivergence({ updates: updates.length, output: { kind: 'sigmoid', per: 'step' } });
  for (const { loss, correct } of updates) {
    const at = watch.add({ loss, correct, counted: 10 });
    if (at !== null) return at;
  }
  return null;
}

const repeat = (times: number, update: Update) => new Array(times).fill(update);
const ordinary = { loss: 0.3, correct: 9 };
const stuck = { loss: 0.5 * WRONG, correct: 5 }; // every step clipped, half of them wrong

describe('divergence', () => {
  it('is a loss that is not finite, at its own update', () => {
    expect(divergedAt([ordinary, { loss: Number.NaN, correct: 0 }])).toBe(1);
    expect(divergedAt([{ loss: Number.POSITIVE_INFINITY, correct: 0 }])).toBe(0);
  });

  it('is fifty updates in a row with nothing but clipped probabilities, worse than guessing, from the first of them', () => {
    expect(divergedAt([ordinary, ...repeat(50, stuck), ...repeat(100, ordinary)])).toBe(1);
    expect(divergedAt([ordinary, ...repeat(49, stuck), ...repeat(100, ordinary)])).toBeNull();
  });

  it('is half the updates of a short run', () => {
    expect(divergedAt([ordinary, ...repeat(3, stuck)])).toBe(1);
  });

  it('is not a bad loss that can still move', () => {
    expect(divergedAt(repeat(200, { loss: 5, correct: 5 }))).toBeNull();
  });

  it('is no clipping where the output is no class', () => {
    expect(divergedAt(repeat(200, { loss: 0.5 * WRONG, correct: null }))).toBeNull();
    expect(divergedAt([{ loss: Number.POSITIVE_INFINITY, correct: null }])).toBe(0);
  });

  it('is not a model that has learnt everything', () => {
    expect(divergedAt(repeat(200, { loss: 1.2e-7, correct: 10 }))).toBeNull();
    const onceWrong = { loss: 0.1 * WRONG, correct: 9 };
    expect(
      divergedAt([
        ...repeat(100, { loss: 1.2e-7, correct: 10 }),
        onceWrong,
        ...repeat(100, { loss: 1.2e-7, correct: 10 }),
      ]),
    ).toBeNull();
  });
});
