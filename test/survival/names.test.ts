/** Two hundred hostile names, written into a database by another program, through everything that is printed. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { check } from '../../src/commands/check.ts';
import { compare } from '../../src/commands/compare.ts';
import type { Context, ExitStatus } from '../../src/commands/context.ts';
import { forget } from '../../src/commands/forget.ts';
import { init } from '../../src/commands/init.ts';
import { predict } from '../../src/commands/predict.ts';
import { query } from '../../src/commands/query.ts';
import { reportError } from '../../src/commands/report-error.ts';
import { runs } from '../../src/commands/runs.ts';
import { show } from '../../src/commands/show.ts';
import { openStore } from '../../src/store/store.ts';
import { runCli } from './cli-process.ts';
import { figure } from './figures.ts';
import { hostileNames } from './hostile-names.ts';
import { temporaryFolder } from './sweep.ts';

/** Whatever is not text. Lines end by \n, those of CSV by \r\n. */
const CONTROL_CHARACTER = /[^\P{Cc}\n]|[\p{Cs}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

it('200 hostile names reach no terminal as they are, run in no spreadsheet, and make no file', async () => {
  const startedAt = performance.now();
  const folder = temporaryFolder();
  const database = join(folder, 'bothways.db');
  const file = join(folder, 'named.yaml');
  const names = hostileNames();
  expect(new Set(names).size).toBe(200);
  writeForeign(database, names);

  let outputs = 0;
  const print = async (what: string, json: boolean, verb: (context: Context) => ExitStatus | Promise<ExitStatus>) => {
    const { context, printed } = recording(database, json);
    try {
      await verb(context);
    } catch (error) {
      reportError(context, error);
    }
    outputs += 1;
    const text = printed.join('');
    expect(text, what).not.toBe('');
    expect(text.replaceAll('\r\n', '\n'), what).not.toMatch(CONTROL_CHARACTER);
    return text;
  };

  for (const [i, name] of names.entries()) {
    const what = JSON.stringify(name).slice(0, 80);
    const [first, second] = [String(2 * i + 1), String(2 * i + 2)];
    writeFileSync(file, `name: ${JSON.stringify(name)}\ndescription: ${JSON.stringify(name)}\n`);
    for (const json of [false, true]) {
      const texts = [
        await print(`runs ${what}`, json, (context) => runs(context, name, {})),
        await print(`compare ${what}`, json, (context) => compare(context, name, {})),
        await print(`compare --steps ${what}`, json, (context) => compare(context, name, { steps: true })),
        await print(`show ${what}`, json, (context) => show(context, [first], {})),
        await print(`show two ${what}`, json, (context) => show(context, [first, second], {})),
        await print(`show unknown ${what}`, json, (context) => show(context, [`${name}!`], {})),
        await print(`predict ${what}`, json, (context) => predict(context, [name])),
        await print(`forget ${what}`, json, (context) => forget(context, name, {})),
        await print(`compare --by ${what}`, json, (context) => compare(context, name, { by: name })),
        await print(`compare --baseline ${what}`, json, (context) => compare(context, name, { baseline: name })),
        await print(`compare --metric ${what}`, json, (context) => compare(context, undefined, { metric: name })),
        await print(`runs --sort ${what}`, json, (context) => runs(context, undefined, { sort: name })),
        await print(`check a name ${what}`, json, (context) => check(context, [file])),
        await print(`check a file ${what}`, json, (context) => check(context, [`${name}.yaml`])),
        await print(`an override ${what}`, json, (context) => check(context, ['none.yaml', `units=${name}`])),
        await print(`init ${what}`, json, (context) => init(context, name)),
      ];
      if (json) for (const text of texts) expect(() => JSON.parse(text), text.slice(0, 200)).not.toThrow();
    }
    for (const csv of [
      await print(`runs --csv ${what}`, false, (context) => runs(context, name, { csv: true })),
      await print(`compare --csv ${what}`, false, (context) => compare(context, name, { csv: true })),
    ]) {
      expect(cellsOf(csv).filter(isFormula), what).toEqual([]);
    }
  }
  const sql = 'SELECT name, source FROM experiments';
  for (const json of [false, true]) {
    await print('query', json, (context) => query(context, sql, { timeout: '10' }));
    await print('all runs', json, (context) => runs(context, undefined, {}));
  }
  const table = await print('query --csv', false, (context) => query(context, sql, { timeout: '10', csv: true }));
  expect(cellsOf(table).filter(isFormula)).toEqual([]);

  expect(readdirSync(folder)).toEqual(['bothways.db', 'named.yaml']);
  figure('200 hostile names', `${outputs} outputs without a control character, 0 formulas, 0 files`, startedAt);
});

it('no hostile name of a file is written outside the folder that it names', async () => {
  const startedAt = performance.now();
  const folder = temporaryFolder();
  const work = join(folder, 'a', 'b', 'c', 'd', 'e');
  mkdirSync(work, { recursive: true });
  const names = hostileNames()
    .filter((name) => !name.includes('\0') && !name.startsWith('/') && name.length < 200)
    .filter((_, i) => i % 8 === 0); // a process each
  let written = 0;
  for (const name of names) {
    const { status, stdout, stderr } = await runCli(['init', '--', join(work, `${name.replaceAll('../', '')}.yaml`)], {
      cwd: work,
    });
    expect([0, 1, 2], stderr).toContain(status);
    expect(stdout + stderr).not.toMatch(CONTROL_CHARACTER);
    if (status === 0) written += 1;
  }
  expect(readdirSync(folder)).toEqual(['a']);
  expect(written).toBeGreaterThan(10);
  figure(`${names.length} hostile file names for init`, `${written} written where they say, none elsewhere`, startedAt);
});

/** A context that keeps what is printed, with the plain output of a pipe. */
function recording(database: string, json: boolean): { context: Context; printed: string[] } {
  const printed: string[] = [];
  const output = {
    print: (text: string) => printed.push(`${text}\n`),
    write: (text: string) => printed.push(text),
    drained: async () => {},
    colour: false,
    isTerminal: false,
    isPlain: false,
    width: 100,
  };
  const context: Context = {
    out: output,
    err: output,
    input: async () => null,
    json,
    database,
    clock: () => performance.now(),
    now: () => new Date(),
    signal: new AbortController().signal,
  };
  return { context, printed };
}

/** Fields of RFC 4180, quotation marks taken off. */
function cellsOf(csv: string): string[] {
  return [...csv.matchAll(/("(?:[^"]|"")*"|[^,\n]*)(?:,|\r?\n|$)/g)].map(([, cell]) =>
    cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
  );
}

/** What a spreadsheet would run; a plain negative number is none. */
function isFormula(cell: string): boolean {
  return /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(cell) && !/^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(cell);
}

/** Each name as that of an experiment, its text, a level, a task, an engine version, an error, a machine. */
function writeForeign(database: string, names: readonly string[]): void {
  openStore(database, { mode: 'write' }).close();
  const db = new Database(database);
  const insert = (table: string, row: Record<string, string | number | null>) => {
    const columns = Object.keys(row);
    const values = columns.map(() => '?').join(', ');
    return Number(
      db.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${values})`).run(...Object.values(row))
        .lastInsertRowid,
    );
  };
  db.transaction(() => {
    for (const [i, name] of names.entries()) {
      const experiment = insert('experiments', {
        name,
        source: `name: ${name}\ndescription: ${name}\n`,
        seeds: '[1]',
        last_run: i + 1,
        compare_by: i % 2 === 0 ? 'direction' : name,
        baseline: name,
        metric: 'accuracy',
        smallest_effect: 0.005,
        updated_at: name,
      });
      const environment = insert('environments', {
        sha256: String(i),
        version: name,
        git_commit: name,
        git_dirty: 1,
        node: name,
        os: name,
        cpu: name,
        backend: name,
      });
      for (const [k, direction] of ['forward', 'backward'].entries()) {
        const configuration = insert('configurations', {
          key: `${name}${k}`,
          task: i % 2 === 0 ? 'cumulative-sum' : name,
          sequence_length: 3,
          threshold: 0.75,
          cell: 'lstm',
          units: 4,
          layers: 1,
          direction,
          epochs: 10,
          sequences_per_epoch: 1,
          batch_size: 1,
          optimizer: 'adam',
          learning_rate: 0.001,
          dropout: 0,
          test_sequences: 10,
          engine: 'reference',
          parameters: 100,
        });
        const level = k === 0 ? name : 'other';
        const block = `units=${JSON.stringify(name)}`;
        insert('plan', {
          experiment_id: experiment,
          position: k,
          written_units: 4,
          block,
          level,
          configuration_id: configuration,
        });
        const run = insert('runs', {
          configuration_id: configuration,
          seed: 1,
          engine_version: name,
          status: k === 0 ? 'completed' : 'failed',
          error: k === 0 ? null : name,
          loss: k === 0 ? 0.5 : null,
          accuracy: k === 0 ? 0.75 : null,
          sequence_accuracy: k === 0 ? 0.5 : null,
          training_loss: k === 0 ? 0.5 : null,
          train_ms: 1,
          weights_sha256: k === 0 ? name : null,
          environment_id: environment,
          finished_at: name,
        });
        if (k === 0) insert('curves', { run_id: run, epoch: 10, loss: 0.5, accuracy: 0.5 });
        if (k === 0) insert('steps', { run_id: run, step: 1, accuracy: 0.5, counted: 10 });
      }
    }
  })();
  db.close();
}
