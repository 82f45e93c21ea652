/** What a process is asked to do and what it answers: plain data that crosses between processes. */
import { engineNamed } from '../engines/engines.ts';
import { openDataset } from '../tasks/tasks.ts';
import type { Configuration, EngineCheck, PlannedConfiguration, RunResult } from '../vocabulary.ts';
import { checkEngine } from './engine-check.ts';
import { type TrainOptions, train } from './train.ts';

export type Job =
  | { readonly kind: 'train'; readonly planned: PlannedConfiguration; readonly seed: number }
  | { readonly kind: 'check'; readonly configuration: Configuration; readonly seed: number };

export type Answer =
  | { readonly kind: 'progress'; readonly updates: number }
  | { readonly kind: 'trained'; readonly result: RunResult }
  | { readonly kind: 'checked'; readonly check: EngineCheck }
  | { readonly kind: 'failed'; readonly reason: string };

/** Does a job in this process. Rejects only with the signal's reason; every other failure is an answer. */
export async function perform(job: Job, options: Omit<TrainOptions, 'engine' | 'dataset'>): Promise<Answer> {
  try {
    switch (job.kind) {
      case 'train': {
        const { configuration } = job.planned;
        const engine = await engineNamed(configuration.engine);
        const dataset = openDataset(configuration);
        return { kind: 'trained', result: await train(job, { engine, dataset, ...options }) };
      }
      case 'check': {
        const [engine, against] = [await engineNamed(job.configuration.engine), await engineNamed('tfjs')];
        const dataset = openDataset(job.configuration);
        return { kind: 'checked', check: await checkEngine(job, { engine, against, dataset }) };
      }
      default:
        return job satisfies never;
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}
