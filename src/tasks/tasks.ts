/** All tasks by name: those that come with Bothways, and those that a program registers. */
import { balancePoint } from './balance-point.ts';
import { cumulativeSum } from './cumulative-sum.ts';
import type { Dataset } from './dataset.ts';
import { fillInTheBlank } from './fill-in-the-blank.ts';
import { OWN_DATA, openOwnData } from './own-data/opened.ts';
import { remainingSum } from './remaining-sum.ts';
import { stress } from './stress/stress.ts';
import type { Task, TaskSettings } from './task.ts';

const tasks: Record<string, Task> = {};
const names: string[] = [];
const modules: string[] = [];
let isTiedToProcess = false;

/** By name; grows as tasks are registered. */
export const TASKS: Readonly<Record<string, Task>> = tasks;

/** The values of `task` in the order in which they are listed; grows, too. */
export const TASK_NAMES: readonly string[] = names;

for (const task of [cumulativeSum, remainingSum, balancePoint, fillInTheBlank, stress]) add(task);

/**
 * Makes a task of one's own known by its name, before the first experiment that uses it is read.
 *
 * @param module the URL of the module that calls this, as `import.meta.url`: worker processes import it too, and so know
 * the task. Without it everything is trained in this process.
 * @throws where there is a task of that name, or the name is not of lower-case words with hyphens
 */
export function registerTask(task: Task, module?: string | URL): void {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(task.name)) {
    throw new Error(`task: expected a name of lower-case words with hyphens; found "${task.name}"`);
  }
  if (isTask(task.name)) throw new Error(`there is a task "${task.name}" already; choose another name`);
  add(task);
  if (module === undefined) isTiedToProcess = true;
  else if (!modules.includes(String(module))) modules.push(String(module));
}

function add(task: Task): void {
  tasks[task.name] = task;
  names.push(task.name);
}

/** What a worker process imports to know the same tasks; null where one of them is known to this process alone. */
export function taskModules(): readonly string[] | null {
  return isTiedToProcess ? null : modules;
}

export function isTask(name: string): boolean {
  return name === OWN_DATA || Object.hasOwn(tasks, name);
}

/** Files of users' own, as a task: it is no choice of the key `task`, but the value of that column. */
const ownData: Task = {
  name: OWN_DATA,
  label: 'the label or target of your file',
  needs: '',
  keys: ['patience'],
  open: (settings) => openOwnData(settings).dataset,
};

/** The task of that name; throws where planning has let an unknown one through. */
export function taskNamed(name: string): Task {
  if (name === OWN_DATA) return ownData;
  if (isTask(name)) return tasks[name];
  throw new Error(`no task "${name}"; there are ${names.join(', ')}`);
}

/** The data that a configuration trains on; of files of users' own, those that this process has opened. */
export function openDataset(settings: TaskSettings): Dataset {
  return taskNamed(settings.task).open(settings);
}
