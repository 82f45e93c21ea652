import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { earlyStopping } from '../../src/training/early-stopping.ts';

/** What test/fixtures/engines/early-stopping-from-keras.py writes, with Keras 3.15.1. */
interface KerasCase {
  /** null is NaN. */
  readonly losses: readonly (number | null)[];
  readonly patience: number;
  readonly minDelta: number;
  readonly epochsMade: number;
  /** The epoch whose weights are restored. */
  readonly best: number;
}

const file = new URL('../fixtures/engines/early-stopping-from-keras.json', import.meta.url);
const cases: readonly KerasCase[] = JSON.parse(readFileSync(file, 'utf8'));

describe('early stopping', () => {
  it('ends and restores where Keras does, in 48 cases', () => {
    expect(cases).toHaveLength(48);
    for (const { losses, patience, minDelta, epochsMade, best } of cases) {
      const stopping = earlyStopping({ patience, minDelta });
      const found = { epochsMade: 0, best: 0 };
      for (const loss of losses) {
        const { isBest, isLast } = stopping.add(loss ?? Number.NaN);
        found.epochsMade += 1;
        if (isBest) found.best = found.epochsMade;
        if (isLast) break;
      }
      expect({ losses, patience, minDelta, ...found }).toEqual({ losses, patience, minDelta, epochsMade, best });
    }
  });
});
