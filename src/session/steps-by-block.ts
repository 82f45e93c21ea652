/** The accuracy of each time step, beside what can be known there. */
import type { StepsOfBlock } from '../report/steps-table.ts';
import { taskNamed } from '../tasks/tasks.ts';
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
    const bounds = block.rows.map(({ planned: { configuration } }) => ({
      direction: configuration.direction,
      ...taskNamed(configuration.task).bounds(configuration),
    }));
    const isOne = bounds.every((other) => JSON.stringify(other.floor) === JSON.stringify(bounds[0].floor));
    const ceiling: Partial<Record<Direction, readonly (number | null)[]>> = {};
    for (const { direction, ceiling: ceilings } of bounds) ceiling[direction] = ceilings[direction].bySteps;
    return {
      block: block.rows[0].block,
      rows: block.steps,
      floor: isOne ? bounds[0].floor.bySteps : null,
      ceiling: isOne ? ceiling : null,
    };
  });
}
