/** The keys that say what reads it. */
import { CELLS, DIRECTIONS, MERGE_MODES } from '../vocabulary.ts';
import { plural } from '../words.ts';
import { type Entries, FROM_THE_START, whole } from './key.ts';

export const MODEL_KEYS = {
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
    values: { kind: 'whole', from: 1, to: 2048, isCount: true }, // match raises those of the file, at most to twice as many
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
    values: { kind: 'whole', from: 1, to: 4, isCount: true },
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
} as const satisfies Partial<Entries>;
