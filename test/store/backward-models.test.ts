import { describe, expect, it } from 'vitest';
import type { Model } from '../../src/model/model.ts';
import { savedTopology, savedWeights } from '../../src/model/saved-model.ts';
import { modelTopology } from '../../src/model/topology.ts';
import { weightBytes } from '../../src/model/weight-bytes.ts';
import { initialWeights } from '../../src/model/weights.ts';
import { turnedRound } from '../../src/store/migrations/backward-models.ts';

const backward: Model = {
  input: { kind: 'tokens', vocabulary: 5 },
  cell: 'lstm',
  units: 3,
  layers: 1,
  direction: 'backward',
  mergeMode: null,
  dropout: 0,
  output: { kind: 'softmax', classes: 4, per: 'step' },
};

/** As version 1 kept a model: its own weights, and an LSTM that goes backwards. */
function keptByVersion1(model: Model) {
  const weights = initialWeights(model, 1);
  return { topology: JSON.stringify(modelTopology(model)), weights: weightBytes(weights) };
}

describe('a model that version 1 has kept', () => {
  it.each<Model>([
    backward,
    { ...backward, input: { kind: 'numbers', features: 2 }, output: { kind: 'sigmoid', per: 'step' } },
  ])('of a backward run becomes what show --save writes, to the byte: $input.kind', (model) => {
    const turned = turnedRound(keptByVersion1(model));
    expect(JSON.parse(turned?.topology ?? '')).toEqual(savedTopology(model));
    expect(Buffer.from(turned?.weights ?? [])).toEqual(weightBytes(savedWeights(model, initialWeights(model, 1))));
  });

  it('that answers in the order of its input is left as it is, also a second time', () => {
    expect(turnedRound(keptByVersion1({ ...backward, direction: 'forward' }))).toBeNull();
    expect(turnedRound(keptByVersion1({ ...backward, direction: 'bidirectional', mergeMode: 'sum' }))).toBeNull();
    expect(
      turnedRound(turnedRound(keptByVersion1(backward)) ?? { topology: '', weights: new Uint8Array() }),
    ).toBeNull();
  });
});
