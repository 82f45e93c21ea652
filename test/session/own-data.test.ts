/** An experiment on a file of one's own, from the file to its stored results and back. */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engineVersion } from '../../src/engines/engines.ts';
import { renderProblem } from '../../src/report/problem-text.ts';
import { InvalidFiles } from '../../src/session/errors.ts';
import { expectedHere } from '../../src/session/expected.ts';
import { type LoadedExperiment, loadExperiments } from '../../src/session/load.ts';
import { keepFiles, openStoredData, preparedFolder } from '../../src/session/own-data.ts';
import { runsOf } from '../../src/session/plan.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { asWritten } from '../../src/tasks/own-data/as-written.ts';
import { settingsJson } from '../../src/tasks/own-data/prepared-file.ts';
import { openDataset } from '../../src/tasks/tasks.ts';
import { execute } from '../../src/training/execute.ts';
import { here } from '../../src/training/workers/here.ts';
import { processes } from '../../src/training/workers/processes.ts';
import { prepared } from '../tasks/own-data/opening.ts';

const SHIPPED = join(import.meta.dirname, '../../experiments/data');
const WALKS =
  'data: {file: walks.csv, sequence: recording, step: t, input: [ax, ay, az], label: activity, group: person}\n';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bothways-own-data-'));
  for (const file of readdirSync(SHIPPED)) copyFileSync(join(SHIPPED, file), join(folder, file));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function load(text: string, ...overrides: string[]): Promise<LoadedExperiment> {
  writeFileSync(join(folder, 'mine.yaml'), text);
  const options = { preparedIn: preparedFolder(join(folder, 'x.db')) };
  return (await loadExperiments({ note: () => {} }, [join(folder, 'mine.yaml'), ...overrides], options))[0];
}

async function problems(text: string, ...overrides: string[]): Promise<string[]> {
  const error = await load(text, ...overrides).then(
    () => null,
    (thrown) => thrown,
  );
  if (!(error instanceof InvalidFiles)) throw error ?? new Error('expected problems');
  return error.invalid.flatMap(({ problems, text }) =>
    problems.map((problem) => renderProblem(problem, text).replaceAll(`${folder}/`, '')),
  );
}

describe('a search of data', () => {
  it('races on a part of the training part, and compares with all of it', async () => {
    const { experiment } = await load(
      `${WALKS}sweep: {direction: [forward, bidirectional], units: [2, 4]}\nsearch: {configurations: 2}\n`,
    );
    const { candidates, compared } = experiment.search ?? { candidates: [], compared: [] };
    const dataOf = (points: typeof candidates) => [
      ...new Set(points.map(({ planned: { configuration } }) => JSON.parse(configuration.data ?? '').part)),
    ];
    expect([dataOf(candidates), dataOf(compared), dataOf(experiment.points)]).toEqual([
      ['validation'],
      [undefined],
      [undefined],
    ]);
    const settings = (points: typeof candidates) =>
      points.map(({ level, planned }) => [level, planned.configuration.units, planned.configuration.learning_rate]);
    expect(settings(candidates)).toEqual(settings(compared));
    expect(candidates[0].planned.configuration.sequences_per_epoch).toBe(78); // of 98
    // What the race is measured on is trained on afterwards, and the test part is neither
    const [racing, whole] = [candidates[0], compared[0]].map(({ planned }) => openDataset(planned.configuration));
    expect([racing.training(1).count, racing.test(1).count]).toEqual([78, 20]);
    expect([whole.training(1).count, whole.test(1).count]).toEqual([98, 22]);
    // Other processes know them too
    const workers = processes(1);
    try {
      const { planned } = candidates[0];
      const job = {
        kind: 'train',
        planned,
        seed: 1,
        engineVersion: engineVersion('fused'),
        keepWeights: false,
      } as const;
      expect(await workers.perform(job, { timeLimitMs: 60_000 })).toMatchObject({ kind: 'trained' });
    } finally {
      workers.stop();
    }
  });

  it('is refused where there is one group, whose test part is all that could choose', async () => {
    const text = `person,t,a,label\n${Array.from({ length: 40 }, (_, t) => `one,${t},${t % 7},${t % 2}`).join('\n')}\n`;
    writeFileSync(join(folder, 'one.csv'), text);
    const data =
      'data: {file: one.csv, sequence: person, step: t, input: a, label: label, windows: {length: 4}, test: last 20%}';
    expect((await problems(`${data}\nsweep: {units: [2, 4]}\nsearch: {configurations: 2}\n`)).join('\n')).toContain(
      'search: does not apply to own-data: its test part is the same for all seeds and must not choose',
    );
  });
});

