/** The experiments that ship: each is valid, says which question it asks, and runs from file to sentence. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { comparisonJson } from '../src/report/comparison-json.ts';
import type { ExperimentDocument } from '../src/report/experiment-document.ts';
import { levelText } from '../src/report/phrases.ts';
import { answered } from '../src/session/answer.ts';
import { experimentDocument } from '../src/session/experiment-document.ts';
import { type LoadedExperiment, loadExperiments } from '../src/session/load.ts';
import { keepFiles } from '../src/session/own-data.ts';
import { runsOf } from '../src/session/plan.ts';
import { openStore } from '../src/store/store.ts';
import { execute } from '../src/training/execute.ts';
import { here } from '../src/training/workers/here.ts';
import type { Answered, Environment } from '../src/vocabulary.ts';

const clock = () => performance.now();
const FOLDER = join(import.meta.dirname, '../experiments');
const NAMES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replace(/\.yaml$/, ''));

/** So short that all of them together take a second; a scalar for a swept key replaces its list. */
const SHORTENED = ['epochs=3', 'seeds=2'];
/** A search has no seeds but its own, and confirms with as many as a verdict takes. */
const SHORTENED_SEARCH = ['epochs=3', 'search.confirm=6'];

/** What else is needed: fewer fresh test sequences, or of a large fixed set less than a pass. */
function shortened(name: string): string[] {
  const { data, task, search } = parse(readFileSync(join(FOLDER, `${name}.yaml`), 'utf8'));
  if (task === 'stress') return [...SHORTENED, 'sequences_per_epoch=96', 'units=2'];
  if (search !== undefined) return [...SHORTENED_SEARCH, 'test_sequences=20'];
  return data === undefined ? [...SHORTENED, 'test_sequences=20'] : SHORTENED;
}
const ENVIRONMENT: Environment = {
  version: '0.0.0',
  gitCommit: null,
  gitDirty: null,
  node: 'none',
  os: 'none',
  cpu: 'none',
  backend: 'none',
};

const database = join(mkdtempSync(join(tmpdir(), 'bothways-experiments-')), 'bothways.db');
afterAll(() => rmSync(join(database, '..'), { recursive: true, force: true }));

async function load(name: string, overrides: readonly string[]): Promise<LoadedExperiment> {
  const [loaded] = await loadExperiments({ note: () => {} }, [join(FOLDER, `${name}.yaml`), ...overrides], {
    preparedIn: join(database, '..'),
  });
  return loaded;
}

/** As it stands and shortened; a dictionary takes seconds to read, and is read once. */
async function loadBoth(name: string): Promise<{ whole: LoadedExperiment; short: LoadedExperiment }> {
  const short = await load(name, shortened(name));
  return { whole: name === 'stress' ? short : await load(name, []), short };
}

/** The page and `compare --json` say the same. */
function expectEqualNumbers({ rows, sentences, counts }: ExperimentDocument, { comparison, answer }: Answered): void {
  expect([...sentences, ...counts].join(' ')).toBe(answer);
  const { rows: printed } = JSON.parse(JSON.stringify(comparisonJson(comparison, { answer, next: [] })));
  for (const [i, { mean, interval, against, values, level, block, parameters }] of rows.entries()) {
    const { against_baseline: told, by_seed, ...row } = printed[i];
    expect(row).toMatchObject({ level: levelText(level, comparison), block, parameters, mean, interval });
    expect(values).toEqual(Object.values(by_seed));
    expect(against?.difference).toBe(told?.difference);
    expect(against?.verdict).toBe(told?.verdict);
  }
}

const validate = new Ajv({ strict: false }).compile(
  JSON.parse(readFileSync(join(FOLDER, 'experiment.schema.json'), 'utf8')),
);

describe.each(NAMES)('experiments/%s.yaml', (name) => {
  let loaded: Awaited<ReturnType<typeof loadBoth>>;
  beforeAll(async () => {
    loaded = await loadBoth(name);
  });

  it('is valid without a warning, named after its file, and says which question it asks', () => {
    const { experiment, warnings } = loaded.whole;
    expect({ name: experiment.name.split(' ')[0], warnings }).toEqual({ name, warnings: [] });
    expect(experiment.description).toMatch(/\S{3,}/);
  });

  it('is valid for editors, by the published schema', () => {
    const text = readFileSync(join(FOLDER, `${name}.yaml`), 'utf8');
    expect(text).toMatch(/^# yaml-language-server: \$schema=\.\/experiment\.schema\.json\n/);
    expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
  });

  it('runs, shortened, from its file to a sentence', async () => {
    const { experiment, data } = loaded.short;
    const store = openStore(database, { mode: 'write' });
    try {
      if (data !== null) keepFiles(store, data);
      const finishedAt = new Date('2026-03-01T12:00:00.000Z');
      store.saveExperiment(experiment, finishedAt);
      const options = { workers: here({ clock }), clock, keepsWeights: () => false };
      for await (const { run, result } of execute(runsOf(experiment), options)) {
        expect(result.status).toBe('completed');
        store.saveRun(run, result, { environment: ENVIRONMENT, finishedAt, keep: null });
      }
      const results = store.results(experiment.name);
      if (results === null) throw new Error(`${experiment.name} has not been stored`);
      expect(results.points.map(({ runs }) => runs.length)).toEqual(results.points.map(() => experiment.seeds.length));
      const answer = answered(store, results);
      expect(answer.comparison.rows).toHaveLength(experiment.points.length);
      expect(answer.answer).toMatch(/^\S.*\.$/);
      expectEqualNumbers(experimentDocument(store, experiment.name, { madeAt: finishedAt }), answer);
    } finally {
      store.close();
    }
  });
});

it('there are the experiments that the documentation names', () => {
  expect(NAMES).toEqual(
    expect.arrayContaining([
      'article',
      'does-direction-matter',
      'dropout-and-own-data',
      'equal-parameters',
      'engines-agree',
      'fill-in-the-blank',
      'hidden-sizes',
      'how-deep',
      'how-long',
      'learning-rate',
      'learning-speed',
      'merge-modes',
      'own-data',
      'past-future-both',
      'stress',
      'tuned-fairly',
      'which-cell',
      'which-optimizer',
    ]),
  );
});
