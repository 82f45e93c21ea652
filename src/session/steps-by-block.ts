/** The accuracy of each time step, beside what can be known there. */
import type { StepsOfBlock } from '../report/steps-table.ts';
import type { Bounds } from '../tasks/dataset.ts';
import { openDataset } from '../tasks/tasks.ts';
import type { Answered, Comparison, Direction, StepRow } from '../vocabulary.ts';

/** The steps of an answer in its order, those of one block together. */
export function stepsByBlock({ comparison, steps }: Pick<Answered, 'comparison' | 'steps'>): StepsOfBlock[] {
  const blocks = new Map<string, { steps: StepRow[]; rows: Comparison['rows'][number][] }>();
  comparison.rows.forEach((row, i) => {
    const key = JSON.stringify(row.block);
    const block = blocks.get(key) ?? { steps: [], rows: [] };
    block.steps.push(steps[i]);
    block.rows.push(row);
    blocks.set(key, block);
  });
  return [...blocks.values()].map((block) => {
    const bounds = block.rows.map(({ planned: { configuration } }) => openDataset(configuration).bounds());
    return { block: block.rows[0].block, rows: block.steps, ...knownOf(block.rows, bounds) };
  });
}

/** Floor and ceilings by step; null where the rows differ in the floor or nobody can say. */
function knownOf(
  rows: Comparison['rows'],
  bounds: readonly (Bounds | null)[],
): Pick<StepsOfBlock, 'floor' | 'ceiling'> {
  const [first] = bounds;
  if (first === null) return { floor: null, ceiling: null };
  const ceiling: Partial<Record<Direction, readonly (number | null)[]>> = {};
  for (const [i, { planned }] of rows.entries()) {
    const { direction } = planned.configuration;
    const known = bounds[i];
    if (known === null || JSON.stringify(known.floor) !== JSON.stringify(first.floor)) {
      return { floor: null, ceiling: null };
    }
    ceiling[direction] = known.ceiling[direction].bySteps;
  }
  return { floor: first.floor.bySteps, ceiling };
}
