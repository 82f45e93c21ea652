/** What all configurations of a table share: said once above it. */
import type { Configuration } from '../vocabulary.ts';
import { formatInteger } from './numbers.ts';
import { plural } from './phrases.ts';

/** The keys that have one value in all configurations, with it. */
export function constants(configurations: readonly Configuration[]): Partial<Configuration> {
  const [first, ...others] = configurations;
  if (first === undefined) return {};
  const keys = Object.keys(first) as (keyof Configuration)[];
  return Object.fromEntries(
    keys.filter((key) => others.every((other) => other[key] === first[key])).map((key) => [key, first[key]]),
  );
}

/** How a key reads in a header; null for what goes without saying there. The order is that of the header. */
const PHRASES: { readonly [K in keyof Configuration]?: (value: NonNullable<Configuration[K]>) => string | null } = {
  task: (task) => (task === 'cumulative-sum' ? null : task),
  epochs: (n) => plural(n, 'epoch'),
  direction: (direction) => direction,
  merge_mode: (mode) => (mode === 'concat' ? null : `merge mode ${mode}`),
  units: (n) => plural(n, 'unit'),
  sequence_length: (n) => `sequence length ${formatInteger(n)}`,
  threshold: (value) => `threshold ${value}`,
  batch_size: (n) => (n === 1 ? null : `batch size ${formatInteger(n)}`),
  learning_rate: (rate) => (rate === 0.001 ? null : `learning rate ${rate}`),
};

/** @example ['1 000 epochs', '20 units', 'sequence length 10', 'threshold 2.5'] */
export function constantPhrases(configurations: readonly Configuration[]): string[] {
  const constant = constants(configurations);
  const phrases = (Object.keys(PHRASES) as (keyof Configuration)[]).map((key) => {
    const phrase = PHRASES[key] as ((value: unknown) => string | null) | undefined;
    return constant[key] === undefined ? null : (phrase?.(constant[key]) ?? null);
  });
  const { sequences_per_epoch, batch_size } = constant;
  if (sequences_per_epoch !== undefined && sequences_per_epoch !== batch_size) {
    phrases.push(`${formatInteger(sequences_per_epoch)} sequences per epoch`);
  }
  return phrases.filter((phrase) => phrase !== null);
}