describe('an experiment file with data', () => {
  it('has patience only where the data have a validation part', async () => {
    expect(await problems(`${WALKS}patience: 3\n`)).toEqual([
      expect.stringContaining('patience: needs a validation part, and the data have none.'),
    ]);
  });

  it('is one configuration per point, whose identity has the hash of the file and what the map means', async () => {
    const { experiment, data } = await load(`${WALKS}sweep: {direction: [forward, bidirectional]}\n`);
    const { configuration, floor, ceiling } = experiment.points[0].planned;
    expect(configuration).toMatchObject({ task: 'own-data', epochs: 30, batch_size: 32, sequences_per_epoch: 98 });
    expect(configuration.data_sha256).toBe(data?.files[0].sha256);
    expect(Object.keys(configuration)).not.toContain('test_sequences');
    expect(JSON.parse(configuration.data ?? '')).toEqual({
      format: 'csv',
      separator: ',',
      row: 'step',
      sequence: 'recording',
      step: 't',
      input: ['ax', 'ay', 'az'],
      inputs: 'numbers',
      label: 'activity',
      per: 'step',
      group: 'person',
      test: { kind: 'share', share: 0.2 },
      standardise: true,
      missing: 'error',
    });
    expect([floor, ceiling]).toEqual([expect.any(Number), null]);
  });

  it('is the same configuration however the map is written, and another one with another file', async () => {
    const key = async (text: string) => (await load(text)).experiment.points[0].planned.key;
    const first = await key(WALKS);
    const spelt = WALKS.replace('{file', '{standardise: true, test: 20%, file');
    expect(await key(spelt)).toBe(first);
    expect(await key(WALKS.replace('20%', '30%').replace('group', 'test: 30%, group'))).not.toBe(first);
    writeFileSync(join(folder, 'walks.csv'), readFileSync(join(folder, 'walks.csv'), 'utf8').replace('9', '8'));
    expect(await key(WALKS)).not.toBe(first);
  });

  it('compares the mean absolute error of targets, and a hundredth of their spread counts as none', async () => {
    const forecast =
      'data: {file: load.csv, step: time, input: [load, temperature], target: load, per: sequence, windows: {length: 24, every: 1}, ahead: 6}\n';
    const { experiment, data } = await load(forecast);
    expect(experiment.metric).toBe('mae');
    const { sd } = data?.prepared[0]?.description.target ?? { sd: 0 };
    expect(experiment.smallestEffect).toBeCloseTo(0.01 * sd, 12);
    expect(experiment.points[0].planned.floor).toBeNull();
    expect(await problems(`${forecast}compare: {metric: accuracy}\n`)).toEqual([
      expect.stringContaining('data.test: the test part has 1 group: an interval over fewer than 10 says little.'),
      expect.stringContaining(
        'compare.metric: own-data has no accuracy; expected mae, mse, r2, loss or training_loss.',
      ),
    ]);
  });

  it('names its problems at their places, in both files, with what was probably meant', async () => {
    expect(await problems(WALKS.replace('az', 'aZ'))).toEqual([
      [
        'mine.yaml:1:71  error  data.input: expected a column of the file: recording, person, t, ax, ay, az, activity; found "aZ". Did you mean az?',
        '   1 | …ce: recording, step: t, input: [ax, ay, aZ], label: activity, group: person}',
        '     |                                          ^^',
      ].join('\n'),
    ]);
    writeFileSync(
      join(folder, 'walks.csv'),
      readFileSync(join(folder, 'walks.csv'), 'utf8').replace(/^p1-1,person 1,3,[^,]*/m, 'p1-1,person 1,3,much'),
    );
    const [problem, ...others] = await problems(`${WALKS}units: many\n`);
    expect(problem).toMatch(/^mine\.yaml:2:8 {2}error {2}units: expected a whole number/);
    expect(others).toHaveLength(1);
    expect(others[0]).toMatch(
      /^walks\.csv:5:17 {2}error {2}ax: expected a number; found "much"\.\n {3}5 \| p1-1,person 1,3,much,.*\n {5}\| {17}\^{4}$/,
    );
  });

  it.each([
    ['task: balance-point\n', 'task: expected a task or data of your own; found both. Remove one of them.'],
    ['threshold: 3\n', 'threshold: does not apply to own-data. Remove it.'],
    ['test_sequences: 100\n', 'test_sequences: does not apply to own-data. Remove it.'],
  ])('refuses %j', async (line, message) => {
    expect((await problems(WALKS + line)).join('\n')).toContain(message);
  });

  it('takes overrides of the map, in its short form too', async () => {
    const { experiment } = await load('data: names.conll\n', 'data.min_count=1', 'data.label=2');
    expect(experiment.name).toBe('mine data.label=2 data.min_count=1');
    expect(JSON.parse(experiment.points[0].planned.configuration.data ?? '')).toMatchObject({
      min_count: 1,
      label: '2',
    });
    expect(experiment.source).toBe('data: {file: names.conll, min_count: 1, label: 2}\n');
  });

  it('is refused where the data themselves are given', async () => {
    await expect(loadExperiments({ note: () => {} }, ['mine.yaml', 'walks.csv'], { preparedIn: null })).rejects.toThrow(
      'expected an experiment file (.yaml); found data, walks.csv. Write an experiment for it: bothways init --data walks.csv',
    );
  });
});

