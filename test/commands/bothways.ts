/** The compiled command line in a temporary folder, started as a user starts it. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { getCurrentTest } from 'vitest/suite';
import type { Context } from '../../src/commands/context.ts';
import { type Ended, runCli } from '../survival/cli-process.ts';
import { databaseIn } from './stored-example.ts';

const EXPERIMENTS = join(import.meta.dirname, '../../experiments');

/** A folder with the experiments that ship, deleted after the test that asks for it, or after those of the file. */
export function userFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bothways-commands-'));
  cpSync(EXPERIMENTS, join(folder, 'experiments'), { recursive: true });
  const isOfOneTest = getCurrentTest() !== undefined;
  (isOfOneTest ? onTestFinished : afterAll)(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs one command line in a folder, as into a pipe. */
export function bothways(
  folder: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  input?: string,
): Promise<Ended> {
  return runCli(args, { cwd: folder, env, ...(input !== undefined && { input }) });
}

export interface Recorded extends Context {
  /** What has been printed so far. */
  readonly printed: { out: string; err: string };
}

/**
 * What a command is called with in this process, where starting one for each text would take a third of a second. The
 * database is that of the folder; other paths are those of this process.
 */
export function contextIn(folder: string, { columns = 120, colour = false, json = false } = {}): Recorded {
  const printed = { out: '', err: '' };
  const output = (stream: keyof typeof printed): Context['out'] => ({
    print: (text) => {
      printed[stream] += `${text}\n`;
    },
    write: (text) => {
      printed[stream] += text;
    },
    drained: async () => {},
    colour,
    isTerminal: false,
    isPlain: false,
    width: columns,
  });
  return {
    out: output('out'),
    err: output('err'),
    json,
    input: async () => null,
    database: databaseIn(folder),
    clock: () => performance.now(),
    now: () => new Date('2026-03-01T12:00:02.000Z'),
    signal: new AbortController().signal,
    printed,
  };
}

/** The one object that `--json` prints: stdout holds a line with it, and nothing else. */
export function jsonOf({ stdout }: Pick<Ended, 'stdout'>): Record<string, unknown> {
  if (!/^\{.*\}\n$/.test(stdout)) throw new Error(`expected one line with an object, found ${JSON.stringify(stdout)}`);
  return JSON.parse(stdout);
}

/** The same for a command called in this process. */
export function jsonIn({ printed }: Recorded): Record<string, unknown> {
  return jsonOf({ stdout: printed.out });
}

/** A text with what differs from machine to machine and from day to day written as words. */
export function steady(text: string): string {
  return text
    .replace(/\b(fused|reference)-\d+/g, '$1-N')
    .replace(/\b(tfjs)(-node)?-\d[\d.]*(-\w+)?/g, '$1-N')
    .replace(/( within\s+)[\d.]+e-\d+( and [\d.]+e-\d+)?/g, '$1W')
    .replace(/about [\d.]+ (s|min)\b/g, 'about T');
}

/** The file that a text for people is held against. */
export function snapshot(name: string): string {
  return join(import.meta.dirname, '../fixtures/commands', `${name}.txt`);
}
