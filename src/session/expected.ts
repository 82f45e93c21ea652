/** What runs are expected to take on this machine, from what the database remembers of it. */
import { processor } from '../machine/receipt.ts';
import type { Store } from '../store/store.ts';
import { isTask } from '../tasks/tasks.ts';
import { type Expectations, expectations } from '../training/estimate.ts';
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
