/** All tasks by name. */
import { balancePoint } from './balance-point.ts';
import { cumulativeSum } from './cumulative-sum.ts';
import type { Dataset } from './dataset.ts';
import { fillInTheBlank } from './fill-in-the-blank.ts';
import { OWN_DATA, openOwnData } from './own-data/opened.ts';
import { remainingSum } from './remaining-sum.ts';
import type { Task, TaskSettings } from './task.ts';

export const TASKS: Readonly<Record<string, Task>> = Object.fromEntries(
  [cumulativeSum, remainingSum, balancePoint, fillInTheBlank].map((task) => [task.name, task]),
);

/** The task of that name; throws where planning has let an unknown one through. */
export function taskNamed(name: string): Task {
  if (Object.hasOwn(TASKS, name)) return TASKS[name];
  throw new Error(`no task "${name}"; there are ${Object.keys(TASKS).join(', ')}`);
}

/** The data that a configuration trains on; of files of users' own, those that this process has opened. */
export function openDataset(settings: TaskSettings): Dataset {
  return settings.task === OWN_DATA ? openOwnData(settings).dataset : taskNamed(settings.task).open(settings);
}
