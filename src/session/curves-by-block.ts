/** How the levels of a comparison learn: the mean of their curves, for each block. */
import { epochsOf } from '../comparison/learning.ts';
import type { CurvesOfBlock, MeanCurve } from '../report/curves-text.ts';
import type { Store } from '../store/store.ts';
import type { Answered, ExperimentResults, ThinnedCurve } from '../vocabulary.ts';

/** The means over the completed runs, in the order of the comparison. */
export function curvesByBlock(
  store: Store,
  { points }: ExperimentResults,
  { comparison }: Pick<Answered, 'comparison'>,
): CurvesOfBlock[] {
  const runsOf = new Map(
    points.map(({ planned, runs }) => [
      planned.key,
      runs.filter(({ status }) => status === 'completed').map(({ id }) => id),
    ]),
  );
  const curves = store.thinnedCurves([...runsOf.values()].flat());
  const blocks = new Map<string, CurvesOfBlock>();
  for (const { block, level, planned } of comparison.rows) {
    const key = JSON.stringify(block);
    const some = (runsOf.get(planned.key) ?? []).flatMap((id) => curves.get(id) ?? []);
    const known = blocks.get(key) ?? { block, levels: [] };
    blocks.set(key, { block, levels: [...known.levels, { level, ...meanOf(some) }] });
  }
  return [...blocks.values()];
}

/** At each point over the runs that have it; null where none has. */
function meanOf(curves: readonly ThinnedCurve[]): MeanCurve {
  const epochs = epochsOf(curves);
  const mean = (quantity: Exclude<keyof MeanCurve, 'epochs'>) =>
    epochs.map((_, i) => {
      const values = curves.map((curve) => curve[quantity][i] ?? null).filter((value) => value !== null);
      return values.length === 0 ? null : values.reduce((total, value) => total + value, 0) / values.length;
    });
  const loss = mean('loss').filter((value) => value !== null); // the longest curve has one at every epoch
  return { epochs, loss, accuracy: mean('accuracy'), validationLoss: mean('validationLoss') };
}
