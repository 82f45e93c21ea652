/** What makes a configuration the same configuration. */
import { createHash } from 'node:crypto';
import { KEYS, type Key } from './keys.ts';
import type { Configuration } from './vocabulary.ts';

/**
 * The key of a configuration: the first 12 hex digits of SHA-256 over its JSON with sorted keys. The order in which
 * keys were written does not matter; a key that does not apply is absent and so no part of it.
 *
 * Nor is a key that came later where it has the value that every configuration meant before: what was trained then is
 * not trained again. So a key's name, `since` and `before` in keys.ts never change.
 */
export function configurationKey(
  configuration: Configuration,
  keys: Readonly<Record<string, Pick<Key, 'since' | 'before'>>> = KEYS,
): string {
  const counted = Object.entries(configuration).filter(([name, value]) => {
    const { since, before } = keys[name];
    return since === 1 || value !== before;
  });
  const sorted = Object.fromEntries(counted.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 12);
}
