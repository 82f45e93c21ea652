/** Trust in the engines: single updates of theirs are held against the reference in float64, beside the training. */
import { engineVersion } from '../engines/engines.ts';
import type { Store } from '../store/store.ts';
import { taskModules } from '../tasks/tasks.ts';
import { CHECKED_AGAINST } from '../training/engine-check.ts';
import { timeLimitMs } from '../training/estimate.ts';
import { here } from '../training/workers/here.ts';
import { processes } from '../training/workers/processes.ts';
import type { EngineCheck, EngineChecks, MadeCheck, PlannedConfiguration } from '../vocabulary.ts';
import { type PlannedCheck, plannedChecks } from './planned-checks.ts';

/**
 * Checks the engines of some configurations, once per configuration and version: what the database remembers is not
 * done again. Runs in a process of its own, beside the sweep, one after the other.
 */
export async function checkEngines(
  { store, clock, signal }: { store: Store; clock: () => number; signal: AbortSignal },
  configurations: readonly PlannedConfiguration[],
  seed: number,
): Promise<EngineChecks> {
  const checks = plannedChecks(configurations);
  const unknown = checks.filter((check) => remembered(store, check) === null);
  const notMade: string[] = [];
  const workers = taskModules() === null ? here({ clock }) : processes(1);
  const stop = () => workers.stop();
  signal.addEventListener('abort', stop);
  try {
    for (const { planned, engine, estimatedMs } of unknown) {
      const of = { planned, engineVersion: engineVersion(engine) };
      const answer = await workers.perform(
        { kind: 'check', configuration: { ...planned.configuration, engine }, seed, engineVersion: of.engineVersion },
        { timeLimitMs: timeLimitMs(estimatedMs) },
      );
      signal.throwIfAborted();
      if (answer.kind === 'checked') store.saveEngineCheck(of, answer.check);
      else notMade.push(answer.kind === 'failed' ? answer.reason : `answered ${answer.kind}`);
    }
  } finally {
    signal.removeEventListener('abort', stop);
    workers.stop();
  }
  return composed(store, configurations, { checks, notMade });
}

/** What the database remembers of the checks, without making one. */
export function rememberedChecks(store: Store, configurations: readonly PlannedConfiguration[]): EngineChecks {
  return composed(store, configurations, { checks: plannedChecks(configurations), notMade: [] });
}

/** Of a process until its first check, as measured on one core of a server of 2025. */
const START_MS = 100;
const START_WITH_TFJS_MS = 800;

/** Estimated milliseconds of the checks that have still to be made, with the start of their process. */
export function estimatedChecksMs(store: Store | null, configurations: readonly PlannedConfiguration[]): number {
  const unknown = plannedChecks(configurations).filter((check) => store === null || remembered(store, check) === null);
  if (unknown.length === 0) return 0;
  const start = unknown.some(({ engine }) => engine === 'tfjs') ? START_WITH_TFJS_MS : START_MS;
  return unknown.reduce((sum, { estimatedMs }) => sum + estimatedMs, start);
}

function remembered(store: Store, { planned, engine }: PlannedCheck): EngineCheck | null {
  const of = { configurationKey: planned.key, engineVersion: engineVersion(engine), against: CHECKED_AGAINST };
  return store.engineCheck(of);
}

function composed(
  store: Store,
  configurations: readonly PlannedConfiguration[],
  { checks, notMade }: { checks: readonly PlannedCheck[]; notMade: readonly string[] },
): EngineChecks {
  const made = checks.flatMap((planned): (MadeCheck & { isOwn: boolean })[] => {
    const check = remembered(store, planned);
    if (check === null) return [];
    const { configuration } = planned.planned;
    const isOwn = planned.engine === configuration.engine;
    return [{ configuration, engineVersion: engineVersion(planned.engine), check, isOwn }];
  });
  const versions = configurations.map(({ configuration }) => engineVersion(configuration.engine));
  return {
    engines: [...new Set(versions)],
    configurations: new Set(configurations.map(({ key }) => key)).size,
    own: made.filter(({ isOwn }) => isOwn),
    beside: made.filter(({ isOwn }) => !isOwn),
    notMade,
  };
}
