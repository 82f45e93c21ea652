/** How the runs of a configuration learn: the middle of their curves and its spread, epoch by epoch. */
import { quantileSorted } from 'd3-array';
import type { ThinnedCurve } from '../vocabulary.ts';

/** Over the runs, at each point; null where no run has it. */
export interface Quartiles {
  readonly q25: readonly (number | null)[];
  readonly median: readonly (number | null)[];
  readonly q75: readonly (number | null)[];
}

/** The epochs of the longest curve. All curves of a configuration have their points at the same ones. */
export function epochsOf(curves: readonly ThinnedCurve[]): readonly number[] {
  return curves.reduce<readonly number[]>(
    (longest, { epochs }) => (epochs.length > longest.length ? epochs : longest),
    [],
  );
}

/**
 * Median and quartiles over the runs that have the point, by method R-7 (linear between order statistics).
 *
 * @param curves (runs, points) of one quantity
 */
export function quartiles(curves: readonly (readonly (number | null)[])[]): Quartiles {
  const points = Math.max(0, ...curves.map(({ length }) => length));
  const sorted = Array.from({ length: points }, (_, i) =>
    curves
      .map((values) => values[i] ?? null)
      .filter((value) => value !== null)
      .sort((a, b) => a - b),
  );
  const at = (share: number) => sorted.map((values) => quantileSorted(values, share) ?? null);
  return { q25: at(0.25), median: at(0.5), q75: at(0.75) };
}
