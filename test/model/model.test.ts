import { describe, expect, it } from 'vitest';
import { countParameters, type Model, modelOf, weightShapes } from '../../src/model/model.ts';
import { ARTICLE_MODEL } from '../examples.ts';

const oneWay = { direction: 'forward', mergeMode: null } as const;
const words: Model = {
  ...ARTICLE_MODEL,
  input: { kind: 'tokens', vocabulary: 17 },
  cell: 'lstm',
  units: 8,
  output: { kind: 'softmax', classes: 7, per: 'step' },
};

// Keras 3.15.1: model.count_params() and the shapes of model.trainable_variables
describe('a model', () => {
  it.each([
    { name: "the article's forward model", model: { ...ARTICLE_MODEL, ...oneWay }, parameters: 1781 },
    {
      name: "the article's backward model",
      model: { ...ARTICLE_MODEL, ...oneWay, direction: 'backward' },
      parameters: 1781,
    },
    { name: "the article's bidirectional model", model: ARTICLE_MODEL, parameters: 3561 },
    { name: 'merge mode sum', model: { ...ARTICLE_MODEL, mergeMode: 'sum' }, parameters: 3541 },
    { name: '17 tokens, 7 classes', model: words, parameters: 1783 },
    { name: 'two layers', model: { ...ARTICLE_MODEL, layers: 2 }, parameters: 13321 },
    {
      name: 'two layers with merge mode sum',
      model: { ...ARTICLE_MODEL, layers: 2, mergeMode: 'sum' },
      parameters: 10101,
    },
  ] as const)('has as many parameters as in Keras: $name', ({ model, parameters }) => {
    expect(countParameters(model)).toBe(parameters);
  });

  it('has its weights in the order and the shapes of Keras', () => {
    expect(weightShapes(ARTICLE_MODEL).map(({ name, shape }) => [name, shape])).toEqual([
      ['layer 0 forward kernel', [1, 80]],
      ['layer 0 forward recurrent kernel', [20, 80]],
      ['layer 0 forward bias', [80]],
      ['layer 0 backward kernel', [1, 80]],
      ['layer 0 backward recurrent kernel', [20, 80]],
      ['layer 0 backward bias', [80]],
      ['output kernel', [40, 1]],
      ['output bias', [1]],
    ]);
  });

  it('is what a configuration and its task say', () => {
    const task = { input: words.input, output: words.output };
    const settings = { cell: 'lstm', units: 8, layers: 1, dropout: 0 } as const;
    expect(modelOf({ ...settings, direction: 'bidirectional', merge_mode: 'concat' }, task)).toEqual(words);
    expect(modelOf({ ...settings, direction: 'backward' }, task).mergeMode).toBeNull();
  });
});
