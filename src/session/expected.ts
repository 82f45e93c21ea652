/** What runs are expected to take on this machine, from what the database remembers of it. */
import { processor } from '../machine/receipt.ts';
import type { Store } from '../store/store.ts';
import { TASKS } from '../tasks/tasks.ts';
import { type Expectations, expectations } from '../training/estimate.ts';

/** @param store null where there is none yet: nothing is remembered */
export function expectedHere(store: Store | null): Expectations {
  const remembered = store?.trainTimes(processor()) ?? [];
  return expectations(remembered.filter(({ planned }) => Object.hasOwn(TASKS, planned.configuration.task)));
}
