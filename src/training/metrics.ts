/** Metrics of a model's outputs over what counts. N sequences, T time steps, L outputs per sequence (T, or 1). */
import { outputWidth } from '../model/model.ts';
import type { Groups, Scale } from '../tasks/dataset.ts';
import type { GroupSums, Metrics, ModelOutput, Sequences, StepMetrics } from '../vocabulary.ts';
import { tallyOfClasses } from './class-tally.ts';
import { tallyOfTargets } from './target-tally.ts';

/** Sums over sequences seen so far; `add` takes any number of them at a time. */
export interface Tally {
  /** @param outputs (N, L, K): probabilities, or real numbers */
  add(sequences: Sequences, outputs: Float32Array): void;
  /** Throws where nothing counted: a mean of nothing is no metric. F1 is of fixed test parts only. */
  metrics(): Omit<Metrics, 'training_loss'>;
  /** Time steps that no sequence counts are left out; empty with one output per sequence. */
  steps(): StepMetrics[];
  /** What the metrics are summed from, by test group; null where there are none. */
  groups(): GroupSums | null;
}

/**
 * The tally that fits a model's output.
 *
 * @param groups the test groups of the sequences in their order; null where every sequence is fresh
 * @param scale of real-valued targets
 */
export function tally(output: ModelOutput, { groups, scale }: { groups: Groups | null; scale: Scale | null }): Tally {
  switch (output.kind) {
    case 'sigmoid':
    case 'softmax':
      return tallyOfClasses(output.per, { width: outputWidth(output), groups });
    case 'linear':
      return tallyOfTargets(output.per, { groups, scale: scale ?? { mean: 0, sd: 1, centre: 0 } });
    default:
      return output satisfies never;
  }
}
