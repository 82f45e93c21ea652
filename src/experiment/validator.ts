/** The experiment schema as a function that finds every error. The bundle has it compiled: see bundle.mjs. */
import { Ajv, type ValidateFunction } from 'ajv';
import { TASK_NAMES } from '../tasks/tasks.ts';
import { EXPERIMENT_SCHEMA } from './schema.ts';

export const VALIDATOR_OPTIONS = { allErrors: true, strict: true, verbose: true } as const;

let compiled: ValidateFunction | null = null;
/** Tasks that it knows: it is compiled anew once more are registered. */
let tasksKnown = 0;

export function validator(): ValidateFunction {
  if (compiled === null || tasksKnown !== TASK_NAMES.length) {
    compiled = new Ajv(VALIDATOR_OPTIONS).compile(EXPERIMENT_SCHEMA);
    tasksKnown = TASK_NAMES.length;
  }
  return compiled;
}
