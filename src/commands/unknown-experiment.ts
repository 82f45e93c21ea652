/** The error for a name that no experiment in the database has. */
import type { Store } from '../store/store.ts';
import { UsageError } from './errors.ts';

export function unknownExperiment(store: Store, name: string): UsageError {
  const names = store.experimentNames();
  const known = names.length === 0 ? 'none has been run yet' : names.slice(0, 20).join(', ');
  return new UsageError(`no experiment is named "${name}". In this database: ${known}`);
}
