/** Runs → results in the database, with progress, and word of what was lost on the way. */
import { type Model, modelOf } from '../model/model.ts';
import { plural } from '../report/phrases.ts';
import { terminalText } from '../report/terminal-text.ts';
import { openDataset } from '../tasks/tasks.ts';
import { execute, workersFor } from '../training/execute.ts';
import type { Configuration, Run } from '../vocabulary.ts';
import { updatesIn } from './plan.ts';
import type { Session } from './session.ts';

export interface Counts {
  readonly completed: number;
  readonly diverged: number;
  readonly failed: number;
}

/** Each result is in the database before the next one is waited for. */
export async function trainAndSave(
  session: Session,
  missing: readonly Run[],
  { failFast }: { failFast: boolean },
): Promise<Counts> {
  const { surroundings, store, experiment, jobs, startProgress } = session;
  const counts = { completed: 0, diverged: 0, failed: 0 };
  if (missing.length === 0) return counts;
  sayWhatIsOutdated(session, missing);

  const progress = startProgress({ runs: missing.length, updates: updatesIn(missing) });
  const { clock, signal } = surroundings;
  const workers = workersFor(missing, { jobs, clock });
  const lowestSeed = Math.min(...experiment.seeds);
  // Those of other seeds are had by training again, which gives the same bits; tfjs promises them on one machine only
  const keepsWeights = ({ seed, planned }: Run) => seed === lowestSeed || planned.configuration.engine === 'tfjs';
  try {
    const options = { workers, clock, signal, keepsWeights, onProgress: progress.updates };
    for await (const { run, result, environment } of execute(missing, options)) {
      store.saveRun(run, result, {
        environment,
        finishedAt: surroundings.now(),
        keep: keepsWeights(run) ? modelOfConfiguration(run.planned.configuration) : null,
      });
      progress.runFinished();
      counts[result.status] += 1;
      if (result.status === 'failed') {
        progress.say(`${runName(run)} failed: ${terminalText(result.error)}`);
        if (failFast) break;
      }
    }
  } catch (error) {
    if (signal.aborted) progress.say(whatIsSaved(session, missing));
    throw error;
  } finally {
    progress.stop();
  }
  sayWhatFailed(session, counts);
  return counts;
}

function modelOfConfiguration(configuration: Configuration): Model {
  return modelOf(configuration, openDataset(configuration));
}

/** '30 runs were made by fused-1; training them again with fused-2'. */
function sayWhatIsOutdated({ surroundings, store, experiment }: Session, missing: readonly Run[]): void {
  const versions = [...new Set(missing.map(({ engineVersion }) => engineVersion))].join(', ');
  for (const [engineVersion, runs] of store.olderVersions(missing)) {
    surroundings.note(
      `${experiment.name}: ${plural(runs, 'run')} ${runs === 1 ? 'was' : 'were'} made by ${engineVersion}; ` +
        `training ${runs === 1 ? 'it' : 'them'} again with ${versions}`,
    );
  }
}

function sayWhatFailed({ surroundings: { note } }: Session, { diverged, failed }: Counts): void {
  if (diverged > 0) note(`${plural(diverged, 'run')} diverged: counted and shown, not part of the means`);
  if (failed > 0) note(`${plural(failed, 'run')} failed; the same command tries again`);
}

function whatIsSaved({ store, experiment }: Session, asked: readonly Run[]): string {
  const left = store.missing(asked).length;
  return (
    `${experiment.name}: ${asked.length - left} of ${plural(asked.length, 'run')} finished and kept; ` +
    'the same command goes on from there'
  );
}

function runName({ planned, seed }: Run): string {
  const { task, direction, units, engine } = planned.configuration;
  return `${task}, ${direction}, ${plural(units, 'unit')}, seed ${seed}, ${engine}`;
}
