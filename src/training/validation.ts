/** A run that is measured while it is trained, on what it is not trained on; with patience it may end by that. */
import type { Trainer } from '../engines/engine.ts';
import type { Dataset, Source } from '../tasks/dataset.ts';
import type { Configuration } from '../vocabulary.ts';
import { epochsPerPoint } from './curve.ts';
import { earlyStopping } from './early-stopping.ts';
import { measure } from './measure.ts';

export interface Validation {
  /** The epoch after which it is measured next, from one that is being trained on. */
  next(epoch: number): number;
  /** Measures the trainer as it is after an epoch, and keeps its weights where they are to be given back. */
  afterEpoch(trainer: Trainer, epoch: number): Promise<{ readonly loss: number; readonly isLast: boolean }>;
  /** Gives a trainer the weights of the best epoch back: which it was; null where the last ones stay. */
  restoreBest(trainer: Trainer): Promise<number | null>;
}

type Settings = Pick<Configuration, 'patience' | 'min_delta' | 'validation' | 'epochs'>;

/** null where the configuration asks for none. Throws where planning has let data without such a part through. */
export function validationOf(
  { patience, min_delta = 0, validation, epochs }: Settings,
  { dataset, seed }: { dataset: Dataset; seed: number },
): Validation | null {
  const fromTheStart = () => {
    const source = dataset.validation(seed);
    if (source === null) throw new Error('expected data with a validation part');
    return source;
  };
  if (patience !== undefined) return stopping(fromTheStart(), { dataset, patience, minDelta: min_delta });
  if (validation === undefined) return null;
  return watching(fromTheStart, { dataset, count: validation, every: epochsPerPoint(epochs) });
}

/** After every epoch, on all of the validation part: training ends by it. */
function stopping(
  source: Source,
  { dataset, patience, minDelta }: { dataset: Dataset; patience: number; minDelta: number },
): Validation {
  const { count } = source;
  if (count === null) throw new Error('patience: expected a validation part that has an end');
  const decision = earlyStopping({ patience, minDelta });
  let best: { readonly epoch: number; readonly weights: Float32Array } | null = null;
  return {
    next: (epoch) => epoch,
    async afterEpoch(trainer, epoch) {
      const { loss } = (await measure(trainer, source, { dataset, count })).metrics();
      const { isBest, isLast } = decision.add(loss);
      if (isBest) best = { epoch, weights: trainer.weights() };
      return { loss, isLast };
    },
    async restoreBest(trainer) {
      if (best === null) return null;
      await trainer.restore({ ...(await trainer.state()), weights: best.weights });
      return best.epoch;
    },
  };
}

/** After every point of the curve, on the same fresh sequences each time, so that points differ by the model alone. */
function watching(
  fromTheStart: () => Source,
  { dataset, count, every }: { dataset: Dataset; count: number; every: number },
): Validation {
  return {
    next: (epoch) => Math.ceil(epoch / every) * every,
    async afterEpoch(trainer) {
      const { loss } = (await measure(trainer, fromTheStart(), { dataset, count })).metrics();
      return { loss, isLast: false };
    },
    restoreBest: () => Promise.resolve(null),
  };
}
