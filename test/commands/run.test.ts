import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { run } from '../../src/commands/run.ts';
import { UsageError } from '../../src/session/errors.ts';
import { EXAMPLE_QUERIES } from '../../src/store/schema.ts';
import { startCli, until, workersIn } from '../survival/cli-process.ts';
import { bothways, contextIn, jsonIn, jsonOf, snapshot, steady, userFolder } from './bothways.ts';
import { expectContract } from './json-contract.ts';
import { databaseIn, REFUTED, storeRefuted } from './stored-example.ts';
import { TABLES, VIEWS } from './tables-and-views.ts';

const folder = userFolder();
const inFolder = (word: string) => (word.endsWith('.yaml') ? join(folder, word) : word);
const SIZES = ['experiments/hidden-sizes.yaml', 'epochs=50', 'units=2,4', 'seeds=2', 'test_sequences=100'];
const NAME = 'hidden-sizes epochs=50 seeds=2 test_sequences=100 units=2,4';

/** Lasts, so that it is trained by worker processes; TensorFlow.js needs no check, which would be a process as well. */
writeFileSync(
  join(folder, 'lasting.yaml'),
  'engine: tfjs\nunits: 8\nepochs: 400\nseeds: 200\nsweep:\n  direction: [forward, bidirectional]\n',
);

/** The process of a group that trains; the one that was started before it checks the engine. */
async function trainingProcess(group: number): Promise<number> {
  await until('a training process beside the engine check', () => workersIn(group).length === 2);
  return Math.max(...workersIn(group));
}

