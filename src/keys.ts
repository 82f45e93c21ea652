/**
 * The keys of a configuration: all that is to be known of one, said once. Schema, configurations, identity, store,
 * tables, suggestions and documentation go through this table; a key that is not in it does not compile.
 *
 * The order is that of `show` and of the documentation.
 */
import {
  CELLS,
  type Configuration,
  DIRECTIONS,
  ENGINES,
  MERGE_MODES,
  OPTIMIZERS,
  type OptimizerName,
  type Value,
} from './vocabulary.ts';
import { alternatives, grouped, plural } from './words.ts';

export type KeyName = keyof Configuration;

/** What a key may hold. */
export type Values =
  | { readonly kind: 'whole'; readonly from: number; readonly to: number }
  | { readonly kind: 'number'; readonly above: number }
  | { readonly kind: 'number'; readonly from: number; readonly below?: number }
  /** A number, or per cent of the sequence length as text: 2.5 or '25%'. */
  | { readonly kind: 'number or percentage'; readonly above: number }
  | {
      readonly kind: 'words';
      readonly words: readonly string[];
      /** Whether a sentence may begin with them: 'Forward is', but 'sum is'. */
      readonly spelling: 'word' | 'name';
    }
  /** The tasks that there are: those that come with Bothways and those that a program registers. */
  | { readonly kind: 'task' }
  | { readonly kind: 'text' };

/** A key in the experiment file. */
interface InFile {
  /** Where the file may say what a configuration does not hold: '25%'; or may not say all that one holds. */
  readonly written?: Values;
  /** For completion and hover in editors, and for the documentation. */
  readonly description: string;
  readonly examples: readonly Value[];
  /** Other tools' words for the key, without separators and capitals. */
  readonly foreignWords: readonly string[];
  /** Other tools' words for its values. */
  readonly foreignValues?: Readonly<Record<string, readonly string[]>>;
}

/**
 * What becomes of its column in a list of runs: it stays, or it is left out where the width is short, or it is there only
 * where the runs differ in it.
 */
export type InLists = 'kept' | 'left out late' | 'left out early' | 'where they differ';

export interface Key {
  /** What a configuration may hold. */
  readonly values: Values;
  /** What a file means that does not say; null: the key is then absent. */
  readonly default:
    | Value
    | { readonly sameAs: KeyName }
    | { readonly dependsOn: KeyName; readonly values: Readonly<Record<string, Value>> }
    | null;
  /** null: no file gives it. */
  readonly file: InFile | null;
  /** The key whose value decides whether this one means anything, and with which values it does; a task says so itself. */
  readonly decidedBy:
    | { readonly key: 'task' }
    | { readonly key: KeyName; readonly values: readonly Value[] | 'any' }
    | null;
  /** What its column in the database means. */
  readonly column: string;
  /** How a heading says the value, and at which place; null where it goes without saying. */
  readonly heading: {
    readonly place: number;
    readonly phrase: (value: never, configuration: Partial<Configuration>) => string | null;
  };
  readonly inLists: InLists;
  /** Whether the key changes what is trained, or only what a trained model is tested on. */
  readonly changes: 'weights' | 'metrics';
  /**
   * What of its value sends a model through other code of an engine, so that one is no check of the other; null: nothing.
   */
  readonly kindOfModel: ((value: never) => Value | boolean) | null;
  /** The format of the database that first had it. */
  readonly since: number;
  /** What every configuration meant before the key existed; null: there was nothing to be meant. */
  readonly before: Value | null;
}

/** As `Key`, its functions reading a value of that key. */
type KeyOf<T> = Omit<Key, 'heading' | 'kindOfModel'> & {
  readonly heading: {
    readonly place: number;
    readonly phrase: (value: T, configuration: Partial<Configuration>) => string | null;
  };
  readonly kindOfModel: ((value: T) => Value | boolean) | null;
};

const whole = <T>(value: T): T => value;

const FROM_THE_START = { since: 1, before: null } as const;

/** Keras's. */
const LEARNING_RATES: Readonly<Record<OptimizerName, number>> = {
  adam: 0.001,
  adamw: 0.001,
  rmsprop: 0.001,
  sgd: 0.01,
};

