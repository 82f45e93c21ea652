/** What a process is asked to do and what it answers: plain data that crosses between processes. */
import type { Engine } from '../engines/engine.ts';
import { engineNamed } from '../engines/engines.ts';
import { receipt } from '../machine/receipt.ts';
import { openDataset } from '../tasks/tasks.ts';
import type {
  Configuration,
  EngineCheck,
  EngineName,
  Environment,
  PlannedConfiguration,
  RunResult,
} from '../vocabulary.ts';
import { checkEngine } from './engine-check.ts';
import { type TrainOptions, train } from './train.ts';

export type Job = {
  /** Of the engine that the job is for: a process that has another one refuses. */
  readonly engineVersion: string;
  readonly seed: number;
} & (
  | {
      readonly kind: 'train';
      readonly planned: PlannedConfiguration;
      /** Whether the weights are wanted, or their hash will do. */
      readonly keepWeights: boolean;
    }
  | { readonly kind: 'check'; readonly configuration: Configuration }
);

/** What is trained, or checked. */
export function configurationOf(job: Job): Configuration {
  return job.kind === 'train' ? job.planned.configuration : job.configuration;
}

export type Answer =
  | ({ readonly kind: 'trained'; readonly result: RunResult } & DoneBy)
  | ({ readonly kind: 'checked'; readonly check: EngineCheck } & DoneBy)
  | { readonly kind: 'failed'; readonly reason: string };

/** By whom a job was done. */
export interface DoneBy {
  readonly engineVersion: string;
  /** The receipt of the process that did it. */
  readonly environment: Environment;
}

/** Does a job in this process. Rejects only with the signal's reason; every other failure is an answer. */
export async function perform(job: Job, options: Omit<TrainOptions, 'engine' | 'dataset'>): Promise<Answer> {
  try {
    switch (job.kind) {
      case 'train': {
        const { configuration } = job.planned;
        const engine = await engineFor(job, configuration.engine);
        const result = await train(job, { engine, dataset: openDataset(configuration), ...options });
        const answered = job.keepWeights ? result : withoutWeights(result);
        return { kind: 'trained', result: answered, ...doneBy(engine) };
      }
      case 'check': {
        const engine = await engineFor(job, job.configuration.engine);
        const check = await checkEngine(job, { engine, dataset: openDataset(job.configuration) });
        return { kind: 'checked', check, ...doneBy(engine) };
      }
      default:
        return job satisfies never;
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

async function engineFor({ engineVersion }: Job, name: EngineName): Promise<Engine> {
  const engine = await engineNamed(name);
  if (engine.version === engineVersion) return engine;
  throw new Error(
    `the run is to be made by ${engineVersion}, and this process has ${engine.version}. ` +
      'Use the same version of Bothways for both',
  );
}

function withoutWeights(result: RunResult): RunResult {
  return result.status === 'completed' ? { ...result, weights: null } : result;
}

function doneBy({ version, backend }: Engine): DoneBy {
  return { engineVersion: version, environment: { ...receipt(), backend } };
}
