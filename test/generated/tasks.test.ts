/** The tables of docs/tasks.md are what the tasks say. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { corpusOf } from '../../src/tasks/corpora.ts';
import type { Bounds } from '../../src/tasks/dataset.ts';
import { openDataset, TASKS } from '../../src/tasks/tasks.ts';
import { DIRECTIONS, type Direction } from '../../src/vocabulary.ts';
import { between } from './between.ts';

const PAGE = resolve(import.meta.dirname, '../../docs/tasks.md');
const settings = { sequence_length: 10, threshold: 2.5 };

it('docs/tasks.md has the label, the floor and the ceilings of every task', async () => {
  const text = between(readFileSync(PAGE, 'utf8'), 'bounds', table(boundsTable()));
  await expect(between(text, 'steps', table(stepsTable()))).toMatchFileSnapshot(PAGE);
});

it('docs/tasks.md names every task with a paragraph of its own', () => {
  const text = readFileSync(PAGE, 'utf8');
  for (const name of Object.keys(TASKS)) expect(text).toMatch(new RegExp(`^(## |\\*\\*)${name}`, 'm'));
});

function boundsTable(): string[][] {
  const rows = Object.values(TASKS).map((task) => {
    if (corpusOf(task.name) !== null) return [`\`${task.name}\``, task.label, task.needs, ...NOBODY_KNOWS];
    const { floor, ceiling } = boundsOf(task.name);
    const shares = [floor, ...DIRECTIONS.map((direction) => ceiling[direction])].map(({ overall }) => share(overall));
    return [`\`${task.name}\``, task.label, task.needs, ...shares];
  });
  return [['task', 'label', 'needs', 'floor', ...DIRECTIONS], ...rows];
}

/** Of real data: `check` says the floor. */
const NOBODY_KNOWS = ['–', '–', '–', '–'];

function stepsTable(): string[][] {
  const columns: [string, Direction | 'floor'][] = [
    ['cumulative-sum', 'floor'],
    ['cumulative-sum', 'backward'],
    ['balance-point', 'floor'],
    ['balance-point', 'forward'],
    ['balance-point', 'backward'],
  ];
  const values = columns.map(([task, line]) => {
    const { floor, ceiling } = boundsOf(task);
    return (line === 'floor' ? floor : ceiling[line]).bySteps.map((value) => share(value ?? Number.NaN));
  });
  const rows = values[0].map((_value, t) => [String(t + 1), ...values.map((column) => column[t])]);
  return [['step', ...columns.map(([task, line]) => `${task} ${line}`)], ...rows];
}

function boundsOf(task: string): Bounds {
  const bounds = openDataset({ task, ...settings }).bounds();
  if (bounds === null) throw new Error(`${task} does not say what can be known`);
  return bounds;
}

function share(value: number): string {
  return value.toFixed(4);
}

function table([header, ...rows]: string[][]): string {
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
