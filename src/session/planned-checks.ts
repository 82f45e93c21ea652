/** Which engines are checked on which configurations of an experiment, so that every kind of model is covered. */
import { kindOfModel } from '../keys.ts';
import { openDataset } from '../tasks/tasks.ts';
import { estimatedCheckMs } from '../training/check-size.ts';
import type { EngineName, PlannedConfiguration } from '../vocabulary.ts';

export interface PlannedCheck {
  readonly planned: PlannedConfiguration;
  readonly engine: EngineName;
  /** Of the check alone. */
  readonly estimatedMs: number;
  /** Multiplications that one update takes, more or less: what makes a model large. */
  readonly size: number;
}

/** Estimated milliseconds that all checks of an experiment may take together. */
const MOST_MS = 10_000;

/**
 * For every configuration its own engine, and TensorFlow.js for the smallest one of each kind of model, until the time
 * that checks may take is used up. The smallest and the largest of every kind come first. The order in which a file
 * lists its values changes nothing.
 */
export function plannedChecks(configurations: readonly PlannedConfiguration[]): PlannedCheck[] {
  const kinds = new Map<string, PlannedCheck[]>();
  for (const planned of configurations) {
    const check = checkOf(planned, planned.configuration.engine);
    const kind = kindOfModel(planned.configuration);
    kinds.set(kind, [...(kinds.get(kind) ?? []), check]);
  }
  const bySize = [...kinds.values()].map((checks) => checks.toSorted(smallestFirst));
  const smallest = bySize.map(([check]) => check).toSorted(smallestFirst);
  const largest = bySize.flatMap((checks) => checks.slice(1).slice(-1)).toSorted(smallestFirst);
  const others = bySize.flatMap((checks) => checks.slice(1, -1)).toSorted(smallestFirst);
  const beside = smallest.filter(({ engine }) => engine !== 'tfjs').map(({ planned }) => checkOf(planned, 'tfjs'));

  let ms = 0;
  return [...smallest, ...beside, ...largest, ...others].filter(({ estimatedMs }, i) => {
    if (i > 0 && ms + estimatedMs > MOST_MS) return false;
    ms += estimatedMs;
    return true;
  });
}

function checkOf(planned: PlannedConfiguration, engine: EngineName): PlannedCheck {
  const { configuration, parameters } = planned;
  const dataset = openDataset(configuration);
  const size = parameters * dataset.steps * configuration.batch_size;
  return { planned, engine, size, estimatedMs: estimatedCheckMs(configuration, dataset, engine) };
}

function smallestFirst(a: PlannedCheck, b: PlannedCheck): number {
  return a.size - b.size || a.planned.key.localeCompare(b.planned.key);
}
