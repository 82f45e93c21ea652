/** A run that is measured on the validation part after every epoch, and may end there. */
import type { Trainer } from '../engines/engine.ts';
import type { Dataset } from '../tasks/dataset.ts';
import type { Configuration } from '../vocabulary.ts';
import { earlyStopping } from './early-stopping.ts';
import { measure } from './measure.ts';

export interface Validation {
  /** Measures the trainer as it is after an epoch, and keeps its weights where they are the best so far. */
  afterEpoch(trainer: Trainer): Promise<{ readonly loss: number; readonly isLast: boolean }>;
  /** Gives a trainer the weights of the best epoch back. */
  restoreBest(trainer: Trainer): Promise<void>;
}

/** null where the configuration asks for none. Throws where planning has let data without such a part through. */
export function validationOf(
  { patience, min_delta = 0 }: Pick<Configuration, 'patience' | 'min_delta'>,
  { dataset, seed }: { dataset: Dataset; seed: number },
): Validation | null {
  if (patience === undefined) return null;
  const source = dataset.validation(seed);
  if (source === null || source.count === null) throw new Error('patience: expected data with a validation part');
  const { count } = source;
  const stopping = earlyStopping({ patience, minDelta: min_delta });
  let best: Float32Array | null = null;
  return {
    async afterEpoch(trainer) {
      const { loss } = (await measure(trainer, source, { dataset, count })).metrics();
      const { isBest, isLast } = stopping.add(loss);
      if (isBest) best = trainer.weights();
      return { loss, isLast };
    },
    async restoreBest(trainer) {
      if (best !== null) await trainer.restore({ ...(await trainer.state()), weights: best });
    },
  };
}
