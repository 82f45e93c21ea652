/** Runs → results in the database, with progress, and word of what was lost on the way. */
import { type Model, modelOf } from '../model/model.ts';
import { formatMetric } from '../report/numbers.ts';
import { terminalText } from '../report/terminal-text.ts';
import { openDataset } from '../tasks/tasks.ts';
import { executeTogether, workersFor } from '../training/execute.ts';
import type { Workers } from '../training/workers/workers.ts';
import type { Configuration, Run } from '../vocabulary.ts';
import { plural, spaced } from '../words.ts';
import { expectedHere } from './expected.ts';
import { longestLastRunsFirst, namesOf } from './plan.ts';
import type { Session } from './session.ts';

export interface Counts {
  readonly completed: number;
  readonly diverged: number;
  readonly failed: number;
}

export interface TrainOptions {
  /** Ends at the first run that fails. */
  readonly failFast: boolean;
  /** Runs of the same plan that are done. */
  readonly doneBefore: number;
  /** Where the runs are done, where that is not this machine; stopped at the end. */
  readonly queue?: Workers | null;
  /** Whether the means of single configurations are told, of a long plan. Default: yes. */
  readonly tellsMeans?: boolean;
}

/** Results are in the database before the next ones are waited for. */
export async function trainAndSave(
  session: Session,
  missing: readonly Run[],
  { failFast, doneBefore, queue = null, tellsMeans = true }: TrainOptions,
): Promise<Counts> {
  const { surroundings, store, experiment, jobs, startProgress } = session;
  const counts = { completed: 0, diverged: 0, failed: 0 };
  if (missing.length === 0) {
    queue?.stop();
    return counts;
  }
  sayWhatIsOutdated(session, missing);

  const { clock, signal } = surroundings;
  const expected = expectedHere(store);
  const workers = queue ?? workersFor(missing, { jobs, clock, expected });
  // What a queue holds is shared out in batches that get smaller towards the end
  const runs = queue === null ? longestLastRunsFirst(missing, { expected, places: workers.places }) : missing;
  const nameOf = namesOf(experiment);
  const progress = startProgress({ runs, doneBefore, expected, atWork: () => workers.atWork(), nameOf });
  const left = countByConfiguration(missing);
  const lowestSeed = Math.min(...experiment.seeds);
  // Those of other seeds are had by training again, which gives the same bits; tfjs promises them on one machine only
  const keepsWeights = ({ seed, planned }: Run) => seed === lowestSeed || planned.configuration.engine === 'tfjs';
  try {
    const options = { workers, clock, signal, keepsWeights, onProgress: progress.updates };
    for await (const together of executeTogether(runs, options)) {
      const finishedAt = surroundings.now();
      store.saveRuns(
        together.map(({ run, result, environment }) => {
          const keep = keepsWeights(run) ? modelOfConfiguration(run.planned.configuration) : null;
          return { run, result, environment, finishedAt, keep };
        }),
      );
      for (const { run, result } of together) {
        progress.finished(run, result);
        counts[result.status] += 1;
        const { key } = run.planned;
        left.set(key, (left.get(key) ?? 0) - 1);
        if (tellsMeans && left.get(key) === 0 && (progress.leftMs() ?? 0) > WORTH_WAITING_MS)
          progress.say(provisional(session, run));
        if (result.status === 'failed') progress.say(`${runName(run)} failed: ${terminalText(result.error)}`);
      }
      if (failFast && counts.failed > 0) break;
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

/** With less to wait for, means of single configurations would only stand in the way of the table. */
const WORTH_WAITING_MS = 10_000;

/** '16 units, bidirectional: accuracy 0.947 so far, the mean of 10 seeds' */
function provisional({ store, experiment }: Session, { planned }: Run): string {
  const { metric, seeds } = experiment;
  const values = store.metricOf({ key: planned.key, seeds, metric });
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const name = namesOf(experiment, { withSeed: false })({ planned, seed: 0 });
  if (values.length === 0) return `${name}: no run was completed`;
  return `${name}: ${spaced(metric)} ${formatMetric(metric, mean, null)} so far, the mean of ${plural(values.length, 'seed')}`;
}

function countByConfiguration(runs: readonly Run[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { planned } of runs) counts.set(planned.key, (counts.get(planned.key) ?? 0) + 1);
  return counts;
}
