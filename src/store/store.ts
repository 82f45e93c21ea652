/** The results database: runs go in whole or not at all, and come out as what a comparison is made from. */
import type { Model } from '../model/model.ts';
import type {
  CurvePoint,
  EngineCheck,
  Experiment,
  ExperimentResults,
  Metric,
  PlannedConfiguration,
  Receipt,
  Run,
  RunRecord,
  RunResult,
  StoredRun,
  ThinnedCurve,
} from '../vocabulary.ts';
import { Connection } from './connection.ts';
import { thinnedCurves } from './curves.ts';
import {
  type DataIdentity,
  dataIdentities,
  dataset,
  keepsDataset,
  type StoredDataset,
  saveDataset,
} from './datasets.ts';
import { type EngineCheckOf, engineCheck, engineCheckCount, saveEngineCheck } from './engine-checks.ts';
import { experimentNames, results, type StoredExperiment, saveExperiment, storedExperiment } from './experiments.ts';
import { extract } from './extract.ts';
import { type Forgotten, forget, forgettable } from './forget.ts';
import { type Merged, merge } from './merge.ts';
import type { OpenOptions, ReadSource } from './open-options.ts';
import { receipts } from './receipts.ts';
import { type ListRunsOptions, listRuns, type RunRow, runColumns } from './run-list.ts';
import { curve, keptWeights, runId, runRecord } from './run-record.ts';
import { missing, olderVersions, runsWith } from './runs.ts';
import { type EndedRun, type SavedRun, type SaveRunOptions, saveRuns } from './save-run.ts';
import { type ExperimentSummary, summaries } from './summaries.ts';
import { metricOf, type StoredTrainTime, trainTimes } from './train-times.ts';

export type { DataIdentity, StoredDataset } from './datasets.ts';
export { isOlder } from './is-older.ts';
export type { Merged } from './merge.ts';
export type { OpenOptions } from './open-options.ts';
export type { RunRow } from './run-list.ts';
export { StoreError, type StoreErrorCode } from './store-error.ts';
export type { ExperimentSummary } from './summaries.ts';

/** Opens the database at `path`. Throws a `StoreError` that says what to do; a mode of `read` changes nothing. */
export function openStore(path: string, options: OpenOptions): Store {
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

  /** Stores a file of users' own data, before the configurations that use it. */
  saveDataset(file: StoredDataset): void {
    saveDataset(this.#connection, file);
  }

  /** null where no file with that hash has been stored. */
  dataset(sha256: string): StoredDataset | null {
    return dataset(this.#connection, sha256);
  }

  /** What decides the data of every configuration whose data are those of a file. */
  dataIdentities(): DataIdentity[] {
    return dataIdentities(this.#connection);
  }

  /** Whether a file is kept whole. */
  keepsDataset(sha256: string): boolean {
    return keepsDataset(this.#connection, sha256);
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

  /** What the configurations trained last have taken on machines with that processor, on average. */
  trainTimes(cpu: string): StoredTrainTime[] {
    return trainTimes(this.#connection, cpu);
  }

  /** The metric of a configuration's completed runs with some seeds; null for all of them. */
  metricOf(of: { key: string; seeds: readonly number[] | null; metric: Metric }): number[] {
    return metricOf(this.#connection, of);
  }

  /** Stores what a run ended in, in one transaction. A result that is there already stays: see `SavedRun.outcome`. */
  saveRun(run: Run, result: RunResult, options: SaveRunOptions): SavedRun {
    const [saved] = this.saveRuns([{ run, result, ...options }]);
    return saved;
  }

  /** The same of several runs, in one transaction: what came together costs one wait for the disk. */
  saveRuns(ended: readonly EndedRun[]): SavedRun[] {
    return saveRuns(this.#connection, ended);
  }

  /** An experiment as it was run last; null where none has that name. */
  experiment(name: string): StoredExperiment | null {
    return storedExperiment(this.#connection, name);
  }

  /** All there is of an experiment, its points in the order of its file; null where none has that name. */
  results(name: string): ExperimentResults | null {
    return results(this.#connection, name);
  }

  /** The runs of some configurations with some seeds, by configuration key, without their steps. */
  runsWith(of: { keys: readonly string[]; seeds: readonly number[] }): Map<string, StoredRun[]> {
    return runsWith(this.#connection, of);
  }

  /** The one run last first. */
  experimentNames(): string[] {
    return experimentNames(this.#connection);
  }

  /** The name of the experiment run last; null where none has been. */
  latestExperiment(): string | null {
    return this.experimentNames().at(0) ?? null;
  }

  /** What a list of experiments says of each, the one run last first. */
  summaries(): ExperimentSummary[] {
    return summaries(this.#connection, null);
  }

  /** The same of one experiment; null where none has that name. */
  summary(name: string): ExperimentSummary | null {
    return summaries(this.#connection, name).at(0) ?? null;
  }

  /** The learning curves of runs by their number, of 100 points at most; a run without one is absent. */
  thinnedCurves(runIds: readonly number[]): Map<number, ThinnedCurve> {
    return thinnedCurves(this.#connection, runIds);
  }

  /** A run with its configuration, environment, curve and steps; null where no run has that number. */
  run(id: number): RunRecord | null {
    return runRecord(this.#connection, id);
  }

  /** The learning curve of a run, first epoch first; empty where it failed, or no run has that number. */
  curve(id: number): CurvePoint[] {
    return curve(this.#connection, id);
  }

  /** The number of a run, superseded or not; null where it has never been stored. */
  runId(run: Run): number | null {
    return runId(this.#connection, run);
  }

  /** The weights that a run of that model ended with; null where none are kept. */
  weights(runId: number, model: Model): Float32Array | null {
    return keptWeights(this.#connection, runId, model);
  }

  /** The columns of `listRuns`' rows. */
  runColumns(of: { ofExperiment: boolean }): string[] {
    return runColumns(this.#connection, of);
  }

  /** Rows of the view `results`, or of `experiment_results` where an experiment is named. */
  listRuns(options: ListRunsOptions = {}): RunRow[] {
    return listRuns(this.#connection, options);
  }

  /** null where the engine has not been checked on that configuration. */
  engineCheck(of: EngineCheckOf): EngineCheck | null {
    return engineCheck(this.#connection, of);
  }

  /** How many checks there are: another number where one has come. */
  engineCheckCount(): number {
    return engineCheckCount(this.#connection);
  }

  /** Another number whenever another connection has changed the file since. */
  dataVersion(): number {
    return this.#connection.dataVersion();
  }

  /** Stores a check in place of an earlier one by the same versions. */
  saveEngineCheck(of: { planned: PlannedConfiguration; engineVersion: string }, check: EngineCheck): void {
    saveEngineCheck(this.#connection, of, check);
  }

  /** A database with this experiment and its runs alone, as the bytes of a file. */
  extract(name: string): Uint8Array {
    return extract(this.#connection, name);
  }

  /** What the runs of an experiment were made on, and how many on each. */
  receipts(name: string): Receipt[] {
    return receipts(this.#connection, name);
  }

  /** Takes over what another file has: its runs, where they are not here, with their experiments. */
  merge(path: string, readSource: ReadSource = () => null): Merged {
    return merge(this.#connection, path, readSource);
  }

  /** What `forget` would delete; null where no experiment has that name. */
  forgettable(name: string): Forgotten | null {
    return forgettable(this.#connection, name);
  }

  /** Deletes an experiment, and the runs and configurations that no other one uses; null as `forgettable`. */
  forget(name: string): Forgotten | null {
    return forget(this.#connection, name);
  }
}
