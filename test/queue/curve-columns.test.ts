import { describe, expect, it } from 'vitest';
import { withColumns, withPoints } from '../../src/queue/curve-columns.ts';
import { pack, unpack } from '../../src/queue/packed.ts';
import type { Answer } from '../../src/training/job.ts';
import type { CurvePoint } from '../../src/vocabulary.ts';
import { ENVIRONMENT } from '../store/examples.ts';

const answerWith = (curve: readonly CurvePoint[]): Answer => ({
  kind: 'trained',
  engineVersion: 'fused-1',
  environment: ENVIRONMENT,
  result: { status: 'diverged', trainMs: 1, curve, divergedAt: 3 },
});

describe('a curve in columns', () => {
  it.each<[string, readonly CurvePoint[]]>([
    ['no points', []],
    ['accuracies', [{ epoch: 1, loss: 0.1 + 0.2, accuracy: 5e-324 }]],
    ['no accuracies', [{ epoch: 2, loss: -0, accuracy: null }]],
    [
      'validation losses at some points',
      [
        { epoch: 1, loss: 1, accuracy: 0.5, validationLoss: 0.25 },
        { epoch: 2, loss: 1, accuracy: null },
      ],
    ],
  ])('with %s comes back to the last bit', (_, curve) => {
    const answer = answerWith(curve);
    expect(withPoints(unpack(pack(withColumns(answer))))).toStrictEqual(answer);
  });

  it.each<[string, unknown]>([
    ['failed', { kind: 'failed', reason: 'out of luck' }],
    ['no answer', null],
    ['columns of other lengths', { result: { curve: { epoch: new Float64Array(2), loss: new Float64Array(1) } } }],
  ])('%s stays what it is', (_, answer) => {
    expect(withPoints(answer)).toBe(answer);
  });
});
