/**
 * A file with a model's answers. Each layout that ships is trained on and tested on itself: then the answers written into
 * it are right as often as the run's own metric says.
 */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelOf } from '../../src/model/model.ts';
import { type ChosenRun, chooseRuns } from '../../src/session/choose-runs.ts';
import { labelFile } from '../../src/session/label-file.ts';
import { loadExperiments } from '../../src/session/load.ts';
import { keepFiles } from '../../src/session/own-data.ts';
import { runsOf } from '../../src/session/plan.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { openDataset } from '../../src/tasks/tasks.ts';
import { execute } from '../../src/training/execute.ts';
import { here } from '../../src/training/workers/here.ts';
import type { Metrics } from '../../src/vocabulary.ts';

const SHIPPED = join(import.meta.dirname, '../../experiments/data');
const outside = { clock: () => 0, now: () => new Date(0), signal: new AbortController().signal, note: () => {} };

let folder: string;
let store: Store;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bothways-labelled-'));
  for (const file of readdirSync(SHIPPED)) {
    copyFileSync(join(SHIPPED, file), join(folder, file));
    copyFileSync(join(SHIPPED, file), join(folder, `again-${file}`));
  }
  store = openStore(join(folder, 'x.db'), { mode: 'write' });
});
afterAll(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

/** Trains one small model on a file, tested on a copy of it. */
async function trained(file: string, map: string): Promise<{ chosen: ChosenRun; metrics: Metrics }> {
  const name = file.replace(/\W/g, '-');
  const text = `data: {file: ${file}, ${map}, test: {file: again-${file}}}\nunits: 3\nepochs: 2\nlearning_rate: 0.02\nseeds: 1\n`;
  writeFileSync(join(folder, `${name}.yaml`), text);
  const [{ experiment, data }] = await loadExperiments(outside, [join(folder, `${name}.yaml`)], { preparedIn: null });
  if (data !== null) keepFiles(store, data);
  store.saveExperiment(experiment, new Date(0));
  for await (const { run, result, environment } of execute(runsOf(experiment), {
    workers: here({ clock: () => 0 }),
    clock: () => 0,
    keepsWeights: () => true,
  })) {
    const { configuration } = run.planned;
    const keep = modelOf(configuration, openDataset(configuration));
    store.saveRun(run, result, { environment, finishedAt: new Date(0), keep });
  }
  const [chosen] = chooseRuns(store, [name], { most: 1 }).groups[0].runs;
  if (chosen.run.metrics === null) throw new Error('not measured');
  return { chosen, metrics: chosen.run.metrics };
}

async function labelled(chosen: ChosenRun, file: string): Promise<string> {
  let text = '';
  await labelFile(outside, store, { chosen, file: join(folder, file) }, (piece) => {
    text += piece;
  });
  return text;
}

/** Rows of a table without quoted cells, by the names of its columns. */
function rowsOf(text: string): Record<string, string>[] {
  const [header, ...rows] = text
    .trimEnd()
    .split('\n')
    .map((row) => row.split(','));
  return rows.map((cells) => Object.fromEntries(header.map((name, i) => [name, cells[i]])));
}

const shareRight = (pairs: readonly (readonly [unknown, unknown])[]) =>
  pairs.filter(([said, is]) => said === is).length / pairs.length;

describe('a labelled file', () => {
  it('has an answer behind each row, where rows are time steps', async () => {
    const { chosen, metrics } = await trained(
      'walks.csv',
      'sequence: recording, step: t, input: [ax, ay, az], label: activity, group: person',
    );
    const rows = rowsOf(await labelled(chosen, 'walks.csv'));
    expect(rows).toHaveLength(2880);
    expect(shareRight(rows.map((row) => [row.predicted, row.activity]))).toBeCloseTo(metrics.accuracy ?? 0, 12);
    const text = readFileSync(join(folder, 'walks.csv'), 'utf8');
    const unlabelled = text.replace(/,[^,\n]*$/gm, '');
    writeFileSync(join(folder, 'new.csv'), unlabelled);
    const again = await labelled(chosen, 'new.csv');
    expect(rowsOf(again).map((row) => row.predicted)).toEqual(rows.map((row) => row.predicted));
    expect(again.replace(/,[^,\n]*,[^,\n]*$/gm, '')).toBe(unlabelled);
  });

  it('has the answer of a sequence in each of its rows', async () => {
    const map = 'sequence: recording, input: [ax, ay, az], target: t, per: sequence, group: person';
    const text = readFileSync(join(SHIPPED, 'walks.csv'), 'utf8').replace(/^(p\d+-\d,person (\d+)),\d+/gm, '$1,$2');
    for (const file of ['people.csv', 'again-people.csv']) writeFileSync(join(folder, file), text);
    const { chosen, metrics } = await trained('people.csv', map);
    const rows = rowsOf(await labelled(chosen, 'people.csv'));
    const byRecording = new Map(rows.map((row) => [row.recording, row]));
    expect(new Set(rows.map((row) => `${row.recording} ${row.predicted}`)).size).toBe(120);
    const errors = [...byRecording.values()].map((row) => Math.abs(Number(row.predicted) - Number(row.t)));
    expect(errors.reduce((sum, error) => sum + error, 0) / 120).toBeCloseTo(metrics.mae ?? 0, 4);
    expect(Object.keys(rows[0])).not.toContain('probability');
  });

  it('has a forecast in the row from which it is made', async () => {
    const map =
      'step: time, input: [load, temperature], target: load, per: sequence, windows: {length: 24, every: 1}, ahead: 6';
    const { chosen, metrics } = await trained('load.csv', map);
    const rows = rowsOf(await labelled(chosen, 'load.csv'));
    expect(rows.slice(0, 23).every((row) => row.predicted === '')).toBe(true);
    const errors = rows.slice(23, -6).map((row, i) => Math.abs(Number(row.predicted) - Number(rows[23 + i + 6].load)));
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeCloseTo(metrics.mae ?? 0, 4);
    expect(rows.at(-1)?.predicted).toMatch(/^\d/);
  });

  it('has an answer at every step of a recording that is cut into windows', async () => {
    const map = 'step: time, input: [temperature, load], label: alarm, windows: {length: 50}';
    const { chosen, metrics } = await trained('machine.csv', map);
    const rows = rowsOf(await labelled(chosen, 'machine.csv'));
    expect(shareRight(rows.map((row) => [row.predicted, row.alarm]))).toBeCloseTo(metrics.accuracy ?? 0, 12);
    const text = readFileSync(join(folder, 'machine.csv'), 'utf8').split('\n').slice(0, 71).join('\n');
    writeFileSync(join(folder, 'short.csv'), `${text}\n`);
    expect(rowsOf(await labelled(chosen, 'short.csv')).every((row) => row.predicted !== '')).toBe(true);
  });

  it.each([
    ['gestures.csv', 'input: t1 … t16, label: gesture', 'gesture'],
    ['reviews.csv', 'input: text, label: opinion, min_count: 1', 'opinion'],
  ])('has an answer in each row that is a sequence, as in %s', async (file, map, label) => {
    const { chosen, metrics } = await trained(file, map);
    const rows = rowsOf(await labelled(chosen, file));
    expect(shareRight(rows.map((row) => [row.predicted, row[label]]))).toBeCloseTo(metrics.accuracy ?? 0, 12);
    for (const { probability } of rows) expect(Number(probability)).toBeGreaterThanOrEqual(0.5);
  });

  it('has as many answers as letters, where each has one', async () => {
    const { chosen, metrics } = await trained(
      'proteins.csv',
      'input: protein, label: fold, per: step, split_letters: true',
    );
    const rows = rowsOf(await labelled(chosen, 'proteins.csv'));
    const letters = rows.flatMap(({ predicted, fold }) => [...fold].map((is, t) => [predicted[t], is] as const));
    expect(shareRight(letters)).toBeCloseTo(metrics.accuracy ?? 0, 12);
  });

  it('has a further column in CoNLL, and stays as it is elsewhere', async () => {
    const { chosen, metrics } = await trained('names.conll', 'input: 1, label: 3');
    const text = await labelled(chosen, 'names.conll');
    const tokens = text.split('\n').filter((line) => line !== '' && !line.startsWith('-DOCSTART-'));
    expect(shareRight(tokens.map((line) => [line.split(' ')[3], line.split(' ')[2]]))).toBeCloseTo(
      metrics.accuracy ?? 0,
      12,
    );
    const without = text.replace(/^([^-\n].*) \S+$/gm, '$1');
    expect(without).toBe(readFileSync(join(folder, 'names.conll'), 'utf8'));
  });

  it('has further fields in JSON lines', async () => {
    const { chosen, metrics } = await trained('strokes.jsonl', 'missing: mean');
    const objects = (await labelled(chosen, 'strokes.jsonl'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(shareRight(objects.map(({ predicted, label }) => [predicted, label]))).toBeCloseTo(
      metrics.accuracy ?? 0,
      12,
    );
    expect(Object.keys(objects[0])).toEqual(['input', 'label', 'group', 'predicted', 'probability']);
  });

  it.each([
    ['strokes.jsonl', 'expected a .csv file, as the model was trained on one'],
    ['none.csv', 'there is no such file'],
    ['without.csv', ':1:1  expected az, which the model was trained on; found recording, t, ax, ay.'],
    ['words.csv', ':2:10  ay: expected a number; found "much".'],
  ])('is none of %s, and says why', async (file, message) => {
    writeFileSync(join(folder, 'without.csv'), 'recording,t,ax,ay\na,1,2,3\n');
    writeFileSync(
      join(folder, 'words.csv'),
      'recording,t,ax,ay,az\na,1,2,3,4\n'.replace(',3,', ',much,').replace('a,1,2', 'a,1,0.25'),
    );
    const [chosen] = chooseRuns(store, ['walks-csv'], { most: 1 }).groups[0].runs;
    await expect(labelled(chosen, file)).rejects.toThrow(message);
  });
});
