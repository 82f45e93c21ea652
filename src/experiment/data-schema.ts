/** The `data` key of an experiment file: the name of a file, or a map that says what its columns are. */
import { Type } from 'typebox';

const FILE = {
  pattern: '\\.([cC][sS][vV]|[tT][sS][vV]|[jJ][sS][oO][nN][lL]|[cC][oO][nN][lL][lL][uU]?)$',
  title: 'a file that ends in .csv, .tsv, .jsonl, .conll or .conllu',
};
const column = (description: string, example: string) =>
  Type.Optional(Type.String({ minLength: 1, title: 'the name of a column', description, examples: [example] }));
/** A column of CoNLL is a number. */
const COLUMN = [
  Type.String({ minLength: 1, title: 'the name of a column' }),
  Type.Integer({ minimum: 1, title: 'the number of a column' }),
];

const MAP = {
  file: Type.String({
    ...FILE,
    description: 'The file, relative to the experiment file.',
    examples: ['walks.csv'],
  }),
  separator: Type.Optional(
    Type.Enum([',', ';', 'tab'], {
      description: 'What stands between the cells of a .csv file: a comma where not given; a tab in .tsv files.',
      examples: [';'],
    }),
  ),
  sequence: column('CSV: the column whose value says which rows are one sequence.', 'recording'),
  step: column(
    'CSV: the column that orders a sequence, a number or a time. The order of the file where not given.',
    't',
  ),
  input: Type.Optional(
    Type.Union([...COLUMN, Type.Array(COLUMN[0], { minItems: 1, maxItems: 1000, title: 'a list of columns' })], {
      description:
        'What is read: columns of numbers, one column of tokens, or a range ("t1 … t24") with a row for each sequence.',
      examples: [['ax', 'ay', 'az'], 'word', 't1 … t24', 1],
    }),
  ),
  label: Type.Optional(
    Type.Union(COLUMN, {
      description: 'The class that is to be predicted. An empty cell and _ do not count.',
      examples: ['activity', 4],
    }),
  ),
  target: Type.Optional(
    Type.Union(COLUMN, {
      description: 'The real number that is to be predicted, in place of a label.',
      examples: ['load'],
    }),
  ),
  per: Type.Optional(
    Type.Enum(['step', 'sequence'], {
      description: 'Whether there is an answer at every step or one for the whole sequence.',
      examples: ['sequence'],
    }),
  ),
  windows: Type.Optional(
    Type.Object(
      {
        length: Type.Integer({ minimum: 1, maximum: 100_000, description: 'Steps of a window.', examples: [100] }),
        every: Type.Optional(
          Type.Integer({
            minimum: 1,
            maximum: 100_000,
            description: 'Steps from the beginning of a window to that of the next: the length where not given.',
            examples: [50],
          }),
        ),
      },
      {
        additionalProperties: false,
        description: 'Cuts each recording into windows. With per: sequence the answer is that of the last step.',
        examples: [{ length: 100, every: 100 }],
      },
    ),
  ),
  ahead: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 100_000,
      description: 'Forecasts: the answer stands so many steps after the last one of a window. With per: sequence.',
      examples: [24],
    }),
  ),
  group: column('Sequences with the same value are never on both sides of the split: a person, a machine.', 'person'),
  test: Type.Optional(
    Type.Union(
      [
        Type.String({
          pattern: '^(last )?(?!0+(\\.0+)?%)\\d{1,2}(\\.\\d{1,6})?%$',
          title: 'a share, as in 20% or last 20%',
        }),
        Type.Object(
          {
            file: Type.String({ ...FILE, description: 'A file of the same columns.', examples: ['test.csv'] }),
          },
          { additionalProperties: false, title: '{file: test.csv}' },
        ),
        Type.Object(
          {
            column: Type.String({
              minLength: 1,
              description: 'It says train, test or validation.',
              examples: ['split'],
            }),
          },
          { additionalProperties: false, title: '{column: split}' },
        ),
      ],
      {
        description:
          'The test part: a share of the groups by hash (20%), the end of the file or of each recording (last 20%), ' +
          'a file of its own, or what a column says.',
        examples: ['20%', 'last 20%', { file: 'test.csv' }, { column: 'split' }],
      },
    ),
  ),
  folds: Type.Optional(
    Type.Integer({
      minimum: 2,
      maximum: 10,
      description:
        'For small files, in place of test: the groups are cut into so many parts by hash, and each is tested by models ' +
        'that were trained on the others. So many times the runs.',
      examples: [5],
    }),
  ),
  validation: Type.Optional(
    Type.String({
      pattern: '^(?!0+(\\.0+)?%)\\d{1,2}(\\.\\d{1,6})?%$',
      title: 'a share, as in 20%',
      description:
        'Of the groups that are not tested, the share that patience is measured on, by hash: trained on by no run.',
      examples: ['20%'],
    }),
  ),
  standardise: Type.Optional(
    Type.Boolean({
      description:
        'Numbers: less the mean, divided by the standard deviation of the training part. true where not given.',
      examples: [false],
    }),
  ),
  missing: Type.Optional(
    Type.Enum(['error', 'mean'], {
      description: 'Numbers: an empty cell is an error, or the mean, and then a further input says where the gaps are.',
      examples: ['mean'],
    }),
  ),
  split_letters: Type.Optional(
    Type.Boolean({ description: 'Tokens: the letters of a cell are the steps.', examples: [true] }),
  ),
  min_count: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1_000_000,
      description: 'Tokens that the training part has fewer times are the unknown token. 2 where not given.',
      examples: [2],
    }),
  ),
};

export const DATA_KEY_NAMES = Object.keys(MAP);

export const DATA_SCHEMA = Type.Union(
  [
    Type.String(FILE),
    Type.Object(MAP, { additionalProperties: false, title: 'a map, as in {file: walks.csv, input: [ax, ay]}' }),
  ],
  {
    description: 'A file of your own, in place of a task.',
    examples: ['tags.jsonl', { file: 'walks.csv', sequence: 'recording', input: ['ax', 'ay'], label: 'activity' }],
  },
);
