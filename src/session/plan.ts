/** Experiment → runs, in the order in which they are made. */
import { engineVersion } from '../engines/engines.ts';
import { nameOf } from '../report/phrases.ts';
import { terminalText } from '../report/terminal-text.ts';
import type { Expectations } from '../training/estimate.ts';
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

/** Updates of all the runs, if none of them ends early. */
export function updatesIn(runs: readonly Run[]): number {
  return runs.reduce((sum, { planned }) => sum + updatesOf(planned.configuration), 0);
}

/** How long the runs and the engine checks beside them will take, shared out among so many processes. */
export function expectedSeconds(
  runs: readonly Run[],
  { expected, jobs, checksMs }: { expected: Expectations; jobs: number; checksMs: number },
): number {
  const ms = runs.reduce((sum, { planned }) => sum + expected.ms(planned), 0);
  const processes = Math.max(1, Math.min(jobs, runs.length));
  return Math.max((ms + checksMs) / processes, checksMs) / 1000;
}

/** What tells the runs of an experiment apart: '16 units, bidirectional, seed 3'. */
export function namesOf({ points, compare }: Experiment, { withSeed = true } = {}) {
  const names = new Map<string, string>();
  for (const { planned, block, level } of points) {
    const swept = [...Object.entries(block), ...(compare === null ? [] : [[compare.by, level] as const])];
    const name = swept.map(([key, value]) => nameOf(key, value)).join(', ');
    if (!names.has(planned.key)) names.set(planned.key, name || planned.configuration.direction);
  }
  return ({ planned, seed }: Pick<Run, 'planned' | 'seed'>): string => {
    const name = terminalText(names.get(planned.key) ?? planned.configuration.direction);
    return withSeed ? `${name}, seed ${seed}` : name;
  };
}
