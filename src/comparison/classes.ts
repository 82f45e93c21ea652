/** How each level does class by class: precision, recall and what is taken for what. */
import type { ClassScores, ClassSums, ExperimentResults, LevelClasses } from '../vocabulary.ts';
import { type LevelChoice, type PointWithRuns, seeLevels } from './levels.ts';

/**
 * One entry for every level of every block, in the order of the comparison's rows. The runs of a level are counted
 * together: its precision is that of all their answers, and not the mean of theirs, of which one may have none.
 *
 * @returns null where runs have no classes of a fixed test part
 * @throws {ChoiceError} where `by` is not swept or `baseline` is none of its levels
 */
export function compareClasses(results: ExperimentResults, choice: LevelChoice = {}): readonly LevelClasses[] | null {
  const points = seeLevels(results, choice).blocks.flat();
  const levels = points.map((point) => ({ point, sums: classSums(point) }));
  const known = levels.flatMap(({ sums }) => sums);
  if (known.length === 0) return null;
  const K = known.reduce((most, { classes }) => Math.max(most, classes), 0);
  return levels.map(({ point, sums }) => {
    const confusion = Array.from({ length: K }, () => new Array<number>(K).fill(0));
    for (const each of sums) addTo(confusion, each);
    const { block, level } = point;
    return { block, level, runs: sums.length, confusion, classes: scoresOf(confusion, sums.length) };
  });
}

function classSums({ runs }: PointWithRuns): ClassSums[] {
  return runs.flatMap(({ status, testGroups }) =>
    status === 'completed' && testGroups?.kind === 'classes' ? [testGroups] : [],
  );
}

/** Rows of the sums: group, actual class, predicted class, how often. */
function addTo(confusion: number[][], { confusion: rows }: ClassSums): void {
  for (let i = 0; i < rows.length; i += 4) confusion[rows[i + 1]][rows[i + 2]] += rows[i + 3];
}

/** Precision, recall and F1 as scikit-learn's `precision_recall_fscore_support` defines them, but null for its 0 ÷ 0. */
export function scoresOf(confusion: readonly (readonly number[])[], runs: number): ClassScores[] {
  return confusion.map((row, k) => {
    const actual = row.reduce((sum, times) => sum + times, 0);
    const predicted = confusion.reduce((sum, other) => sum + other[k], 0);
    return {
      support: runs === 0 ? 0 : actual / runs,
      precision: predicted === 0 ? null : row[k] / predicted,
      recall: actual === 0 ? null : row[k] / actual,
      f1: actual === 0 ? null : (2 * row[k]) / (actual + predicted),
    };
  });
}