export const KEYS = {
  task: {
    values: { kind: 'text' }, // a newer version may have stored others than there are here
    default: 'cumulative-sum',
    file: {
      written: { kind: 'task' },
      description: 'Where sequences and labels come from.',
      examples: ['cumulative-sum'],
      foreignWords: ['problem', 'dataset'],
      foreignValues: { 'cumulative-sum': ['cumsum', 'article', 'runningsum', 'prefixsum'] },
    },
    decidedBy: null,
    column: 'where the sequences and labels come from',
    heading: { place: 1, phrase: (task) => (task === 'cumulative-sum' || task === 'own-data' ? null : task) },
    inLists: 'kept',
    changes: 'weights',
    kindOfModel: whole,
    ...FROM_THE_START,
  },
  data_sha256: {
    values: { kind: 'text' },
    default: null,
    file: null,
    decidedBy: null,
    column: 'of the data file; NULL for the tasks that make their sequences',
    heading: { place: 1, phrase: () => null }, // the file stands beside the metric: 'of walks.csv'
    inLists: 'where they differ',
    changes: 'weights',
    kindOfModel: whole,
    ...FROM_THE_START,
  },
  data: {
    values: { kind: 'text' },
    default: null,
    file: null,
    decidedBy: null,
    column: 'how the data file is read, as JSON; NULL for the tasks that make their sequences',
    heading: { place: 1, phrase: () => null }, // data_sha256 stands for it
    inLists: 'where they differ',
    changes: 'weights',
    kindOfModel: null,
    ...FROM_THE_START,
  },
  sequence_length: {
    values: { kind: 'whole', from: 2, to: 1000 },
    default: 10,
    file: {
      description: 'Time steps of a sequence. Not with tasks whose sequences have a length of their own.',
      examples: [10],
      foreignWords: [
        'ntimesteps',
        'timesteps',
        'timestep',
        'steps',
        'nsteps',
        'seqlen',
        'seqlength',
        'length',
        'maxlen',
      ],
    },
    decidedBy: { key: 'task' },
    column: 'time steps of a sequence; NULL where the task has a length of its own',
    heading: { place: 6, phrase: (steps) => `sequence length ${grouped(steps)}` },
    inLists: 'left out late',
    changes: 'weights',
    kindOfModel: null,
    ...FROM_THE_START,
  },
  threshold: {
    values: { kind: 'number', above: 0 },
    default: '25%',
    file: {
      written: { kind: 'number or percentage', above: 0 },
      description:
        'What a sum has to reach: a number, or per cent of the sequence length. Only with tasks that have one.',
      examples: ['25%', 2.5],
      foreignWords: ['limit', 'cutoff'],
    },
    decidedBy: { key: 'task' },
    column: 'the sum at which the label turns, as a number; NULL where the task has none',
    heading: { place: 7, phrase: (threshold) => `threshold ${threshold}` },
    inLists: 'left out late',
    changes: 'weights',
    kindOfModel: null,
    ...FROM_THE_START,
  },
  cell: {
    values: { kind: 'words', words: CELLS, spelling: 'name' },
    default: 'lstm',
    file: {
      description:
        'What a recurrent layer is made of. A gru resets its state before the product: reset_after is false.',
      examples: ['gru'],
      foreignWords: ['rnntype', 'celltype', 'rnn', 'rnncell', 'layertype', 'recurrent', 'architecture', 'model'],
      foreignValues: {
        lstm: ['longshorttermmemory', 'lstmcell', 'bilstm', 'cudnnlstm'],
        gru: ['gatedrecurrentunit', 'grucell', 'bigru', 'cudnngru'],
        simple_rnn: ['rnn', 'vanilla', 'vanillarnn', 'elman', 'rnntanh', 'simplernncell', 'simple', 'birnn'],
      },
    },
    decidedBy: null,
    column: 'lstm, gru or simple_rnn',
    heading: { place: 5, phrase: (cell) => (cell === 'lstm' ? null : `cell ${cell}`) },
    inLists: 'where they differ',
    changes: 'weights',
    kindOfModel: whole,
    since: 2,
    before: 'lstm',
  },
  units: {
    values: { kind: 'whole', from: 1, to: 2048 }, // match raises those of the file, at most to twice as many
    default: 20,
    file: {
      written: { kind: 'whole', from: 1, to: 1024 },
      description: 'Units of a recurrent layer, in each direction.',
      examples: [20],
      foreignWords: [
        'hiddensize',
        'hiddenunits',
        'hiddendim',
        'hidden',
        'numunits',
        'nunits',
        'neurons',
        'lstmunits',
        'size',
      ],
    },
    decidedBy: null,
    column: 'of the cells of a layer, in each direction',
    heading: { place: 5, phrase: (units) => plural(units, 'unit') },
    inLists: 'kept',
    changes: 'weights',
    kindOfModel: null,
    ...FROM_THE_START,
  },
  layers: {
    values: { kind: 'whole', from: 1, to: 4 },
    default: 1,
    file: {
      description: 'Recurrent layers, one on the other; each reads what the one below it makes of every time step.',
      examples: [2],
      foreignWords: ['numlayers', 'nlayers', 'depth', 'stack', 'stacked', 'numrnnlayers', 'layer', 'nlayer'],
    },
    decidedBy: null,
    column: 'recurrent layers',
    heading: { place: 5, phrase: (layers) => (layers === 1 ? null : plural(layers, 'layer')) },
    inLists: 'where they differ',
    changes: 'weights',
    kindOfModel: whole,
    ...FROM_THE_START,
  },
  direction: {
    values: { kind: 'words', words: DIRECTIONS, spelling: 'word' },
    default: 'bidirectional',
    file: {
      description: 'How the model reads a sequence; every layer of a bidirectional one reads it both ways.',
      examples: ['forward'],
      foreignWords: ['bidirectional', 'gobackwards', 'directions', 'reading'],
      foreignValues: {
        forward: ['ltr', 'lefttoright', 'unidirectional', 'oneway', 'forwards', 'past', 'false', 'no'],
        backward: ['rtl', 'righttoleft', 'reverse', 'reversed', 'gobackwards', 'future'],
        bidirectional: ['both', 'bothways', 'bi', 'bilstm', 'bidirection', 'twoway', 'true', 'yes'],
      },
    },
    decidedBy: null,
    column: 'forward, backward or bidirectional',
    heading: { place: 3, phrase: (direction) => direction },
    inLists: 'kept',
    changes: 'weights',
    kindOfModel: whole,
    ...FROM_THE_START,
  },
  merge_mode: {
    values: { kind: 'words', words: MERGE_MODES, spelling: 'name' },
    default: 'concat',
    file: {
      description: 'How the outputs of both directions become one. Only with bidirectional.',
      examples: ['sum'],
      foreignWords: ['mode', 'merge', 'mergemodes', 'combine'],
      foreignValues: {
        concat: ['concatenate', 'concatenation', 'cat'],
        sum: ['add', 'addition', 'plus'],
        mul: ['multiply', 'product', 'times'],
        ave: ['average', 'avg', 'mean'],
      },
    },
    decidedBy: { key: 'direction', values: ['bidirectional'] },
    column: 'how the two directions are joined: concat, sum, mul or ave; NULL unless bidirectional',
    heading: { place: 4, phrase: (mode) => (mode === 'concat' ? null : `merge mode ${mode}`) },
    inLists: 'left out early',
    changes: 'weights',
    kindOfModel: whole,
    ...FROM_THE_START,
  },
  epochs: {
    values: { kind: 'whole', from: 1, to: 1_000_000 },
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
    values: { kind: 'whole', from: 1, to: 2 ** 31 - 1 }, // one pass of a file may be more than a file may ask for
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
    values: { kind: 'whole', from: 1, to: 1024 },
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
    values: { kind: 'whole', from: 1, to: 1_000_000 },
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
  test_sequences: {
    values: { kind: 'whole', from: 1, to: 1_000_000 },
    default: 2000,
    file: {
      description: 'Fresh sequences that a trained model is tested on.',
      examples: [2000],
      foreignWords: ['ntest', 'testsize', 'testsamples', 'evaluationsequences', 'validationsequences'],
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
} as const satisfies { readonly [K in KeyName]-?: KeyOf<NonNullable<Configuration[K]>> };

export const KEY_NAMES = Object.keys(KEYS) as readonly KeyName[];

/** What is known of a key, whichever it is. */
export function keyNamed(name: KeyName): Key {
  return KEYS[name];
}

type Table = typeof KEYS;

/** The keys that a file gives. */
export type FileKey = { [K in KeyName]: Table[K]['file'] extends null ? never : K }[KeyName];
export const FILE_KEYS = KEY_NAMES.filter((name) => KEYS[name].file !== null) as readonly FileKey[];

export function isFileKey(name: string): name is FileKey {
  return FILE_KEYS.some((key) => key === name);
}

/** The keys of which a task says whether it has them. */
export type TaskKey = { [K in KeyName]: Table[K]['decidedBy'] extends { key: 'task' } ? K : never }[KeyName];

/** A value of a key as the file has it. */
export type Written<K extends FileKey> = Table[K]['file'] extends { written: { kind: 'number or percentage' } }
  ? Value
  : NonNullable<Configuration[K]>;

/** What a file may say for a key. */
export function writtenValues(name: FileKey): Values {
  const { file, values } = keyNamed(name);
  return file?.written ?? values;
}

/** The value that stored text means for a key; the text itself where the key is not known or has words. */
export function valueFrom(name: string, text: string): Value {
  if (!isKeyName(name)) return text;
  const { file, values } = keyNamed(name);
  const { kind } = file?.written ?? values;
  const isOfNumbers = kind === 'whole' || kind === 'number' || kind === 'number or percentage';
  return isOfNumbers && NUMBER.test(text) ? Number(text) : text;
}

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/;

export function isKeyName(name: string): name is KeyName {
  return Object.hasOwn(KEYS, name);
}

/** Whether a configuration may hold the value. */
export function isValueOf(name: KeyName, value: unknown): value is Value {
  const { values } = keyNamed(name);
  switch (values.kind) {
    case 'whole':
      return Number.isSafeInteger(value) && Number(value) >= values.from && Number(value) <= values.to;
    case 'number':
    case 'number or percentage':
      return typeof value === 'number' && Number.isFinite(value) && isWithin(value, values);
    case 'words':
      return typeof value === 'string' && values.words.includes(value);
    case 'task':
    case 'text':
      return typeof value === 'string';
    default:
      return values satisfies never;
  }
}

function isWithin(number: number, range: Extract<Values, { kind: 'number' | 'number or percentage' }>): boolean {
  if ('above' in range) return number > range.above;
  return number >= range.from && number < (range.below ?? Number.POSITIVE_INFINITY);
}

/** What a configuration may hold, in words: 'a whole number from 1 to 1 024'. */
export function valuesInWords(name: KeyName): string {
  const { values } = keyNamed(name);
  switch (values.kind) {
    case 'whole':
      return `a whole number from ${grouped(values.from)} to ${grouped(values.to)}`;
    case 'number':
    case 'number or percentage':
      if ('above' in values) return `a number above ${values.above}`;
      return `a number of at least ${values.from}${values.below === undefined ? '' : ` and below ${values.below}`}`;
    case 'words':
      return alternatives(values.words);
    case 'task':
    case 'text':
      return 'text';
    default:
      return values satisfies never;
  }
}

/** Whether every configuration has the key, or only some: those of a task, those with a data file. */
export function isAlwaysThere(name: KeyName): boolean {
  const { decidedBy, default: otherwise } = keyNamed(name);
  return decidedBy === null && otherwise !== null;
}

/** What a heading says of a configuration's keys that are constant, in its order: '1 000 epochs', '20 units'. */
export function headingPhrases(constant: Partial<Configuration>): string[] {
  return KEY_NAMES.filter((name) => constant[name] !== undefined)
    .toSorted((a, b) => KEYS[a].heading.place - KEYS[b].heading.place)
    .map((name) => keyNamed(name).heading.phrase(constant[name] as never, constant)) // the table pairs them
    .filter((phrase) => phrase !== null);
}

/** The same text for two configurations exactly when an engine has the same code for both. */
export function kindOfModel(configuration: Configuration): string {
  return JSON.stringify(
    KEY_NAMES.map((name) => {
      const { kindOfModel: kind } = keyNamed(name);
      const value = configuration[name];
      return kind === null || value === undefined ? null : kind(value as never); // the table pairs them
    }),
  );
}

/** Words of a file that a sentence spells as they are, also where it begins: 'sum', 'fused'. */
export const NAMES_IN_FILES: readonly string[] = KEY_NAMES.flatMap((name) => {
  const { values } = keyNamed(name);
  return values.kind === 'words' && values.spelling === 'name' ? values.words : [];
});
