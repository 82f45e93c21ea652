/** What a command line says that is not understood, and where else help is found. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { verbMeant } from '../../src/commands/meant.ts';
import { program } from '../../src/commands/program.ts';
import { CLI } from '../survival/cli-process.ts';
import { bothways, userFolder } from './bothways.ts';
import { storeSizes } from './stored-example.ts';

const folder = userFolder();
beforeAll(() => {
  mkdirSync(join(folder, 'results'), { recursive: true });
  storeSizes(folder);
});

describe('a command line that is not understood', () => {
  it.each([
    [
      ['run', 'a.yaml', '--epochs', '10'],
      "unknown option '--epochs': keys of the file are set without dashes; epochs=10 is meant",
    ],
    [['run', 'a.yaml', '--learning-rate=0.1'], 'learning_rate=0.1 is meant'],
    [['check', 'a.yaml', '--lr', '--fast'], 'learning_rate=… is meant'],
    [['run', 'a.yaml', '--job', '2'], "unknown option '--job' (Did you mean --jobs?). See: bothways run --help"],
    [['list'], "unknown command 'list'. Try: bothways runs."],
    [['ls'], 'Try: bothways runs.'],
    [['delete', 'sizes'], 'Try: bothways forget.'],
    [['plot', 'sizes'], 'Try: bothways compare.'],
    [['compar'], '(Did you mean compare?). See: bothways --help'],
    [['help', 'frobnicate'], 'expected a command: init, check, run,'],
  ])('is told what is meant: %j', async (words, said) => {
    const { status, stderr } = await bothways(folder, words);
    expect(status).toBe(2);
    expect(stderr).toContain(said);
  });

  it('is never sent to a command that there is not', () => {
    const verbs = program(async () => {}).commands.map((command) => command.name());
    for (const word of ['list', 'ls', 'delete', 'rm', 'plot', 'train', 'validate', 'describe', 'sql']) {
      expect(verbs).toContain(verbMeant(word, verbs));
    }
    expect(verbMeant('list', ['run'])).toBeNull();
    expect(verbMeant('run', verbs)).toBeNull();
  });
});

describe('bothways help', () => {
  it('prints the text of a key, also under the word of another program', async () => {
    for (const word of ['units', 'hidden_size']) {
      const { status, stdout } = await bothways(folder, ['help', word]);
      expect(status).toBe(0);
      expect(stdout).toMatch(/^units: .*\n {2}values: a whole number from 1 to 1 024\n {2}default: 20\n/);
    }
  });

  it('prints the help of a command', async () => {
    expect((await bothways(folder, ['help', 'run'])).stdout).toMatch(/^Usage: bothways run/);
  });
});

it('bothways -v prints the versions', async () => {
  const { stdout } = await bothways(folder, ['-v']);
  expect(stdout).toMatch(/^bothways \d+\.\d+\.\d+\nnode v/);
});

describe('completion', () => {
  const suggested = async (...words: string[]) => {
    const { stdout } = await bothways(folder, ['complete', '--', ...words]);
    return stdout.split('\n').map((line) => line.split('\t')[0]);
  };

  it('knows commands, options, experiments and keys', async () => {
    expect(await suggested('ver')).toContain('verify');
    expect(await suggested('run', '--j')).toContain('--jobs');
    expect(await suggested('compare', '')).toContain('sizes');
    expect(await suggested('run', 'learn')).toContain('learning_rate=');
    expect(await suggested('check', 'experiments/hid')).toContain('experiments/hidden-sizes.yaml');
  });

  it('is silent where there is no database', async () => {
    const elsewhere = join(folder, 'results');
    const { status, stderr } = await bothways(elsewhere, ['complete', '--', 'compare', '']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it.each(['bash', 'zsh', 'fish', 'powershell'])('comes as a script for %s', async (shell) => {
    const { status, stdout } = await bothways(folder, ['complete', shell]);
    expect(status).toBe(0);
    expect(stdout).toContain('bothways');
    expect(stdout.length).toBeGreaterThan(500);
  });

  it.runIf(existsSync('/bin/bash'))('completes in bash, without the package bash-completion too', () => {
    const typed = 'bothways compare --mark';
    const script = `
      bothways() { '${process.execPath}' '${CLI}' "$@"; }
      source <(bothways complete bash)
      COMP_LINE='${typed}' COMP_POINT=${typed.length}
      __bothways_complete 2> /dev/null # compopt is for the shell that asks
      echo "\${COMPREPLY[@]}"`;
    const { stdout } = spawnSync('/bin/bash', ['--norc', '-c', script], { cwd: folder, encoding: 'utf8' });
    expect(stdout).toBe('--markdown\n');
  });

  it('names the shells it knows', async () => {
    const { status, stderr } = await bothways(folder, ['complete', 'tcsh']);
    expect(status).toBe(2);
    expect(stderr).toContain('one of bash, zsh, fish, powershell; found "tcsh"');
  });
});
