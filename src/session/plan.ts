/** Experiment → runs, in the order in which they are made. */
import { engineVersion } from '../engines/engines.ts';
import { estimateMs } from '../training/estimate.ts';
import { updatesOf } from '../training/train.ts';
import type { Experiment, PlannedConfiguration, Run } from '../vocabulary.ts';

/** Each once, though several points may share it, in the order of the sweep. */
export function configurationsOf(experiment: Pick<Experiment, 'points'>): PlannedConfiguration[] {
  return [...new Map(experiment.points.map(({ planned }) => [planned.key, planned])).values()];
}

/** Seed 1 of all configurations first, then seed 2: an interrupted sweep leaves whole pairs. */
export function runsOf(experiment: Experiment): Run[] {
  const configurations = configurationsOf(experiment);
  return experiment.seeds.flatMap((seed) =>
    configurations.map((planned) => ({ planned, seed, engineVersion: engineVersion(planned.configuration.engine) })),
  );
}

export function updatesIn(runs: readonly Run[]): number {
  return runs.reduce((sum, { planned }) => sum + updatesOf(planned.configuration), 0);
}

/** How long the runs and the engine checks beside them will take, shared out among so many processes. */
export function estimatedSeconds(runs: readonly Run[], { jobs, checksMs }: { jobs: number; checksMs: number }): number {
  const ms = runs.reduce((sum, { planned }) => sum + estimateMs(planned.configuration), 0);
  const processes = Math.max(1, Math.min(jobs, runs.length));
  return Math.max((ms + checksMs) / processes, checksMs) / 1000;
}
