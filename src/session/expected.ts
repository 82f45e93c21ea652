/** What runs are expected to take on this machine, from what the database remembers of it. */
import { processor } from '../machine/receipt.ts';
import type { Store } from '../store/store.ts';
import { isTask } from '../tasks/tasks.ts';
import { type Expectations, expectations } from '../training/estimate.ts';
import { isSoonDone } from '../training/execute.ts';
import type { Run } from '../vocabulary.ts';
import { lastDone } from './forecast.ts';
import { isDataOpen } from './own-data.ts';

/**
 * What ran on data of one's own is remembered for the data that have been opened: what a run takes is reckoned from them.
 *
 * @param store null where there is none yet: nothing is remembered
 */
export function expectedHere(store: Store | null): Expectations {
  const remembered = store?.trainTimes(processor()) ?? [];
  return expectations(
    remembered.filter(({ planned: { configuration } }) => isTask(configuration.task) && isDataOpen(configuration)),
  );
}

/** What else there is to wait for, in milliseconds on an idle server of 2025. */
const BESIDE = {
  /** Start, plan and answer of `run`, and the answer for each run, whose test sequences are made once more. */
  command: 300,
  answer: 0.5,
  /** A process until it trains. */
  process: 100,
  /** To hand a run out and to store it. */
  run: 1,
} as const;

/**
 * How long `run` will take from beginning to end, on so many cores: its start, that of its processes, the runs, and the
 * engine checks in a process beside them.
 *
 * @param checksMs with the start of that process
 */
export function expectedSeconds(
  runs: readonly Run[],
  { expected, cores, checksMs }: { expected: Expectations; cores: number; checksMs: number },
): number {
  if (runs.length === 0 && checksMs === 0) return 0;
  const work = runs.map(({ planned }) => BESIDE.run + expected.ms(planned));
  const isInProcesses = !isSoonDone(runs, expected);
  const places = isInProcesses ? Math.min(cores, runs.length) : 1;
  const startMs = isInProcesses ? BESIDE.process : 0;
  const trainingMs = lastDone(work, { freeAt: new Array<number>(places).fill(startMs), places });
  const busyMs = places * startMs + work.reduce((sum, ms) => sum + ms, 0) + checksMs;
  const commandMs = BESIDE.command + BESIDE.answer * runs.length;
  return (commandMs + Math.max(trainingMs, checksMs, busyMs / cores)) / 1000;
}
