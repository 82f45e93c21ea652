/** What the seeds of an experiment can answer, said before anything is trained. */
import { seedsNeeded } from '../comparison/interval.ts';
import { visibleDifference } from '../comparison/visible.ts';
import { formatFixed } from '../report/numbers.ts';
import { type Experiment, FOLD } from '../vocabulary.ts';
import { plural } from '../words.ts';

/** Rows of the table that will be held against a baseline. */
export function comparisonsIn({ points, compare }: Experiment): number {
  if (compare === null) return 0;
  const blocks = new Map<string, { levels: number; hasBaseline: boolean }>();
  for (const { block: ofPoint, level } of points) {
    const { [FOLD]: fold = 1, ...block } = ofPoint;
    if (fold !== 1) continue; // folds are compared together
    const key = JSON.stringify(Object.entries(block).toSorted(([a], [b]) => (a < b ? -1 : 1)));
    const known = blocks.get(key) ?? { levels: 0, hasBaseline: false };
    blocks.set(key, {
      levels: known.levels + 1,
      hasBaseline: known.hasBaseline || level === compare.baseline,
    });
  }
  return [...blocks.values()].reduce((sum, { levels, hasBaseline }) => sum + (hasBaseline ? levels - 1 : 0), 0);
}

/** '2 comparisons need 7 seeds for any verdict; there are 3'; null where a verdict is possible or none is wanted. */
export function tooFewSeeds(experiment: Experiment): string | null {
  const comparisons = comparisonsIn(experiment);
  if (comparisons === 0) return null;
  const needed = seedsNeeded(comparisons);
  if (needed === null)
    return `${plural(comparisons, 'comparison')} are too many for any verdict. Compare fewer levels.`;
  const seeds = experiment.seeds.length;
  if (seeds >= needed) return null;
  const need = comparisons === 1 ? 'needs' : 'need';
  const there = seeds === 1 ? 'there is 1' : `there are ${seeds}`;
  return `${plural(comparisons, 'comparison')} ${need} ${needed} seeds for any verdict; ${there}. Set seeds=${needed}.`;
}

/**
 * The standard deviation over seeds of the difference between two directions, in the experiment that most people begin
 * with: does-direction-matter, bidirectional and backward against forward (fused-1).
 */
const USUAL_DEVIATION = 0.005;
const USUAL_EXPERIMENT = 'does-direction-matter';

/** How small a difference of accuracies the seeds will see; null where nothing can be said of it. */
export function whatSeedsSee(experiment: Experiment): string | null {
  const comparisons = comparisonsIn(experiment);
  if (comparisons === 0 || experiment.metric !== 'accuracy' || tooFewSeeds(experiment) !== null) return null;
  const seeds = experiment.seeds.length;
  const points = (count: number) => {
    const difference = visibleDifference({ seeds: count, comparisons, deviation: USUAL_DEVIATION });
    return difference === null ? null : formatFixed(100 * difference, 1);
  };
  const [now, more] = [points(seeds), points(4 * seeds)];
  if (now === null) return null;
  return (
    `${plural(seeds, 'seed')} will see differences from about ${now} points on, where they vary as in ` +
    `${USUAL_EXPERIMENT}; ${4 * seeds} seeds from ${more}`
  );
}