function rows(sql: string): unknown[] {
  const database = new Database(databaseIn(folder), { readonly: true });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

// In this order: the later tests go on with the database of the earlier ones
describe('bothways run', () => {
  it('trains, and ends in the comparison', async () => {
    const { status, stdout, stderr } = await bothways(folder, ['run', ...SIZES]);
    const few = `${NAME}: 2 comparisons need 7 seeds for any verdict; there are 2. Set seeds=7.\n`;
    expect({ status, stderr }).toEqual({ status: 0, stderr: few });
    await expect(steady(stdout)).toMatchFileSnapshot(snapshot('run-120'));
    expect(rows(`SELECT count(*) AS runs FROM runs WHERE status = 'completed'`)).toEqual([{ runs: 8 }]);
  });

  it.each([60, 80, 120, 200])(
    'trains nothing the second time, and prints the same within %i columns',
    async (columns) => {
      const before = rows('SELECT id, finished_at FROM runs');
      const context = contextIn(folder, { columns });
      await run(context, SIZES.map(inFolder), {});
      await expect(steady(context.printed.out)).toMatchFileSnapshot(snapshot(`run-${columns}`));
      expect(rows('SELECT id, finished_at FROM runs')).toEqual(before);
    },
  );

  it('trains only what a new seed and a new value add, and keeps the contract for scripts', async () => {
    const more = SIZES.map((word) => word.replace('seeds=2', 'seeds=3').replace('units=2,4', 'units=2,3,4'));
    const ended = await bothways(folder, ['run', ...more, '--json']);
    expect(ended.status).toBe(0);
    expect(ended.stderr).toMatch(/^hidden-sizes .*: 3 comparisons need 7 seeds for any verdict; there are 3\..*\n$/);
    const printed = jsonOf(ended);
    expectContract(printed, 'run');
    expect(printed).toMatchObject({
      experiment: 'hidden-sizes epochs=50 seeds=3 test_sequences=100 units=2,3,4',
      database: 'results/bothways.db',
      runs: { planned: 18, done_before: 8, trained: 10, diverged: 0, failed: 0 },
      engine_check: { updates: 4, passed: true },
      prediction: null,
    });
  });

  it('leaves a database that an independent program reads', () => {
    expect(rows('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    const columns = (kind: 'table' | 'view') =>
      Object.fromEntries(
        (
          rows(`SELECT name FROM sqlite_schema WHERE type = '${kind}' AND name NOT LIKE 'sqlite_%' ORDER BY name`) as {
            name: string;
          }[]
        ).map(({ name }) => [
          name,
          (rows(`PRAGMA table_info(${name})`) as { name: string }[]).map((column) => column.name),
        ]),
      );
    expect(columns('table')).toEqual(TABLES);
    expect(columns('view')).toEqual(VIEWS);
    for (const { sql } of EXAMPLE_QUERIES) expect(() => rows(sql)).not.toThrow();
    // Two seeds, two sizes: four pairs, whose mean is the difference that the table shows
    const [{ pairs }] = rows(`SELECT count(*) AS pairs FROM pairs WHERE experiment = '${NAME}'`) as { pairs: number }[];
    expect(pairs).toBe(4);
    expect(rows(`SELECT count(DISTINCT run) AS runs FROM learning_curves WHERE epoch = 50`)).toEqual([{ runs: 18 }]);
  });

  it('ends a single run in the article’s last step, and goes on with other seeds', async () => {
    // Its configuration is one of those that are trained and checked already
    const single = ['run', 'experiments/article.yaml', 'epochs=50', 'units=2', 'test_sequences=100'];
    const { stdout } = await bothways(folder, single, { COLUMNS: '80' });
    await expect(steady(stdout)).toMatchFileSnapshot(snapshot('run-single-80'));
    const context = contextIn(folder, { json: true });
    await run(context, [join(folder, single[1]), ...single.slice(2)], {});
    const printed = jsonIn(context);
    expectContract(printed, 'run');
    expect(printed).toMatchObject({ comparison: null, prediction: { task: 'cumulative-sum' } });
  });

  it('counts runs that diverge as a result, not as a failure', async () => {
    const wild = ['experiments/article.yaml', 'epochs=20', 'units=2', 'engine=tfjs', 'learning_rate=1000'];
    const context = contextIn(folder, { json: true });
    expect(await run(context, wild.map(inFolder), {})).toBe(0);
    expect(context.printed.err).toMatch(/1 run diverged: counted and shown/);
    const printed = jsonIn(context);
    expectContract(printed, 'run');
    expect(printed).toMatchObject({ runs: { trained: 0, diverged: 1, failed: 0 }, prediction: null });
  });

  it('says what it replaces, where the plan under its name was another', async () => {
    const runText = async (text: string) => {
      const context = contextIn(folder);
      const file = join(folder, 'mine.yaml');
      writeFileSync(file, `epochs: 2\nseeds: 2\ntest_sequences: 10\nengine: reference\n${text}`);
      await run(context, [file], {});
      return context.printed.err.split('\n').filter((line) => line.includes('replaces'));
    };
    // All that follows is trained and checked already
    const all = 'sweep: {units: [1, 2, 3], direction: [forward, backward]}';
    expect(await runText(`name: all\n${all}`)).toEqual([]);
    expect(await runText('sweep: {units: [1, 2], direction: [forward, backward]}')).toEqual([]);
    expect(await runText('sweep: {units: [1, 2], direction: [forward, backward]} # a comment')).toEqual([]);
    expect(await runText(all)).toEqual([]);
    expect(await runText('name: mine\ndirection: forward\nsweep: {units: [2, 3]}')).toEqual([
      'mine: this file replaces what was stored under its name: 6 configurations with 2 seeds ' +
        '(units 1, 2 and 3; direction forward and backward). The runs stay. To keep both, give one of them another name',
    ]);
  });

  it('--fail-unless ends by verdict, and says which levels do not show it', async () => {
    const file = join(folder, 'tested.yaml');
    writeFileSync(
      file,
      'task: remaining-sum\nsequence_length: 3\nthreshold: 1\nepochs: 400\nlearning_rate: 0.05\nunits: 2\n' +
        'seeds: 7\ntest_sequences: 200\nsweep: {direction: [forward, backward]}\n',
    );
    const outcome = async (failUnless: string) => {
      const context = contextIn(folder);
      const status = await run(context, [file], { failUnless });
      return { status, said: context.printed.err.split('\n').filter((line) => line.includes('--fail-unless')) };
    };
    expect(await outcome('better')).toEqual({ status: 0, said: [] });
    expect(await outcome('not-worse')).toEqual({ status: 0, said: [] });
    expect(await outcome('same')).toEqual({ status: 1, said: ['bothways: --fail-unless same: backward: better'] });
    await expect(outcome('best')).rejects.toThrow('--fail-unless: expected better, same or not-worse; found "best"');
    await expect(
      run(contextIn(folder), [join(folder, 'experiments/article.yaml')], { failUnless: 'better' }),
    ).rejects.toThrow('--fail-unless: article compares nothing');
  });

  it('--again trains everything anew, finds the same bits, and replaces nothing', async () => {
    const before = rows('SELECT * FROM runs');
    const printed = jsonOf(await bothways(folder, ['run', ...SIZES, '--again', '--json']));
    expectContract(printed, 'run --again');
    expect(printed.again).toEqual({ same: 8, differs: 0, not_stored: 0, failed: 0 });
    expect(rows('SELECT * FROM runs')).toEqual(before);
  });

  it('warns of an engine that disagrees with the reference, below the answer, and ends with status 1', async () => {
    const its = userFolder();
    storeRefuted(its);
    writeFileSync(join(its, 'refuted.yaml'), REFUTED);
    const context = contextIn(its);
    expect(await run(context, [join(its, 'refuted.yaml')], {})).toBe(1);
    expect(context.printed.out).toContain('Do not rely on this');
    expect(context.printed.err).toMatch(/^bothways: warning: fused-1 disagrees with reference-1 in float64/m);
    const asJson = contextIn(its, { json: true });
    expect(await run(asJson, [join(its, 'refuted.yaml')], {})).toBe(1);
    expect(jsonIn(asJson)).toMatchObject({ engine_check: { passed: false } });
  });

  it('keeps what it trained where the engine cannot be checked, and ends with status 1', async () => {
    const context = contextIn(folder);
    vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=8'); // too little for TensorFlow.js, in the process that checks
    const status = await run(context, ['experiments/article.yaml', 'units=6', 'epochs=10'].map(inFolder), {});
    vi.unstubAllEnvs();
    expect(status).toBe(1);
    expect(context.printed.err).toMatch(/^bothways: warning: the engine could not be checked.*heap/m);
    const again = contextIn(folder, { json: true });
    expect(await run(again, ['experiments/article.yaml', 'units=6', 'epochs=10'].map(inFolder), {})).toBe(0);
    expect(jsonIn(again)).toMatchObject({ runs: { done_before: 1, trained: 0 }, engine_check: { passed: true } });
  });

  it('takes several files, and prints one object for all', async () => {
    const files = [SIZES[0], 'experiments/article.yaml'].map((file) => join(folder, file));
    const context = contextIn(folder, { json: true });
    await run(context, [...files, 'epochs=50', 'units=2', 'seeds=1', 'test_sequences=100'], {});
    const printed = jsonIn(context);
    expectContract(printed, 'run of several files');
    expect(printed.files).toHaveLength(2);
  });

  it('a run whose weights are not stored is trained again to the same bits', async () => {
    const { status, stderr } = await bothways(folder, ['predict', NAME, 'units=2', 'direction=forward', 'seed=2']);
    expect(status).toBe(0);
    expect(stderr).toMatch(/^run \d+: its weights were not stored; training it again, to the same bits\n$/);
  });

  it.each(['0', 'all', '257'])('takes no %s for --jobs', async (jobs) => {
    await expect(run(contextIn(folder), SIZES, { jobs })).rejects.toThrow(
      new UsageError(`--jobs: expected a whole number from 1 to 256, found "${jobs}"`),
    );
  });

  it.each([
    ['experiments', 'experiments: expected a database of Bothways, found a folder.'],
    ['lasting.yaml/x.db', 'lasting.yaml/x.db: expected a file and a folder that can be read and written, found: '],
  ])('refuses %s as a database in one line, with status 1', async (database, message) => {
    const { status, stdout, stderr } = await bothways(folder, ['run', ...SIZES, '--database', database]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(`bothways: ${message}`);
    expect(stderr.trimEnd()).not.toContain('\n');
  });

  it.skipIf(!existsSync('/proc'))(
    'ends with status 130 on Ctrl-C, says what is kept, and with --json says it in an object',
    async () => {
      const cli = startCli(['run', 'lasting.yaml', '--database', 'ended.db', '--json'], { cwd: folder });
      await trainingProcess(cli.pid);
      process.kill(-cli.pid, 'SIGINT');
      const ended = await cli.ended;
      expect(ended.status).toBe(130);
      expect(ended.stderr).toMatch(
        /^lasting: \d+ of 400 runs finished and kept; the same command goes on from there\n$/m,
      );
      const printed = jsonOf(ended);
      expectContract(printed, 'error');
      expect(printed.error).toMatchObject({ code: 'interrupted' });
    },
  );

  it.skipIf(!existsSync('/proc'))(
    '--fail-fast stops at a run whose process is killed, and ends with status 1',
    async () => {
      const args = ['run', 'lasting.yaml', '--database', 'failed.db', '--jobs', '1', '--fail-fast'];
      const cli = startCli(args, { cwd: folder });
      process.kill(await trainingProcess(cli.pid), 'SIGKILL');
      const { status, stderr } = await cli.ended;
      expect(status).toBe(1);
      expect(stderr).toMatch(/^cumulative-sum, \w+, 8 units, seed \d+, tfjs failed: .*SIGKILL/m);
      expect(stderr).toMatch(/^1 run failed; the same command tries again$/m);
    },
  );
});
