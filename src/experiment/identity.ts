/** What makes a configuration the same configuration. */
import { createHash } from 'node:crypto';
import type { Configuration } from '../vocabulary.ts';

/**
 * The key of a configuration: the first 12 hex digits of SHA-256 over its JSON with sorted keys. The order in which
 * keys were written does not matter; a key that does not apply is absent and so no part of it.
 */
export function configurationKey(configuration: Configuration): string {
  const sorted = Object.fromEntries(Object.entries(configuration).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 12);
}
