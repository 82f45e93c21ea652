/**
 * The environment of a process that only computes: that of this one without what belongs to a queue, its password first
 * of all.
 */
export function childEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('BOTHWAYS_QUEUE')));
}
