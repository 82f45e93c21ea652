/** What all configurations of a table share: said once above it. */
import { headingPhrases } from '../keys.ts';
import type { Configuration } from '../vocabulary.ts';

/** The keys that have one value in all configurations, with it. */
export function constants(configurations: readonly Configuration[]): Partial<Configuration> {
  const [first, ...others] = configurations;
  if (first === undefined) return {};
  const keys = Object.keys(first) as (keyof Configuration)[];
  return Object.fromEntries(
    keys.filter((key) => others.every((other) => other[key] === first[key])).map((key) => [key, first[key]]),
  );
}

/** @example ['1 000 epochs', '20 units', 'sequence length 10', 'threshold 2.5'] */
export function constantPhrases(configurations: readonly Configuration[]): string[] {
  return headingPhrases(constants(configurations));
}
