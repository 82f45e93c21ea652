/** What must hold for every key of a configuration, whichever are added. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { compareLevels } from '../src/comparison/comparison.ts';
import { configurationKey } from '../src/configuration-key.ts';
import { engineNamed } from '../src/engines/engines.ts';
import { readExperiment } from '../src/experiment/experiment.ts';
import { notOffered } from '../src/experiment/not-offered.ts';
import { EXPERIMENT_SCHEMA } from '../src/experiment/schema.ts';
import { suggestKey, suggestValue } from '../src/experiment/suggestions.ts';
import { FILE_KEYS, type FileKey, KEY_NAMES, KEYS, keyNamed, kindOfModel, writtenValues } from '../src/keys.ts';
import { comparisonTable } from '../src/report/comparison-table.ts';
import { opening } from '../src/report/phrases.ts';
import { runsTable } from '../src/report/runs-table.ts';
import { keepFiles, openExperimentData } from '../src/session/own-data.ts';
import { plannedChecks } from '../src/session/planned-checks.ts';
import { plannedConfiguration } from '../src/store/configurations.ts';
import { MIGRATIONS, migrate } from '../src/store/migrations.ts';
import type { WrittenData } from '../src/tasks/own-data/settings.ts';
import { openDataset, TASK_NAMES } from '../src/tasks/tasks.ts';
import { train } from '../src/training/train.ts';
import {
  CELLS,
  type Configuration,
  ENGINES,
  type Experiment,
  OPTIMIZERS,
  type PlannedConfiguration,
  type RunResult,
  type Value,
} from '../src/vocabulary.ts';
import { grouped } from '../src/words.ts';
import { read } from './experiment/reading.ts';
import { completed, FINISHED, newStore, run, save } from './store/examples.ts';

/** Two values of each key that a file gives, neither of them its default. */
const TWO_VALUES: Readonly<Record<FileKey, readonly [Value, Value]>> = {
  task: ['remaining-sum', 'balance-point'],
  sequence_length: [3, 5],
  threshold: ['40%', 3],
  cell: ['gru', 'simple_rnn'],
  units: [2, 3],
  layers: [2, 3],
  direction: ['forward', 'backward'],
  merge_mode: ['sum', 'mul'],
  epochs: [4, 6],
  sequences_per_epoch: [2, 3],
  batch_size: [2, 3],
  optimizer: ['rmsprop', 'sgd'],
  learning_rate: [0.01, 0.02],
  momentum: [0.5, 0.9],
  weight_decay: [0.1, 0.2],
  dropout: [0.25, 0.5],
  patience: [1, 4],
  min_delta: [0.01, 1],
  validation: [10, 15],
  test_sequences: [30, 40],
  engine: ['reference', 'tfjs'],
};

/** What a file has to say besides, so that a key means something, and its two values nothing but what it says. */
const BESIDE: Partial<Record<FileKey, Readonly<Record<string, Value>>>> = {
  // So that what goes by the key where it is not given does not differ as well
  sequence_length: { threshold: 1 },
  batch_size: { sequences_per_epoch: 6 },
  optimizer: { learning_rate: 0.01 },
  momentum: { optimizer: 'sgd' },
  weight_decay: { optimizer: 'adamw' },
  patience: { learning_rate: 0.1 },
  min_delta: { patience: 1, learning_rate: 0.1 },
};

/** Keys that mean something on a file with a validation part alone. */
const OF_A_FILE: readonly FileKey[] = ['patience', 'min_delta'];
const WRITTEN: WrittenData = {
  ...{ file: 'with-validation.csv', sequence: 'name', input: ['x'], label: 'y', test: { column: 'part' } },
};
const data = await openExperimentData(
  { task: 'own-data', written: WRITTEN },
  { file: join(import.meta.dirname, 'fixtures/own-data/test.yaml'), folder: null },
);

/** A small experiment of those values; what the key does not say is the same for all. */
function experimentOf(key: FileKey, values: readonly Value[]): Experiment {
  const fresh = { sequence_length: 4, test_sequences: 20, epochs: 5 };
  const of = OF_A_FILE.includes(key) ? { data: JSON.stringify(WRITTEN), epochs: 12, batch_size: 1 } : fresh;
  const others = Object.entries({ units: 2, seeds: 2, ...of, ...BESIDE[key] }).filter(([name]) => name !== key);
  const all = values.length === 1 ? [[key, values[0]]] : [['sweep', `{${key}: [${values.join(', ')}]}`]];
  const text = [...others, ...all].map(([name, value]) => `${name}: ${value}`).join('\n');
  if (!OF_A_FILE.includes(key)) return read(text).experiment;
  const reading = readExperiment({ file: 'test.yaml', text, overrides: [], data: data.own });
  if (reading.kind === 'invalid') throw new Error(reading.problems.map(({ message }) => message).join('\n'));
  return reading.experiment;
}