describe('runs on data', () => {
  const short = `${WALKS}units: 3\nepochs: 2\nseeds: 2\nsweep: {direction: [forward, bidirectional]}\n`;

  async function trained(store: Store, { experiment, data }: LoadedExperiment, workers = here({ clock: () => 0 })) {
    if (data !== null) keepFiles(store, data);
    store.saveExperiment(experiment, new Date(0));
    const hashes: string[] = [];
    for await (const { run, result, environment } of execute(runsOf(experiment), {
      workers,
      clock: () => performance.now(),
      keepsWeights: () => false,
    })) {
      store.saveRun(run, result, { environment, finishedAt: new Date(0), keep: null });
      hashes.push(
        `${run.planned.key} ${run.seed} ${result.status === 'completed' ? result.weightsSha256 : result.status}`,
      );
    }
    return hashes.sort();
  }

  it('come back from the database with their configuration, metrics and test groups', async () => {
    const store = openStore(join(folder, 'x.db'), { mode: 'write' });
    const loaded = await load(short);
    let now = 0;
    await trained(store, loaded, here({ clock: () => (now += 1000) }));
    const results = store.results('mine');
    const [{ planned, runs }] = results?.points ?? [];
    expect(planned?.configuration).toEqual(loaded.experiment.points[0].planned.configuration);
    const { metrics, testGroups } = runs?.[0] ?? {};
    expect(metrics).toMatchObject({ accuracy: expect.any(Number), f1_macro: expect.any(Number), mae: null });
    if (testGroups?.kind !== 'classes') throw new Error('no sums');
    expect(testGroups.groups).toBe(11);
    const sum = (column?: Float64Array) => column?.reduce((total, value) => total + value, 0) ?? 0;
    expect([sum(testGroups.sequences), sum(testGroups.counted)]).toEqual([22, 528]);
    expect(sum(testGroups.right) / 528).toBe(metrics?.accuracy);
    expect(sum(testGroups.loss) / 528).toBeCloseTo(metrics?.loss ?? 0, 12);
    // By the clock above it took a second at least, by the estimate alone some milliseconds: what was seen counts
    const expected = expectedHere(store);
    expect(expected.isMeasured).toBe(true);
    expect(expected.ms(loaded.experiment.points[0].planned)).toBeGreaterThan(1000);
    store.close();
  });

  it('have the same bits in other processes, which read the data prepared', async () => {
    const store = openStore(join(folder, 'x.db'), { mode: 'write' });
    const loaded = await load(short);
    const [first, second] = [await trained(store, loaded), await trained(store, loaded, processes(2))];
    expect(second).toEqual(first);
    expect(readdirSync(preparedFolder(join(folder, 'x.db')))).toHaveLength(1);
    store.close();
  });

  it('find their data in the database when the file and what was prepared are gone', async () => {
    const store = openStore(join(folder, 'x.db'), { mode: 'write' });
    const loaded = await load(short.replace('walks', 'other'), 'data.file=walks.csv');
    await trained(store, loaded);
    const { configuration } = loaded.experiment.points[0].planned;
    const before = openDataset(configuration).test(1).next(3);
    rmSync(join(folder, 'walks.csv'));
    rmSync(preparedFolder(join(folder, 'x.db')), { recursive: true });
    const other = { ...configuration, data: `${configuration.data} ` }; // not opened in this process yet
    await openStoredData(store, [other], join(folder, 'x.db'));
    expect(openDataset(other).test(1).next(3)).toEqual(before);
    store.forget('mine data.file=walks.csv');
    expect(store.dataset(configuration.data_sha256 ?? '')).toBeNull();
    store.close();
  });

  it('say what is needed where the file was too large to be kept', async () => {
    const store = openStore(join(folder, 'x.db'), { mode: 'write' });
    store.saveDataset({ sha256: 'f'.repeat(64), name: 'huge.csv', bytes: 2 ** 29, content: null });
    const { configuration } = (await load(WALKS)).experiment.points[0].planned;
    await expect(
      openStoredData(store, [{ ...configuration, data_sha256: 'f'.repeat(64) }], join(folder, 'elsewhere', 'x.db')),
    ).rejects.toThrow('huge.csv is needed and is not in the database: it is too large to be kept there.');
    store.close();
  });
});

