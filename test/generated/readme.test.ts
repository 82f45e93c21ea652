/** The console blocks of README and docs/answers.md show what their commands print, and its table what the experiments say. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { between } from './between.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const README = join(ROOT, 'README.md');
const ANSWERS = join(ROOT, 'docs/answers.md');
const MINUTES = 60_000;
/** What `check` expects of this machine, which no page can know. */
const HOW_LONG = /, about [\d.]+ (?:ms|s|min)(?= *$)/gm;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bothways-readme-'));
  cpSync(join(ROOT, 'experiments'), join(folder, 'experiments'), { recursive: true });
  mkdirSync(join(folder, 'bin'));
  const command = join(folder, 'bin/bothways');
  // One worker where README shows the numbers of runs: with several, the order in which runs end is chance
  const cli = `exec node '${join(ROOT, 'dist/cli.js')}' "$@"`;
  writeFileSync(command, `#!/bin/sh\ncase "$1" in run) ${cli} $WORKERS ;; *) ${cli} ;; esac\n`);
  chmodSync(command, 0o755);
});

afterAll(() => rmSync(folder, { recursive: true }));

/** What a command line prints on stdout, in a terminal of 120 columns without colours. */
function output(line: string, workers = ''): string {
  const path = `${join(folder, 'bin')}${delimiter}${process.env.PATH}`;
  const env = { ...process.env, PATH: path, COLUMNS: '120', NO_COLOR: '1', WORKERS: workers };
  const { status, stdout, stderr } = spawnSync('sh', ['-c', line], { cwd: folder, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${line} ended with status ${status}: ${stderr}`);
  return stdout.trimEnd().replace(HOW_LONG, ', about … s');
}

/** Every ```console block with its commands run anew. */
function withOutputs(text: string): string {
  return text.replace(/```console\n([\s\S]*?)```/g, (_, block: string) => {
    const commands = block.split('\n').filter((line) => line.startsWith('$ '));
    const shown = commands.map((line) => `${line}\n${output(line.slice(2), '--jobs 1')}`);
    return `\`\`\`console\n${shown.join('\n\n')}\n\`\`\``;
  });
}

/** A row for each experiment that compares: its question and its answer. */
function answers(): string {
  const rows = readdirSync(join(folder, 'experiments'))
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => {
      const { name, description } = parse(readFileSync(join(folder, 'experiments', file), 'utf8'));
      const { comparison } = JSON.parse(output(`bothways run experiments/${file} --json`));
      if (comparison === null) return [];
      const seeds = comparison.seeds.length;
      return [`| [${name}](../experiments/${file}) | ${description.trim()} | ${comparison.answer} (${seeds} seeds) |`];
    });
  return ['| experiment | question | answer |', '|---|---|---|', ...rows].join('\n');
}

// In this order, on one database: `predict` says the numbers of runs
it(
  'README.md and docs/answers.md show what their commands print',
  async () => {
    await expect(withOutputs(readFileSync(README, 'utf8'))).toMatchFileSnapshot(README);
    const text = between(withOutputs(readFileSync(ANSWERS, 'utf8')), 'answers', answers());
    await expect(text).toMatchFileSnapshot(ANSWERS);
  },
  10 * MINUTES,
);
