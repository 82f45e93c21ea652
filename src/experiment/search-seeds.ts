/** The seeds of a search: those that it chooses with, and others that confirm what it has chosen. */
import { seedsNeeded } from '../comparison/interval.ts';
import { plural } from '../words.ts';
import { seedsOf } from './given-seeds.ts';
import type { Finding, Place } from './problems.ts';
import { FIRST_CONFIRMING_SEED, SEARCH_DEFAULTS } from './search-schema.ts';
import type { Statements } from './statements.ts';

export interface SearchSeeds {
  readonly race: readonly number[];
  readonly confirm: readonly number[];
}

/** null without a search. */
export function searchSeeds({ search }: Pick<Statements, 'search'>): SearchSeeds | null {
  if (search === null) return null;
  return {
    race: seedsOf(search.seeds ?? { value: SEARCH_DEFAULTS.seeds }, { first: 1 }),
    confirm: seedsOf(search.confirm ?? { value: SEARCH_DEFAULTS.confirm }, { first: FIRST_CONFIRMING_SEED }),
  };
}

/** What is wrong with the seeds of a search whose winners are so many levels. */
export function wrongSeeds({ search, seeds }: Statements, levels: number): Finding[] {
  const found = searchSeeds({ search });
  if (search === null || found === null || !search.isValid) return [];
  const findings: Finding[] = [];
  const refuse = (key: string, given: { readonly place: Place } | null, message: string) =>
    findings.push({ severity: 'error', place: given?.place ?? search.keyPlace, key, message });
  if (seeds !== null) refuse('seeds', seeds, 'does not apply to a search: its seeds stand under search. Remove it.');
  const both = found.confirm.find((seed) => found.race.includes(seed));
  if (both !== undefined)
    refuse(
      'search.confirm',
      search.confirm ?? search.seeds,
      `expected other seeds than those of the race; ${both} is one of them.`,
    );
  const comparisons = Math.max(levels - 1, 0);
  const needed = comparisons === 0 ? 1 : seedsNeeded(comparisons);
  if (needed === null)
    refuse('search', null, `expected fewer levels; ${plural(comparisons, 'comparison')} are too many for any verdict.`);
  else if (found.confirm.length < needed)
    refuse(
      'search.confirm',
      search.confirm,
      `expected at least ${needed} seeds, which ${plural(comparisons, 'comparison')} ${comparisons === 1 ? 'needs' : 'need'} for any verdict; found ${found.confirm.length}.`,
    );
  return findings;
}
