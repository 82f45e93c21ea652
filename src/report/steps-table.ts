/** Accuracy by time step for each level, beside floor and ceiling. */
import { type Block, DIRECTIONS, type Direction, type Metric, type StepRow } from '../vocabulary.ts';
import { formatAccuracy } from './numbers.ts';
import { levelText, nameOf } from './phrases.ts';
import { renderTable, right } from './table.ts';
import { terminalText } from './terminal-text.ts';

/** The levels of one block, and what can be known at each time step (index 0 is step 1). */
export interface StepsOfBlock {
  readonly block: Block;
  readonly rows: readonly StepRow[];
  /** null where the levels differ in it, or the task cannot say; a step that never counts is null. */
  readonly floor: readonly (number | null)[] | null;
  /** Of the directions that are compared. */
  readonly ceiling: Partial<Readonly<Record<Direction, readonly (number | null)[]>>> | null;
}

/**
 * One table per block, each under its name, with a column for each level of the key `by`. They are of the accuracy, which
 * is said where the comparison is of another metric.
 */
export function stepsTables(
  blocks: readonly StepsOfBlock[],
  { by, width, metric }: { by: string | null; width: number; metric: Metric },
): string {
  const tables = blocks
    .map((steps) => {
      const name = Object.entries(steps.block)
        .map(([key, value]) => `${key} ${value}`)
        .join(', ');
      const table = stepsTable(steps, { by, width });
      return name === '' ? table : ` ${terminalText(name)}\n${table}`;
    })
    .join('\n\n');
  return metric === 'accuracy' ? tables : ` accuracy by time step\n\n${tables}`;
}

function stepsTable(
  { rows, floor, ceiling }: StepsOfBlock,
  { by, width }: { by: string | null; width: number },
): string {
  const ceilings = ceilingColumns(ceiling);
  const columns = [
    right('step'),
    ...rows.map(({ level }) => right(by === null ? 'accuracy' : terminalText(nameOf(by, level)))),
    right('floor'),
    ...ceilings.map(({ title }) => ({ ...right(title), narrowTitle: title.replace(' ', '\n') })),
  ];
  const lines = countedSteps(rows).map((t) => [
    String(t + 1),
    ...rows.map(({ accuracy }) => cell(accuracy[t])),
    cell(floor?.[t]),
    ...ceilings.map(({ values }) => cell(values[t])),
  ]);
  return renderTable(columns, lines, { width, indent: 1 });
}

/** One column where all directions share their ceiling at every step. */
function ceilingColumns(ceiling: StepsOfBlock['ceiling']) {
  const known = DIRECTIONS.flatMap((direction) => {
    const values = ceiling?.[direction];
    return values === undefined ? [] : [{ title: `ceiling ${direction}`, values }];
  });
  const isShared = known.every(({ values }) => values.every((value, t) => value === known[0].values[t]));
  return isShared ? known.slice(0, 1).map(({ values }) => ({ title: 'ceiling', values })) : known;
}

/** Indices of the time steps at which some level has an accuracy. */
function countedSteps(rows: readonly StepRow[]): number[] {
  const most = Math.max(0, ...rows.map(({ accuracy }) => accuracy.length));
  return Array.from({ length: most }, (_, t) => t).filter((t) =>
    rows.some(({ accuracy }) => typeof accuracy[t] === 'number'),
  );
}

function cell(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : formatAccuracy(value);
}

/** One object per time step and block; `block` is there where several keys are swept. */
export function stepsJson(blocks: readonly StepsOfBlock[], { by }: { by: string | null }): Record<string, unknown>[] {
  return blocks.flatMap(({ block, rows, floor, ceiling }) =>
    countedSteps(rows).map((t) => ({
      ...(Object.keys(block).length > 0 && { block }),
      step: t + 1,
      levels: Object.fromEntries(rows.map(({ level, accuracy }) => [levelText(level, { by }), accuracy[t] ?? null])),
      floor: floor?.[t] ?? null,
      ceiling:
        ceiling &&
        Object.fromEntries(Object.entries(ceiling).map(([direction, values]) => [direction, values[t] ?? null])),
    })),
  );
}
