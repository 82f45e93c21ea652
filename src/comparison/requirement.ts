/** What a comparison must have shown, for those who test by it. */
import { BETTER, type Comparison, type ComparisonRow } from '../vocabulary.ts';

export const REQUIREMENTS = ['better', 'same', 'not-worse'] as const;
export type Requirement = (typeof REQUIREMENTS)[number];

/**
 * The rows held against a baseline that do not show what is required of all of them.
 *
 * `better` and `same` are the verdicts of that name. `not-worse` holds where the interval excludes a loss of the
 * smallest effect or more, so better, the same, and an undecided that can only be a gain (Piaggio et al. 2012,
 * JAMA 308: the margin of a non-inferiority test). Lost runs leave a row undecided, and no requirement met.
 */
export function unmetRows(comparison: Comparison, requirement: Requirement): ComparisonRow[] {
  return comparison.rows.filter((row) => row.againstBaseline !== null && !meets(row, comparison, requirement));
}

function meets({ againstBaseline }: ComparisonRow, { metric, smallestEffect }: Comparison, requirement: Requirement) {
  if (againstBaseline === null) return true;
  const { verdict, interval } = againstBaseline;
  switch (requirement) {
    case 'better':
    case 'same':
      return verdict === requirement;
    case 'not-worse': {
      if (interval === null || verdict === 'lost') return false;
      const worst = BETTER[metric] === 'higher' ? interval[0] : -interval[1];
      return worst > 0 || worst >= -smallestEffect;
    }
    default:
      return requirement satisfies never;
  }
}
