/** The keys that say how a model learns, for how long, and how it is tested. */
import { ENGINES, OPTIMIZERS, type OptimizerName } from '../vocabulary.ts';
import { grouped, plural } from '../words.ts';
import { type Entries, FROM_THE_START, whole } from './key.ts';

/** Keras's. */
const LEARNING_RATES: Readonly<Record<OptimizerName, number>> = {
  adam: 0.001,
  adamw: 0.001,
  rmsprop: 0.001,
  sgd: 0.01,
};

export const TRAINING_KEYS = {
  epochs: {
    values: { kind: 'whole', from: 1, to: 1_000_000, isCount: true },
    default: 1000,
    file: {
      description:
        'Updates in total = epochs × sequences_per_epoch ÷ batch_size. With data of your own passes, 30 where not given.',
      examples: [1000],
      foreignWords: ['nepochs', 'numepochs', 'iterations', 'updates'],
    },
    decidedBy: null,
    column: 'so many times sequences_per_epoch training sequences',
    heading: { place: 2, phrase: (epochs) => plural(epochs, 'epoch') },
    inLists: 'kept',
    changes: 'weights',
    kindOfModel: null,
    ...FROM_THE_START,
  },
  sequences_per_epoch: {
    values: { kind: 'whole', from: 1, to: 2 ** 31 - 1, isCount: true }, // one pass of a file may be more than a file may ask for
    default: { sameAs: 'batch_size' },
    file: {
      written: { kind: 'whole', from: 1, to: 1_000_000 },
      description:
        'Training sequences per epoch. Fresh ones: a multiple of batch_size, and the batch_size where not given. Of data ' +
        'of your own: one pass where not given.',
      examples: [100],
      foreignWords: ['stepsperepoch', 'samplesperepoch', 'trainsequences', 'trainsize', 'samples'],
    },
    decidedBy: null,
    column: 'training sequences of an epoch',
    heading: {
      place: 10,
      phrase: (sequences, { batch_size }) =>
        sequences === batch_size ? null : `${grouped(sequences)} sequences per epoch`,
    },
    inLists: 'where they differ',
    changes: 'weights',
    kindOfModel: null,
    ...FROM_THE_START,
  },
  batch_size: {
    values: { kind: 'whole', from: 1, to: 1024, isCount: false },
    default: 1,
    file: {
      description: 'Sequences per update. 32 with data of your own where not given.',
      examples: [4],
      foreignWords: ['batch', 'batches', 'bs', 'minibatch', 'minibatchsize'],
    },
    decidedBy: null,
    column: 'training sequences of an update',
    heading: { place: 8, phrase: (size) => (size === 1 ? null : `batch size ${grouped(size)}`) },
    inLists: 'left out late',
    changes: 'weights',
    kindOfModel: (size) => size === 1, // engines have loops of their own for a single sequence
    ...FROM_THE_START,
  },
  optimizer: {
    values: { kind: 'words', words: OPTIMIZERS, spelling: 'name' },
    default: 'adam',
    file: {
      description: 'What an update makes of the gradient. All as in TensorFlow.js; adamw is adam with weight_decay.',
      examples: ['rmsprop'],
      foreignWords: ['opt', 'optim', 'optimiser', 'solver', 'trainer', 'updater', 'algorithm'],
      foreignValues: {
        adamw: ['adamweightdecay', 'decoupledadam'],
        rmsprop: ['rms'],
        sgd: ['gd', 'gradientdescent', 'momentum', 'stochasticgradientdescent'],
      },
    },
    decidedBy: null,
    column: 'adam, adamw, rmsprop or sgd',
    heading: { place: 9, phrase: (optimizer) => (optimizer === 'adam' ? null : `optimizer ${optimizer}`) },
    inLists: 'where they differ',
    changes: 'weights',
    kindOfModel: whole,
    since: 2,
    before: 'adam',
  },
  learning_rate: {
    values: { kind: 'number', above: 0 },
    default: { dependsOn: 'optimizer', values: LEARNING_RATES },
    file: {
      description: 'How far an update goes. 0.001 where not given, 0.01 with sgd.',
      examples: [0.01],
      foreignWords: ['lr', 'rate', 'alpha', 'eta', 'stepsize'],
    },
    decidedBy: null,
    column: "the optimizer's",
    heading: {
      place: 9,
      phrase: (rate, { optimizer }) =>
        optimizer !== undefined && rate === LEARNING_RATES[optimizer] ? null : `learning rate ${rate}`,
    },
    inLists: 'left out late',
    changes: 'weights',
    kindOfModel: null,
    ...FROM_THE_START,
  },
  momentum: {
    values: { kind: 'number', from: 0, below: 1 },
    default: 0,
    file: {
      description: 'The share of an update that the next one goes on with. Only with sgd and rmsprop.',
      examples: [0.9],
      foreignWords: ['mu', 'momentumfactor'],
    },
    decidedBy: { key: 'optimizer', values: ['sgd', 'rmsprop'] },
    column: 'the share of an update that the next one goes on with; NULL with adam and adamw',
    heading: { place: 9, phrase: (momentum) => (momentum === 0 ? null : `momentum ${momentum}`) },
    inLists: 'where they differ',
    changes: 'weights',
    kindOfModel: (momentum) => momentum > 0,
    since: 2,
    before: null,
  },
  weight_decay: {
    values: { kind: 'number', from: 0 },
    default: 0.004,
    file: {
      description:
        'Every update takes learning_rate × weight_decay of each weight off it, biases too. Only with adamw.',
      examples: [0.01],
      foreignWords: ['decay', 'wd', 'weightdecayrate', 'decayrate'],
    },
    decidedBy: { key: 'optimizer', values: ['adamw'] },
    column: 'the share of a weight, times the learning rate, that an update takes off it; NULL unless adamw',
    heading: { place: 9, phrase: (decay) => `weight decay ${decay}` },
    inLists: 'where they differ',
    changes: 'weights',
    kindOfModel: null,
    since: 2,
    before: null,
  },
  dropout: {
    values: { kind: 'number', from: 0, below: 1 },
    default: 0,
    file: {
      description:
        'The share of its outputs that every recurrent layer loses in training, at each time step others. Nothing is ' +
        'lost when it is tested.',
      examples: [0.2],
      foreignWords: ['dropoutrate', 'droprate', 'pdropout', 'dropoutp', 'drop'],
    },
    decidedBy: null,
    column: 'the share of its outputs that every recurrent layer loses in training, 0 to 1',
    heading: { place: 9, phrase: (dropout) => (dropout === 0 ? null : `dropout ${dropout}`) },
    inLists: 'where they differ',
    changes: 'weights',
    kindOfModel: (dropout) => dropout > 0,
    since: 2,
    before: 0,
  },
  patience: {
    values: { kind: 'whole', from: 1, to: 1_000_000, isCount: false },
    default: null,
    file: {
      description:
        'Training ends once so many epochs in a row have not made the loss on the validation part lower, and the ' +
        'weights of the best epoch are kept. Only with data of your own that have such a part.',
      examples: [5],
      foreignWords: ['earlystopping', 'earlystop', 'earlystoppingpatience', 'earlystoppingrounds', 'stoppingpatience'],
    },
    decidedBy: { key: 'task' },
    column: 'epochs in a row without a lower validation loss that end the training; NULL where it goes on to the end',
    heading: { place: 2, phrase: (patience) => `patience ${patience}` },
    inLists: 'where they differ',
    changes: 'weights',
    kindOfModel: null,
    since: 2,
    before: null,
  },
  min_delta: {
    values: { kind: 'number', from: 0 },
    default: 0,
    file: {
      description:
        'By how much more than this a validation loss has to be lower to count as lower. Only with patience.',
      examples: [0.001],
      foreignWords: ['delta', 'mindelta', 'mindecrease', 'earlystoppingdelta', 'earlystoppingmindelta'],
    },
    decidedBy: { key: 'patience', values: 'any' },
    column: 'what a validation loss has to be lower by to count as lower; NULL without patience',
    heading: { place: 2, phrase: (delta) => (delta === 0 ? null : `min_delta ${delta}`) },
    inLists: 'where they differ',
    changes: 'weights',
    kindOfModel: null,
    since: 2,
    before: null,
  },
  validation: {
    values: { kind: 'whole', from: 1, to: 100_000, isCount: false },
    default: null,
    file: {
      whereTrue: 100,
      description:
        'The learning curve is also measured on so many fresh sequences after every point, 100 where it says true; what ' +
        'is learnt stays the same. Not with data of your own, where patience has the validation part measured.',
      examples: [500],
      foreignWords: [
        'validationsequences',
        'validationdata',
        'validationsize',
        'nvalidation',
        'validate',
        'validating',
      ],
    },
    decidedBy: { key: 'task' },
    column: 'fresh sequences that every point of the learning curve is also measured on; NULL where it is not',
    heading: { place: 11, phrase: (sequences) => `curves on ${grouped(sequences)} fresh sequences` },
    inLists: 'where they differ',
    changes: 'curve',
    kindOfModel: null,
    since: 4,
    before: null,
  },
  test_sequences: {
    values: { kind: 'whole', from: 1, to: 1_000_000, isCount: true },
    default: 2000,
    file: {
      description: 'Fresh sequences that a trained model is tested on.',
      examples: [2000],
      foreignWords: ['ntest', 'testsize', 'testsamples', 'evaluationsequences'],
    },
    decidedBy: { key: 'task' },
    column: 'fresh sequences that the metrics are taken on; NULL where a data file has them',
    heading: { place: 11, phrase: () => null }, // stands beside the metric: 'accuracy on 2 000 fresh sequences'
    inLists: 'left out late',
    changes: 'metrics',
    kindOfModel: null,
    ...FROM_THE_START,
  },
  engine: {
    values: { kind: 'words', words: ENGINES, spelling: 'name' },
    default: 'fused',
    file: {
      description: 'Who executes the updates: a WebAssembly kernel, TensorFlow.js, or plain TypeScript.',
      examples: ['tfjs'],
      foreignWords: ['backend', 'framework', 'device'],
      foreignValues: {
        tfjs: ['tensorflow', 'tensorflowjs', 'tfjsnode', 'tf'],
        fused: ['wasm', 'webassembly', 'fast'],
        reference: ['js', 'typescript', 'ts', 'plain'],
      },
    },
    decidedBy: null,
    column: 'who made the updates: fused, tfjs or reference',
    heading: { place: 12, phrase: (engine) => (engine === 'fused' ? null : `engine ${engine}`) },
    inLists: 'left out late',
    changes: 'weights',
    kindOfModel: whole,
    ...FROM_THE_START,
  },
} as const satisfies Partial<Entries>;