function plannedOf(key: FileKey): readonly PlannedConfiguration[] {
  return experimentOf(key, TWO_VALUES[key]).points.map(({ planned }) => planned);
}

/** The experiment in a database of its own, each configuration trained, as it were. */
function storeWith(experiment: Experiment) {
  const store = newStore();
  keepFiles(store, data);
  store.saveExperiment(experiment, FINISHED);
  for (const seed of experiment.seeds) {
    for (const { planned } of experiment.points) save(store, run(planned, seed, 'reference-1'), completed());
  }
  return store;
}

const HEADING = { width: 1000, colour: false };

function headingOf(experiment: Experiment): string {
  const results = storeWith(experiment).results(experiment.name);
  if (results === null) throw new Error(`${experiment.name} has not been stored`);
  return comparisonTable(compareLevels(results), HEADING).split('\n')[0];
}

async function trained(planned: PlannedConfiguration): Promise<RunResult> {
  const { configuration } = planned;
  const [engine, dataset] = [await engineNamed(configuration.engine), openDataset(configuration)];
  return train({ planned, seed: 1 }, { engine, dataset, clock: () => 0 });
}

describe.each(FILE_KEYS)('%s', (key) => {
  const [first, second] = TWO_VALUES[key];

  it('makes two values two configurations', () => {
    const [a, b] = plannedOf(key).map(({ configuration }) => configuration);
    expect(configurationKey({ ...a, [key]: b[key] })).not.toBe(configurationKey(a));
  });

  it('comes back from the database as it was, in the configuration and as a level', () => {
    const experiment = experimentOf(key, [first, second]);
    const found = storeWith(experiment).results(experiment.name);
    expect(found?.compare).toEqual({ by: key, baseline: key === 'direction' ? 'forward' : first });
    expect(found?.points.map(({ level }) => level)).toEqual([first, second]);
    expect(found?.points.map(({ planned }) => planned)).toEqual(experiment.points.map(({ planned }) => planned));
  });

  it('is named above a comparison where it is constant, and as a column where it is compared', () => {
    const [one, other] = [first, second].map((value) => headingOf(experimentOf(key, [value])));
    const shown = key === 'threshold' ? '1.6' : typeof first === 'number' ? grouped(first) : first; // 40 % of 4
    expect(one).toContain(shown);
    expect(other).not.toBe(one);

    const results = storeWith(experimentOf(key, [first, second])).results('test');
    const table = results && comparisonTable(compareLevels(results), HEADING);
    expect(table).toMatch(new RegExp(`^ +${key} `, 'm'));
  });

  it('is a column of a list of runs that differ in it', () => {
    const store = storeWith(experimentOf(key, [first, second]));
    const columns = store.runColumns({ ofExperiment: false });
    const list = runsTable(store.listRuns(), { columns, isChosen: false, width: 1000 });
    expect(list.split('\n').find((line) => line.startsWith('run '))).toMatch(new RegExp(` ${key}( |$)`));
  });

  it('changes what comes out of a run', async () => {
    const [a, b] = await Promise.all(plannedOf(key).map(trained));
    if (a.status !== 'completed' || b.status !== 'completed') throw new Error(`${a.status}, ${b.status}`);
    const { changes } = keyNamed(key);
    if (changes === 'weights') expect(a.weights).not.toEqual(b.weights);
    else expect([a.weights, a[changes]]).toEqual([b.weights, expect.not.objectContaining(b[changes])]);
  });

  it('has its models checked apart where engines have other code for them', () => {
    const both = plannedOf(key);
    const kinds = new Set(both.map(({ configuration }) => kindOfModel(configuration)));
    const smallest = plannedChecks(both).slice(0, kinds.size);
    expect(new Set(smallest.map(({ planned }) => kindOfModel(planned.configuration)))).toEqual(kinds);
  });

  it('stands in the schema for editors, also under sweep and in points, with all that they show', () => {
    const { properties } = EXPERIMENT_SCHEMA;
    const { sweep, compare } = properties;
    const points = [sweep.properties.include, sweep.properties.exclude].map(({ items }) => items.properties[key]);
    for (const schema of [Reflect.get(properties, key), Reflect.get(sweep.properties, key), ...points]) {
      expect(schema.description).toMatch(/\w\.$/);
      expect(schema.examples.length).toBeGreaterThan(0);
    }
    expect(compare.properties.by.enum).toContain(key);
  });

  it("is suggested for other tools' words, and its values for theirs", () => {
    const { foreignWords = [], foreignValues = {} } = keyNamed(key).file ?? {};
    for (const word of foreignWords) expect(suggestKey(word, FILE_KEYS)).toBe(key);
    expect(foreignWords.filter((word) => notOffered(word) !== null)).toEqual([]);
    const values = writtenValues(key);
    const words = values.kind === 'words' ? values.words : values.kind === 'task' ? TASK_NAMES : [];
    for (const [value, foreign] of Object.entries(foreignValues)) {
      for (const word of foreign) expect(suggestValue(word, words)).toBe(value);
    }
  });
});

