import { describe, expect, it } from 'vitest';
import { runPage } from '../../src/report/run-page.ts';
import type { CurvePoint } from '../../src/vocabulary.ts';
import { ENVIRONMENT, planned } from '../store/examples.ts';

function pageOf(curve: readonly CurvePoint[], keptEpoch: number | null = null): string {
  const run = {
    ...{ id: 1, seed: 1, engineVersion: 'fused-1', isSuperseded: false, status: 'completed' as const },
    ...{ metrics: null, divergedAt: null, error: null, trainMs: 12, finishedAt: '', weightsSha256: null },
    ...{ steps: [], testGroups: null, hasModel: false },
  };
  return runPage(
    { ...run, planned: planned(), environment: ENVIRONMENT, curve, keptEpoch },
    { among: null, notes: [] },
    { width: 100 },
  );
}

describe('the page of a run', () => {
  const curve = [
    { epoch: 1, loss: 0.7, accuracy: 0.5, validationLoss: 0.64 },
    { epoch: 2, loss: 0.5, accuracy: 0.6, validationLoss: 0.32 },
    { epoch: 3, loss: 0.4, accuracy: 0.7, validationLoss: 0.35 },
  ];

  it('has the validation loss at first, at its lowest and at last', () => {
    expect(pageOf(curve)).toContain(
      'validation loss 0.640 after epoch 1, lowest 0.320 after epoch 2, 0.350 after epoch 3',
    );
    expect(pageOf(curve.slice(0, 2))).toContain('lowest 0.320 after epoch 2\n');
  });

  it('draws both losses, and says which epoch was kept', () => {
    const page = pageOf(curve, 2);
    expect(page).toMatch(/\* training {3}o validation/);
    expect(page).toContain('0.350 after epoch 3; the weights\n    of epoch 2 were kept');
    expect(pageOf(curve)).not.toContain('were kept');
  });

  it('does not speak of it where there is none', () => {
    expect(pageOf(curve.map(({ validationLoss: _, ...point }) => point))).not.toContain('validation');
  });
});
