/**
 * The words of Bothways as types: what the rooms hand to each other.
 *
 * The keys of a configuration and the metrics are spelt as in the experiment file and the database, in snake_case, so
 * that such a word is spelt one way everywhere. Everything else is camelCase. Shares are 0…1 here; per cent exists only
 * in report/.
 */

export type * from './vocabulary/answer.ts';
export type * from './vocabulary/checks.ts';
export * from './vocabulary/comparison.ts';
export * from './vocabulary/configuration.ts';
export type * from './vocabulary/data.ts';
export * from './vocabulary/experiment.ts';
export * from './vocabulary/metrics.ts';
export type * from './vocabulary/problem.ts';
export type * from './vocabulary/runs.ts';
export type * from './vocabulary/sequences.ts';
