/** What holds for every command: usage errors, exit statuses, pipes, terminals, widths. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { check } from '../../src/commands/check.ts';
import { compare } from '../../src/commands/compare.ts';
import { predict } from '../../src/commands/predict.ts';
import { program } from '../../src/commands/program.ts';
import { query } from '../../src/commands/query.ts';
import { runs } from '../../src/commands/runs.ts';
import { show } from '../../src/commands/show.ts';
import { plainAscii } from '../../src/report/plain-ascii.ts';
import { CLI } from '../survival/cli-process.ts';
import { bothways, contextIn, jsonOf, type Recorded, userFolder } from './bothways.ts';
import { expectContract } from './json-contract.ts';
import { databaseIn, storeSizes } from './stored-example.ts';

const folder = userFolder();
beforeAll(() => storeSizes(folder));

/** The output of a shell command in which "$@" is a command line of ours. */
function shell(script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return spawnSync('sh', ['-c', script, 'sh', process.execPath, CLI, ...args], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, ...env },
    encoding: 'utf8',
  });
}
const hasTerminals = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0;

describe('the command line', () => {
  it.each([
    [['rum'], "unknown command 'rum' (Did you mean run?). See: bothways --help"],
    [['runs', '--jsn'], "unknown option '--jsn' (Did you mean --json?). See: bothways runs --help"],
    [['show'], "missing required argument 'run'. See: bothways show --help"],
    [
      ['runs', '--database', ''],
      "option '--database <file>' argument '' is invalid. Expected the name of a file. See: bothways --help",
    ],
  ])('answers %j in one line, with status 2', async (args, message) => {
    const { status, stdout, stderr } = await bothways(folder, args);
    expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: `bothways: ${message}\n` });
  });

  it('without a command prints its help; with --json an error, as there is no result', async () => {
    const help = await bothways(folder, []);
    expect(help.status).toBe(0);
    expect(help.stdout).toMatch(/^Usage: bothways /);
    const ended = await bothways(folder, ['--json']);
    expect(ended.status).toBe(2);
    expectContract(jsonOf(ended), 'error');
    expect(jsonOf(ended).error).toMatchObject({ code: 'usage' });
  });

  it('finds the database of the nearest folder above, or where the environment says', async () => {
    const deep = join(folder, 'deep/er');
    mkdirSync(deep, { recursive: true });
    const here = shell('"$@"', ['runs', '--json']).stdout;
    expect(shell('cd deep/er && "$@"', ['runs', '--json']).stdout).toBe(here);
    const elsewhere = userFolder();
    const env = { BOTHWAYS_DATABASE: databaseIn(folder) };
    expect((await bothways(elsewhere, ['runs', '--json'], env)).stdout).toBe(here);
    const named = await bothways(deep, ['runs', '--database', 'none.db'], env);
    expect(named.stderr).toMatch(/^bothways: none\.db: no results there yet/);
    // A second database is made where it is meant to be, and said
    const small = ['epochs=1', 'units=1', 'test_sequences=1', 'engine=reference'];
    const { stderr, status } = await bothways(elsewhere, ['run', join(folder, 'experiments/article.yaml'), ...small]);
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/^bothways: results go into a new database, results\/bothways\.db; .*--database \.\.\//);
  });

  it('without results says how to make some, with status 1', async () => {
    const ended = await bothways(folder, ['compare', '--database', 'none.db', '--json']);
    expect({ status: ended.status, stderr: ended.stderr }).toEqual({ status: 1, stderr: '' });
    expectContract(jsonOf(ended), 'error');
    expect(jsonOf(ended).error).toEqual({
      code: 'missing',
      message: 'none.db: no results there yet. Make some first: bothways run FILE',
      problems: [],
    });
  });

  it('gives every command an example and every option a description', () => {
    const { commands } = program(async () => {});
    expect(commands.map((command) => command.name())).toEqual([
      'init',
      'check',
      'run',
      'worker',
      'compare',
      'experiments',
      'runs',
      'show',
      'predict',
      'verify',
      'bundle',
      'query',
      'report',
      'serve',
      'merge',
      'forget',
      'complete',
    ]);
    for (const command of commands) {
      let help = '';
      command.configureOutput({
        writeOut: (text) => {
          help += text;
        },
      });
      command.outputHelp();
      expect(help).toMatch(new RegExp(`\\nExamples:\\n {2}# \\S.*\\n {2}bothways ${command.name()}`));
      expect(command.options.every(({ description }) => description !== '')).toBe(true);
    }
  });

  it('ends quietly when a reader has seen enough', () => {
    const { stdout, stderr, status } = shell('"$@" | head -n 1', ['runs', '--csv']);
    expect({ lines: stdout.trimEnd().split('\n').length, stderr, status }).toEqual({ lines: 1, stderr: '', status: 0 });
  });

  it
    .runIf(existsSync('/dev/full'))
    .each([
      [['--help']],
      [['check', 'experiments/article.yaml', '--json']],
      [['compare', 'sizes']],
      [['runs', '--csv']],
      [['query', 'SELECT * FROM results', '--csv']],
    ])('says in one line that the output of %j is cut off, with status 1', (args) => {
    const { stderr, status } = shell('"$@" > /dev/full', args);
    expect({ stderr, status }).toEqual({
      stderr: 'bothways: the output is cut off: ENOSPC: no space left on device, write. What was stored stays\n',
      status: 1,
    });
  });

  it.each<[string, (context: Recorded) => unknown]>([
    ['compare --steps', (context) => compare(context, 'sizes', { steps: true })],
    ['compare --curves', (context) => compare(context, 'sizes', { curves: true })],
    ['show', (context) => show(context, ['1'], {})],
    ['show of two', (context) => show(context, ['1', '2'], {})],
    ['runs', (context) => runs(context, 'sizes', {})],
    ['predict', (context) => predict(context, ['1'])],
    ['check', (context) => check(context, [join(folder, 'experiments/hidden-sizes.yaml')])],
    ['query', (context) => query(context, undefined, { timeout: '10' })],
    ['query --schema', (context) => query(context, undefined, { timeout: '10', schema: true })],
  ])('has a sign of ASCII for each sign that %s prints', async (_name, verb) => {
    const context = contextIn(folder, { columns: 200 });
    await verb(context);
    expect(plainAscii(context.printed.out)).toMatch(/^[\n -~]+$/);
    expect(plainAscii(context.printed.out)).toHaveLength(context.printed.out.length);
  });

  it.runIf(hasTerminals)('writes in ASCII in a terminal whose locale is not UTF-8, and keeps JSON and CSV', () => {
    const inTerminal = (args: string, env: NodeJS.ProcessEnv) =>
      shell(`script -qec "$1 $2 ${args}" /dev/null`, [], { LC_ALL: '', LC_CTYPE: '', ...env }).stdout;
    expect(inTerminal('compare sizes', { LANG: 'zh_CN.GBK' })).toContain(' | ');
    expect(inTerminal('compare sizes', { LANG: 'zh_CN.GBK' })).not.toContain('·');
    expect(inTerminal('compare sizes', { LANG: 'zh_CN.UTF-8' })).toContain('·');
    expect(inTerminal('compare sizes', { LANG: '' })).toContain('·');
    expect(shell('"$@"', ['compare', 'sizes'], { LANG: 'C' }).stdout).toContain('·'); // a pipe has no columns
    expect(shell('"$@"', ['compare', 'sizes'], { BOTHWAYS_ASCII: '1' }).stdout).toMatch(/^[\n -~]+$/);
    expect(shell('"$@"', ['compare', '--help'], { BOTHWAYS_ASCII: '1' }).stdout).toMatch(/^[\n -~]+$/);
    expect(shell('"$@"', ['query', "SELECT '…' AS x"], { BOTHWAYS_ASCII: '1' }).stdout).toBe('x\n~\n');
    expect(shell('"$@"', ['query', "SELECT '…' AS x", '--csv'], { BOTHWAYS_ASCII: '1' }).stdout).toBe('x\r\n…\r\n');
  });

  it('takes the width of a pipe from COLUMNS where that is a width, else 120', () => {
    const widest = (COLUMNS: string) =>
      Math.max(
        ...shell('"$@"', ['compare', 'sizes'], { COLUMNS })
          .stdout.split('\n')
          .map((line) => line.length),
      );
    expect(widest('60')).toBeLessThanOrEqual(60);
    const usual = widest('-1');
    expect(usual).toBeGreaterThan(80);
    expect(usual).toBeLessThanOrEqual(120);
  });

  it.skipIf(!hasTerminals)('colours in a terminal, but not where NO_COLOR is set', () => {
    const coloured = (env: NodeJS.ProcessEnv) =>
      shell(`script -qec "'$1' '$2' compare sizes" /dev/null`, [], env).stdout.includes('\u001b[32mbetter');
    expect(coloured({ TERM: 'xterm' })).toBe(true);
    expect(coloured({ TERM: 'xterm', NO_COLOR: '1' })).toBe(false);
  });
});
