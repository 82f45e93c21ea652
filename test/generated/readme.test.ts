/**
 * The console blocks of README, docs/answers.md and docs/own-data.md show what their commands print, and the table of
 * answers what the experiments say.
 */
import { copyFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { between } from './between.ts';
import { type Shell, shellIn } from './shell.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const README = join(ROOT, 'README.md');
const ANSWERS = join(ROOT, 'docs/answers.md');
const MINUTES = 60_000;
let folder: string;
let shell: Shell;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bothways-readme-'));
  cpSync(join(ROOT, 'experiments'), join(folder, 'experiments'), { recursive: true });
  shell = shellIn(folder);
});

afterAll(() => rmSync(folder, { recursive: true }));

/** A row for each experiment that compares: its question and its answer. */
function answers(): string {
  const rows = readdirSync(join(folder, 'experiments'))
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => {
      const { name, description } = parse(readFileSync(join(folder, 'experiments', file), 'utf8'));
      const { comparison } = JSON.parse(shell.output(`bothways run experiments/${file} --json`));
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
    await expect(shell.withOutputs(readFileSync(README, 'utf8'))).toMatchFileSnapshot(README);
    const text = between(shell.withOutputs(readFileSync(ANSWERS, 'utf8')), 'answers', answers());
    await expect(text).toMatchFileSnapshot(ANSWERS);
  },
  10 * MINUTES,
);

it(
  'docs/own-data.md shows what its commands print, from a file of data to the sentence and the labelled file',
  async () => {
    const walk = mkdtempSync(join(tmpdir(), 'bothways-walk-'));
    onTestFinished(() => rmSync(walk, { recursive: true }));
    copyFileSync(join(ROOT, 'experiments/data/walks.csv'), join(walk, 'walks.csv'));
    const page = join(ROOT, 'docs/own-data.md');
    await expect(shellIn(walk).withOutputs(readFileSync(page, 'utf8'))).toMatchFileSnapshot(page);
  },
  10 * MINUTES,
);
