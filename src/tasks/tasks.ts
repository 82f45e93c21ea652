/** All tasks by name. */
import { cumulativeSum } from './cumulative-sum.ts';
import type { Task } from './task.ts';

export const TASKS: Readonly<Record<string, Task>> = { [cumulativeSum.name]: cumulativeSum };

/** The task of that name; throws where planning has let an unknown one through. */
export function taskNamed(name: string): Task {
  const task = TASKS[name];
  if (task === undefined) throw new Error(`no task "${name}"; there are ${Object.keys(TASKS).join(', ')}`);
  return task;
}
