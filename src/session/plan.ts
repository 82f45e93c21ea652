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

/** The last so many runs for each place are made longest first. */
const LAST_PER_PLACE = 4;

/**
 * The runs of a plan in the order in which they are handed out to several places: those of the last seeds longest first,
 * so that no place has a long run left when the others are done. Of the seeds before, pairs stay together.
 */
export function longestLastRunsFirst(
  runs: readonly Run[],
  { expected, places }: { expected: Expectations; places: number },
): readonly Run[] {
  if (places === 1 || runs.length === 0) return runs;
  const { seed: from } = runs[Math.max(0, runs.length - LAST_PER_PLACE * places)];
  const at = runs.findIndex(({ seed }) => seed === from);
  const last = runs.slice(at).toSorted((a, b) => expected.ms(b.planned) - expected.ms(a.planned));
  return [...runs.slice(0, at), ...last];
}

/** Updates of all the runs, if none of them ends early. */
export function updatesIn(runs: readonly Run[]): number {
  return runs.reduce((sum, { planned }) => sum + updatesOf(planned.configuration), 0);
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
