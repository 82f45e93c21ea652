/** How the levels of a comparison learn: the mean of their curves, for each block. */
import { epochsOf } from '../comparison/learning.ts';
import type { CurvesOfBlock } from '../report/curves-text.ts';
import type { Store } from '../store/store.ts';
import type { Answered, ExperimentResults } from '../vocabulary.ts';

/**
 * The means over the completed runs, of the loss where the comparison is of a loss or there is no accuracy, in the order
 * of the comparison.
 */
export function curvesByBlock(
  store: Store,
  { points }: ExperimentResults,
  { comparison }: Pick<Answered, 'comparison'>,
): { of: 'loss' | 'accuracy'; blocks: CurvesOfBlock[] } {
  const runsOf = new Map(
    points.map(({ planned, runs }) => [
      planned.key,
      runs.filter(({ status }) => status === 'completed').map(({ id }) => id),
    ]),
  );
  const curves = store.thinnedCurves([...runsOf.values()].flat());
  const hasAccuracy = [...curves.values()].some(({ accuracy }) => accuracy.some((value) => value !== null));
  const of = comparison.metric.includes('loss') || !hasAccuracy ? 'loss' : 'accuracy';
  const blocks = new Map<string, CurvesOfBlock>();
  for (const { block, level, planned } of comparison.rows) {
    const key = JSON.stringify(block);
    const some = (runsOf.get(planned.key) ?? []).flatMap((id) => curves.get(id) ?? []);
    const mean = epochsOf(some).flatMap((epoch, i) => {
      const values = some.map((curve) => curve[of][i] ?? null).filter((value) => value !== null);
      const sum = values.reduce((total, value) => total + value, 0);
      return values.length === 0 ? [] : [{ epoch, value: sum / values.length }];
    });
    const known = blocks.get(key) ?? { block, levels: [] };
    blocks.set(key, { block, levels: [...known.levels, { level, mean }] });
  }
  return { of, blocks: [...blocks.values()] };
}
