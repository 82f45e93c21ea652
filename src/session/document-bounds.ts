/** What of a large experiment stands on its page, so that any page stays below 3 MB, and what is said of the rest. */
import { isBaseline } from '../report/compared-rows.ts';
import type { Comparison, ComparisonRow } from '../vocabulary.ts';
import { shellWord } from './answer.ts';

/** Rows of the table, and of them those with a learning curve. */
const MOST_ROWS = 200;
const MOST_CURVES = 100;
/** Runs with a dot, of all rows. */
const MOST_DOTS = 20_000;
/** Accuracies by time step, of all rows. */
const MOST_STEPS = 20_000;
/** Faint lines of single seeds in all figures of curves. */
const MOST_SEED_LINES = 400;

export interface DocumentBounds {
  readonly rows: readonly ComparisonRow[];
  /** Rows of those, from the first, that have curves. */
  readonly curves: number;
  /** Seeds, from the first, whose runs are drawn. */
  readonly seeds: number;
  /** Seeds, from the first, whose curves are drawn. */
  readonly seedLines: number;
  /** Rows, from the first, that have their accuracy by time step. */
  readonly steps: number;
  /** A sentence for each thing that is left out. */
  readonly leftOut: readonly string[];
}

/**
 * What fits.
 *
 * @param timeSteps of the longest row
 */
export function documentBounds(comparison: Comparison, timeSteps: number): DocumentBounds {
  const rows = firstRows(comparison);
  const curves = Math.min(rows.length, MOST_CURVES);
  const seeds = Math.min(comparison.seeds.length, Math.floor(MOST_DOTS / rows.length));
  const steps = Math.min(rows.length, Math.max(1, Math.floor(MOST_STEPS / Math.max(1, timeSteps))));
  const first = (shown: number, all: number, what: string) =>
    shown < all ? [`${what}: the first ${shown} of ${all}.`] : [];
  const leftOut = [
    ...first(rows.length, comparison.rows.length, 'Rows on this page'),
    ...first(seeds, comparison.seeds.length, 'Seeds with a dot for each run'),
    ...first(steps, rows.length, 'Rows with their accuracy by time step'),
    ...first(curves, rows.length, 'Rows with learning curves'),
  ];
  return {
    rows,
    curves,
    seeds,
    seedLines: Math.min(seeds, Math.floor(MOST_SEED_LINES / curves)),
    steps,
    leftOut:
      leftOut.length === 0
        ? []
        : [...leftOut, `All numbers: bothways compare ${shellWord(comparison.experiment)} --csv`],
  };
}

/** The first rows of the plan, and the baselines of their blocks. */
function firstRows(comparison: Comparison): readonly ComparisonRow[] {
  const blockOf = ({ block }: ComparisonRow) => JSON.stringify(block);
  const { rows } = comparison;
  const begun = new Set(rows.slice(0, MOST_ROWS).map(blockOf));
  return rows.filter((row, i) => i < MOST_ROWS || (isBaseline(row, comparison) && begun.has(blockOf(row))));
}