describe('settings that are stored', () => {
  it.each([
    ['walks.csv', 'sequence: recording, step: t, input: [ax, ay], label: activity, group: person'],
    ['gestures.csv', 'input: t1 … t16, label: gesture, standardise: false'],
    ['reviews.csv', 'input: text, label: opinion, min_count: 1'],
    ['machine.csv', 'step: time, input: [temperature, load], label: alarm, windows: {length: 30, every: 10}'],
    ['load.csv', 'input: load, target: load, per: sequence, windows: {length: 12}, ahead: 3, test: last 30%'],
    ['names.conll', 'label: 3'],
    ['proteins.csv', 'input: protein, label: fold, per: step, split_letters: true'],
    ['strokes.jsonl', 'missing: mean'],
  ])('read %s as it was read', async (file, map) => {
    const { data, experiment } = await load(`data: {file: ${file}, ${map}}\n`);
    const first = data?.prepared[0];
    if (first === undefined) throw new Error('not opened');
    const again = await prepared(asWritten(first.description.settings, { file, test: null }), {
      text: readFileSync(join(folder, file)),
    });
    expect(settingsJson(again.description.settings)).toBe(experiment.points[0].planned.configuration.data);
    expect({ ...again, description: 0 }).toEqual({ ...first, description: 0 });
  });
});
