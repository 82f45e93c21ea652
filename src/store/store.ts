/** The results database: runs go in whole or not at all, and come out as what a comparison is made from. */
import type { Experiment, ExperimentResults, Point, Run, RunResult } from '../vocabulary.ts';
import { Connection } from './connection.ts';
import { experimentNames, results, saveExperiment } from './experiments.ts';
import type { OpenOptions } from './open-file.ts';
import { missing, olderVersions, type SavedRun, type SaveRunOptions, saveRun } from './runs.ts';

export { StoreError, type StoreErrorCode } from './store-error.ts';
export { weightsSha256 } from './weights.ts';

export type StoreOptions = OpenOptions;

/** Opens the database at `path`. Throws a `StoreError` that says what to do; a mode of `read` changes nothing. */
export function openStore(path: string, options: StoreOptions): Store {
  return new Store(new Connection(path, options));
}

/** One open database. Several processes may have the same file open, each through a store of its own. */
export class Store {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** To be said once, a sentence or two each: a network file system, a migration. */
  get warnings(): readonly string[] {
    return this.#connection.warnings;
  }

  close(): void {
    this.#connection.close();
  }

  /** Stores an experiment under its name, with its configurations; its plan replaces the one of before. */
  saveExperiment(experiment: Experiment, updatedAt: Date): void {
    saveExperiment(this.#connection, experiment, updatedAt);
  }

  /** Those that still have to be trained, in the order given: never made, failed, or superseded. */
  missing(runs: readonly Run[]): Run[] {
    return missing(this.#connection, runs);
  }

  /** How many of the runs have a result by another version of their engine, by that version. */
  olderVersions(runs: readonly Run[]): Map<string, number> {
    return olderVersions(this.#connection, runs);
  }

  /** Stores what a run ended in, in one transaction. A result that is there already stays: see `SavedRun.outcome`. */
  saveRun(run: Run, result: RunResult, options: SaveRunOptions): SavedRun {
    return saveRun(this.#connection, run, result, options);
  }

  /**
   * All there is of an experiment; null where none has that name.
   *
   * @param order the points of the file, freshly planned: the database does not keep their order
   */
  results(name: string, order?: readonly Point[]): ExperimentResults | null {
    return results(this.#connection, name, order);
  }

  /** The one run last first. */
  experimentNames(): string[] {
    return experimentNames(this.#connection);
  }

  /** The name of the experiment run last; null where none has been. */
  latestExperiment(): string | null {
    return this.experimentNames().at(0) ?? null;
  }
}
