/** A first look at how fast this machine trains, for a plan that is long enough to be asked about. */
import { engineNamed } from '../engines/engines.ts';
import { openDataset } from '../tasks/tasks.ts';
import { type Expectations, estimate } from '../training/estimate.ts';
import { train, updatesOf } from '../training/train.ts';
import type { PlannedConfiguration, Run } from '../vocabulary.ts';

/** Of shorter plans most is the start. */
const WORTH_MS = 1000;
const LOOK_MS = 200;
/** One call to the engine holds at least 16 updates; see train.ts. */
const LONGEST_UPDATE_MS = 5;

/**
 * Trains a configuration of each engine for a moment, the one that will take longest, and learns from it. Without
 * TensorFlow.js, whose start alone takes longer: what the other engines say of the machine holds for it too.
 */
export async function calibrate(expected: Expectations, runs: readonly Run[], clock: () => number): Promise<void> {
  const costs = runs.map((run) => ({ run, ms: expected.ms(run.planned) }));
  if (expected.isMeasured || costs.reduce((sum, { ms }) => sum + ms, 0) < WORTH_MS) return;
  const longest = new Map<string, (typeof costs)[number]>();
  for (const cost of costs) {
    const { configuration } = cost.run.planned;
    const isQuick = estimate(configuration).trainMs / updatesOf(configuration) <= LONGEST_UPDATE_MS;
    if (configuration.engine === 'tfjs' || !isQuick) continue;
    if (cost.ms > (longest.get(configuration.engine)?.ms ?? 0)) longest.set(configuration.engine, cost);
  }
  for (const { run } of longest.values()) {
    const trainMs = await look(run, clock);
    if (trainMs !== null) expected.learn(run.planned, trainMs);
  }
}

/** What the whole run would take, from the updates of a moment; null where there were too few. */
async function look({ planned, seed }: { planned: PlannedConfiguration; seed: number }, clock: () => number) {
  const { configuration } = planned;
  const seen: { at: number; updates: number }[] = [];
  const ending = new AbortController();
  const onProgress = (updates: number) => {
    seen.push({ at: clock(), updates });
    if (clock() - seen[0].at > LOOK_MS) ending.abort(ENOUGH);
  };
  try {
    const [engine, dataset] = [await engineNamed(configuration.engine), openDataset(configuration)];
    await train({ planned, seed }, { engine, dataset, clock, signal: ending.signal, onProgress });
  } catch (error) {
    if (error !== ENOUGH) throw error;
  }
  const [first, last] = [seen[0], seen.at(-1)];
  if (last === undefined || last.updates === first.updates) return null;
  return ((last.at - first.at) / (last.updates - first.updates)) * updatesOf(configuration);
}

const ENOUGH = new Error('enough has been seen');
