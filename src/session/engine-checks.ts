/** Trust in the engines: the first updates of the smallest configurations are made in TensorFlow.js too. */
import { engineVersion } from '../engines/engines.ts';
import type { Store } from '../store/store.ts';
import { UPDATES } from '../training/engine-check.ts';
import { estimateMs, timeLimitMs } from '../training/estimate.ts';
import { processes } from '../training/workers/processes.ts';
import type { EngineCheck, PlannedConfiguration } from '../vocabulary.ts';

interface Checked {
  readonly planned: PlannedConfiguration;
  readonly check: EngineCheck;
}

/** All checks of an experiment together. */
export interface EngineChecks {
  /** The largest differences of all; null where TensorFlow.js itself trains, or none was made. */
  readonly worst: EngineCheck | null;
  /** Why the results are not to be trusted, or null. */
  readonly failure: string | null;
  /** 'engine: fused-1, checked against …', or that it is not checked yet. */
  readonly sentence: string;
}

/**
 * Checks the engines of some configurations, once per configuration and version: what the database remembers is not
 * done again. Runs in a process of its own, beside the sweep.
 */
export async function checkEngines(
  { store, signal }: { store: Store; signal: AbortSignal },
  configurations: readonly PlannedConfiguration[],
  seed: number,
): Promise<EngineChecks> {
  const unknown = smallestOfEachKind(configurations).filter((planned) => remembered(store, planned) === null);
  const reasons: string[] = [];
  // In a process of its own, so that TensorFlow.js is loaded beside the sweep, and one after the other
  const workers = processes(1);
  const stop = () => workers.stop();
  signal.addEventListener('abort', stop);
  try {
    for (const planned of unknown) {
      const { configuration } = planned;
      const of = { planned, engineVersion: engineVersion(configuration.engine) };
      const asTfjs = estimateMs({ ...configuration, engine: 'tfjs', epochs: UPDATES });
      const answer = await workers.perform(
        { kind: 'check', configuration, seed, engineVersion: of.engineVersion },
        { timeLimitMs: timeLimitMs(asTfjs) },
      );
      signal.throwIfAborted();
      if (answer.kind === 'checked') store.saveEngineCheck(of, answer.check);
      else reasons.push(answer.kind === 'failed' ? answer.reason : `answered ${answer.kind}`);
    }
  } finally {
    signal.removeEventListener('abort', stop);
    workers.stop();
  }
  return summary(made(store, configurations), { configurations, reasons });
}

/** What the database remembers of the checks, without making one. */
export function rememberedChecks(store: Store, configurations: readonly PlannedConfiguration[]): EngineChecks {
  return summary(made(store, configurations), { configurations, reasons: [] });
}

function made(store: Store, configurations: readonly PlannedConfiguration[]): Checked[] {
  return smallestOfEachKind(configurations).flatMap((planned) => {
    const check = remembered(store, planned);
    return check === null ? [] : [{ planned, check }];
  });
}

function remembered(store: Store, { key, configuration }: PlannedConfiguration): EngineCheck | null {
  return store.engineCheck({ configurationKey: key, engineVersion: engineVersion(configuration.engine) });
}

/** The one with the fewest parameters for each engine, task and direction; none for TensorFlow.js itself. */
function smallestOfEachKind(configurations: readonly PlannedConfiguration[]): PlannedConfiguration[] {
  const smallest = new Map<string, PlannedConfiguration>();
  for (const planned of configurations) {
    const { engine, task, direction } = planned.configuration;
    if (engine === 'tfjs') continue;
    const kind = JSON.stringify([engine, task, direction]);
    const other = smallest.get(kind);
    if (other === undefined || planned.parameters < other.parameters) smallest.set(kind, planned);
  }
  return [...smallest.values()];
}

function summary(
  made: readonly Checked[],
  { configurations, reasons }: { configurations: readonly PlannedConfiguration[]; reasons: readonly string[] },
): EngineChecks {
  const unmade = reasons.length === 0 ? null : `the engine could not be checked in TensorFlow.js: ${reasons[0]}`;
  if (made.length === 0) {
    const all = versionsOf(configurations);
    const isTfjs = configurations.every(({ configuration }) => configuration.engine === 'tfjs');
    return { worst: null, failure: unmade, sentence: `engine: ${all}${isTfjs ? '' : ', not checked yet'}` };
  }
  const refuted = made.filter(({ check }) => !check.passed);
  const worst: EngineCheck = {
    against: made[0].check.against,
    updates: made[0].check.updates,
    lossDifference: Math.max(...made.map(({ check }) => check.lossDifference)),
    weightDifference: Math.max(...made.map(({ check }) => check.weightDifference)),
    passed: refuted.length === 0,
  };
  const versions = versionsOf(made.map(({ planned }) => planned));
  const agreement =
    `${worst.updates} updates, loss within ${worst.lossDifference.toExponential(0)}, ` +
    `weights within ${worst.weightDifference.toExponential(0)}`;
  const sentence = `engine: ${versions}, checked against ${worst.against}: ${agreement}`;
  if (refuted.length > 0) {
    const { configuration } = refuted[0].planned;
    const failure =
      `${versions} disagrees with ${worst.against} (${configuration.task}, ${configuration.direction}): ${agreement}. ` +
      'The comparison is withheld. Train with engine=tfjs, and please report this';
    return { worst, failure, sentence };
  }
  return { worst, failure: unmade, sentence };
}

function versionsOf(configurations: readonly PlannedConfiguration[]): string {
  return [...new Set(configurations.map(({ configuration }) => engineVersion(configuration.engine)))].join(', ');
}

/** For `--json`. */
export function engineCheckJson(check: EngineCheck | null): Record<string, unknown> | null {
  if (check === null) return null;
  return {
    against: check.against,
    updates: check.updates,
    loss_difference: check.lossDifference,
    weight_difference: check.weightDifference,
    passed: check.passed,
  };
}