describe('kinds of models', () => {
  const base: Configuration = plannedOf('units')[0].configuration;
  it.each([
    ['direction', { direction: 'forward' }, { direction: 'backward' }],
    ['merge mode', { merge_mode: 'sum' }, { merge_mode: 'ave' }],
    ['cell', { cell: 'lstm' }, { cell: 'gru' }],
    ['layers', { layers: 1 }, { layers: 2 }],
    ['optimizer', { optimizer: 'adam' }, { optimizer: 'adamw' }],
    ['momentum', { optimizer: 'sgd', momentum: 0 }, { optimizer: 'sgd', momentum: 0.9 }],
    ['dropout', { dropout: 0 }, { dropout: 0.5 }],
    ['task', { task: 'balance-point' }, { task: 'fill-in-the-blank' }],
    ['engine', { engine: 'fused' }, { engine: 'reference' }],
    ['a batch of one', { batch_size: 1 }, { batch_size: 2 }],
  ] as const)('differ in %s', (_, a, b) => {
    expect(kindOfModel({ ...base, ...a })).not.toBe(kindOfModel({ ...base, ...b }));
  });

  it('do not differ in sizes and rates', () => {
    expect(kindOfModel({ ...base, units: 9, learning_rate: 0.5, epochs: 7, batch_size: 8 })).toBe(
      kindOfModel({ ...base, batch_size: 3 }),
    );
  });
});

describe('a sentence', () => {
  it('begins with a capital, but not on the names that a file spells without one', () => {
    expect(['forward', 'bidirectional', 'units 4'].map(opening)).toEqual(['Forward', 'Bidirectional', 'Units 4']);
    const names = ['sum and ave', 'concat', 'balance-point', ...ENGINES, ...CELLS, ...OPTIMIZERS];
    expect(names.map(opening)).toEqual(names);
  });
});

describe.each(KEY_NAMES)('the column of %s', (key) => {
  const columnsIn = (version: number): string[] => {
    const db = new Database(':memory:');
    migrate(db, { migrations: MIGRATIONS.slice(0, version), readSource: () => null, path: null });
    const names = db.prepare<[], string>("SELECT name FROM pragma_table_info('configurations')").pluck().all();
    db.close();
    return names;
  };

  it('is there since the version of the database that keys.ts says', () => {
    const { since } = keyNamed(key);
    expect(columnsIn(since)).toContain(key);
    if (since > 1) expect(columnsIn(since - 1)).not.toContain(key);
  });
});

describe('the identity of a configuration', () => {
  const base: Configuration = plannedOf('units')[0].configuration;
  const later = { ...KEYS, attention: { since: 3, before: 'none' } };

  it('counts a key that came later only where it says something else than all meant before', () => {
    const withAttention = (attention: string): Configuration => Object.assign({ attention }, base);
    expect(configurationKey(withAttention('none'), later)).toBe(configurationKey(base));
    expect(configurationKey(withAttention('additive'), later)).not.toBe(configurationKey(base));
  });

  it('is what version 0.1.0 stored for every configuration of its database', () => {
    const db = new Database(new URL('./fixtures/database/version-1-trained.db', import.meta.url).pathname);
    const rows = db.prepare<[], Record<string, string | number | null>>('SELECT * FROM configurations').all();
    db.close();
    const later = Object.fromEntries(
      KEY_NAMES.map((name) => [name, keyNamed(name)] as const)
        .filter(([, { since }]) => since > 1)
        .map(([name, { before }]) => [name, before]),
    );
    const stored = rows.map((row) => plannedConfiguration({ ...later, ...row, data: null }));
    expect(stored).toHaveLength(40);
    for (const { key, configuration } of stored) expect(configurationKey(configuration)).toBe(key);
  });
});
