/** What the database has of an experiment, for everything that is worked out from it. */
import { sameName } from '../experiment/overrides.ts';
import type { Store } from '../store/store.ts';
import { isTask, TASK_NAMES } from '../tasks/tasks.ts';
import type { Configuration, ExperimentResults } from '../vocabulary.ts';
import { UsageError } from './errors.ts';

/** The results of a stored experiment; a UsageError where there is none of that name. */
export function storedResults(store: Store, typed: string): ExperimentResults {
  const name = experimentNamed(store, typed);
  const results = store.results(name);
  if (results === null) throw new UsageError(`${name} is not in the database any more`);
  for (const { planned } of results.points) refuseUnknownTask(planned.configuration);
  return results;
}

/** What the points of an experiment train. */
export function configurationsIn({ points }: ExperimentResults): Configuration[] {
  return points.map(({ planned }) => planned.configuration);
}

/** A newer version may have stored runs of a task that this one cannot work out anything for. */
export function refuseUnknownTask({ task }: Configuration): void {
  if (isTask(task)) return;
  throw new UsageError(
    `expected the task ${TASK_NAMES.join(', ')}; found "${task}", which this version does not know. ` +
      'Update Bothways, or look at the numbers: bothways runs',
  );
}

/** The name as it is stored, in whatever order and spelling its overrides are typed; a UsageError where there is none. */
export function experimentNamed(store: Store, typed: string): string {
  const names = store.experimentNames();
  const found = names.find((name) => name === typed) ?? names.find((name) => sameName(name, typed));
  if (found !== undefined) return found;
  const known = names.length === 0 ? 'none has been run yet' : names.slice(0, 20).join(', ');
  throw new UsageError(`no experiment is named "${typed}". In this database: ${known}`);
}
