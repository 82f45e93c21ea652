/** A kernel that trains one shape again and again, in processor time. */
import { fusedEngineOn } from '../../src/engines/fused.ts';
import type { LoadedKernel } from '../../src/engines/kernel.ts';
import { modelOf } from '../../src/model/model.ts';
import { initialWeights } from '../../src/model/weights.ts';
import { cumulativeSum } from '../../src/tasks/cumulative-sum.ts';
import { adam } from '../engines/examples.ts';
import { processorMs, turnsOf } from './turns.ts';

/** Of a bidirectional LSTM on one number a step. */
export interface KernelShape {
  readonly units: number;
  readonly batch: number;
  readonly steps: number;
}

const CHUNKS = 7;
const CHUNK_MS = 15;
/** Sequences that a kernel goes through again and again. */
const RING = 2048;

/** A function that trains for a turn and returns µs per update. */
export async function kernelRunner(
  kernel: LoadedKernel,
  { units, batch, steps }: KernelShape,
): Promise<() => Promise<number>> {
  const configuration = {
    task: 'cumulative-sum',
    sequence_length: steps,
    threshold: steps / 4,
    units,
    cell: 'lstm',
    layers: 1,
    dropout: 0,
    direction: 'bidirectional',
    merge_mode: 'concat',
  } as const;
  const dataset = cumulativeSum.open(configuration);
  const model = modelOf(configuration, dataset);
  const settings = { optimizer: adam(0.001), batchSize: batch, steps };
  const trainer = await fusedEngineOn(kernel).createTrainer(model, initialWeights(model, 1), settings);
  const ring = units > 64 ? 1 : Math.ceil(RING / batch / (steps / 10)); // batches
  const sequences = dataset.training(1).next(ring * batch);
  return turnsOf(() => trainer.train(sequences), ring, { chunks: CHUNKS, chunkMs: CHUNK_MS, clock: processorMs });
}
