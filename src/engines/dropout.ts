/**
 * The masks of dropout: which outputs of every recurrent layer go on to the next one, the same in every engine.
 *
 * What Keras's `Dropout(p)` layer does after each recurrent layer, but drawn from named streams: (seed, 'dropout',
 * layer, direction) per reading, so that a forward model and the forward half of a bidirectional one drop alike; for the
 * merge modes sum, mul and ave, whose readings have become one, the forward stream. Drawn in the order of sequence,
 * time step and unit, and nothing for padding: a mask depends neither on the batch size nor on other sequences' lengths,
 * and more epochs continue the stream.
 */
import { type Model, outputsPerSequence, readingDirections } from '../model/model.ts';
import { stream } from '../random.ts';
import type { Sequences } from '../vocabulary.ts';

export interface Dropout {
  /**
   * The masks of the next sequences, one per layer: 1 where an output is kept, else 0, as (N, T, W) of the merged width
   * W. The last layer of a model with one output per sequence has (N, 1, W).
   */
  next(sequences: Pick<Sequences, 'count' | 'steps' | 'lengths'>): readonly Uint8Array[];
}

/** The masks of a model's training with that seed, from its first sequence on. */
export function dropoutOf(model: Model, seed: number): Dropout {
  const U = model.units;
  const parts = model.mergeMode === 'concat' ? 2 : 1;
  const W = parts * U;
  const dropped = Math.ceil(model.dropout * 2 ** 32); // of 2³² draws
  const directions = readingDirections(model.direction).slice(0, parts);
  const streams = Array.from({ length: model.layers }, (_, layer) =>
    directions.map((direction) => stream(seed, 'dropout', layer, direction)),
  );

  return {
    next({ count, steps, lengths }) {
      return streams.map((readings, layer) => {
        const isLast = layer === model.layers - 1;
        const rowsOf = (length: number) => (isLast ? outputsPerSequence(model.output, length) : length);
        const mask = new Uint8Array(count * rowsOf(steps) * W);
        for (let n = 0; n < count; n++) {
          const rows = rowsOf(lengths[n]);
          for (const [part, random] of readings.entries()) {
            for (let row = 0; row < rows; row++) {
              const at = (n * rowsOf(steps) + row) * W + part * U;
              for (let u = 0; u < U; u++) mask[at + u] = random.bits() >= dropped ? 1 : 0;
            }
          }
        }
        return mask;
      });
    },
  };
}
