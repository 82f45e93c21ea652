/** The tables of docs/tasks.md are what the tasks say; `--update` writes them anew. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { TASKS, taskNamed } from '../../src/tasks/tasks.ts';
import { DIRECTIONS, type Direction } from '../../src/vocabulary.ts';

const PAGE = resolve(import.meta.dirname, '../../docs/tasks.md');
const settings = { sequence_length: 10, threshold: 2.5 };

it('docs/tasks.md has the label, the floor and the ceilings of every task', async () => {
  const text = withTable(readFileSync(PAGE, 'utf8'), 'bounds', boundsTable());
  await expect(withTable(text, 'steps', stepsTable())).toMatchFileSnapshot(PAGE);
});

it('docs/tasks.md names every task with a paragraph of its own', () => {
  const text = readFileSync(PAGE, 'utf8');
  for (const name of Object.keys(TASKS)) expect(text).toMatch(new RegExp(`^(## |\\*\\*)${name}`, 'm'));
});

function boundsTable(): string[][] {
  const rows = Object.values(TASKS).map((task) => {
    const { floor, ceiling } = task.bounds({ task: task.name, ...settings });
    const shares = [floor, ...DIRECTIONS.map((direction) => ceiling[direction])].map(({ overall }) => share(overall));
    return [`\`${task.name}\``, task.label, task.needs, ...shares];
  });
  return [['task', 'label', 'needs', 'floor', ...DIRECTIONS], ...rows];
}

function stepsTable(): string[][] {
  const columns: [string, Direction | 'floor'][] = [
    ['cumulative-sum', 'floor'],
    ['cumulative-sum', 'backward'],
    ['balance-point', 'floor'],
    ['balance-point', 'forward'],
    ['balance-point', 'backward'],
  ];
  const values = columns.map(([task, line]) => {
    const { floor, ceiling } = taskNamed(task).bounds({ task, ...settings });
    return (line === 'floor' ? floor : ceiling[line]).bySteps.map((value) => share(value ?? Number.NaN));
  });
  const rows = values[0].map((_value, t) => [String(t + 1), ...values.map((column) => column[t])]);
  return [['step', ...columns.map(([task, line]) => `${task} ${line}`)], ...rows];
}

function share(value: number): string {
  return value.toFixed(4);
}

/** The page's text with the table between the two comments of that name replaced. */
function withTable(text: string, name: string, [header, ...rows]: string[][]): string {
  const [start, end] = [text.match(new RegExp(`<!-- ${name}: .* -->`)), `<!-- end of ${name} -->`];
  if (start?.index === undefined || !text.includes(end)) throw new Error(`docs/tasks.md has no place for ${name}`);
  const table = [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  return `${text.slice(0, start.index + start[0].length)}\n${table}\n${text.slice(text.indexOf(end))}`;
}
