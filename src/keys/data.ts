/** The keys that say what is read. */
import { grouped } from '../words.ts';
import { type Entries, FROM_THE_START, whole } from './key.ts';

export const DATA_KEYS = {
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
    since: 2,
    before: null,
  },
  sequence_length: {
    values: { kind: 'whole', from: 2, to: 1000, isCount: false },
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
} as const satisfies Partial<Entries>;
