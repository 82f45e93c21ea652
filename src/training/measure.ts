/** What a trained model is worth: its predictions of some sequences, tallied. */
import type { Trainer } from '../engines/engine.ts';
import type { Dataset, Source } from '../tasks/dataset.ts';
import { tally } from './metrics.ts';

/** Sequences per call to `predict`. */
const AT_ONCE = 500;

/** The tally of the next `count` sequences of a source. The event loop lives between calls to the engine. */
export async function measure(
  trainer: Trainer,
  source: Source,
  { dataset, count }: { dataset: Pick<Dataset, 'output' | 'scale'>; count: number },
) {
  const result = tally(dataset.output, { groups: source.groups, scale: dataset.scale });
  for (let left = count; left > 0; left -= AT_ONCE) {
    const sequences = source.next(Math.min(left, AT_ONCE));
    result.add(sequences, await trainer.predict(sequences));
    await nextTurn();
  }
  return result;
}

/** Lets signals, progress and messages through. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
