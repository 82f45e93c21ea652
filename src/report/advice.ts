/** What keeps an answer from being trusted yet, each with what to do about it. */
import { type Comparison, type ComparisonRow, LARGEST_SEED } from '../vocabulary.ts';
import { listing, plural } from '../words.ts';
import {
  type Compared,
  comparedRows,
  endedRuns,
  fewestSeedsSuggested,
  isWithoutBlock,
  total,
} from './compared-rows.ts';
import { isMixture } from './learnt-sentences.ts';
import { aboutSeeds, MOST_ROWS_NAMED, MOST_SEEDS_SUGGESTED, nameOf, opening, rowName } from './phrases.ts';

interface AdviceOptions {
  /** The seeds that have chosen what is compared, where it comes from a search; else null. */
  readonly race?: readonly number[] | null;
}

/** One line each, the gravest first; empty where there is nothing to say. */
export function adviceOf(comparison: Comparison, { race = null }: AdviceOptions = {}): string[] {
  const compared = comparedRows(comparison);
  return [
    ...notTrained(comparison),
    ...lostRuns(comparison),
    ...tooFewSeeds(compared, comparison),
    ...noVariance(compared, comparison),
    ...runsAtFloor(comparison),
    ...earlyInTraining(comparison),
    ...undecided(
      compared.filter((row) => !isMixture(row, comparison)), // their news is how many learnt
      { ...comparison, race },
    ),
    ...winnersCurse(compared, { ...comparison, race }),
  ];
}

/** How many runs of the plan have not ended. */
export function missingRuns({ rows, seeds }: Comparison): number {
  return Math.max(0, total(rows, () => seeds.length) - total(rows, endedRuns));
}

function notTrained(comparison: Comparison): string[] {
  const planned = total(comparison.rows, () => comparison.seeds.length);
  const missing = missingRuns(comparison);
  if (missing === 0) return [];
  const are = missing === 1 ? 'is' : 'are';
  return [`${missing} of ${plural(planned, 'run')} ${are} not trained yet: run the experiment again.`];
}

function lostRuns({ rows }: Comparison): string[] {
  const diverged = total(rows, (row) => row.diverged);
  const failed = total(rows, (row) => row.failed);
  return [
    ...(diverged === 0 ? [] : [`${plural(diverged, 'run')} diverged: a lower learning_rate may help.`]),
    ...(failed === 0 ? [] : [`${plural(failed, 'run')} failed: run the experiment again to try once more.`]),
  ];
}

function tooFewSeeds(compared: readonly Compared[], { rows, comparisons, seedsNeeded, seeds }: Comparison): string[] {
  if (rows.some((row) => endedRuns(row) < seeds.length)) return []; // what is missing is said, and comes first
  if (rows.some((row) => row.bySeed.size === 0)) return []; // a level that lost all its runs gets none back by more
  const few = compared.filter(({ againstBaseline: { verdict } }) => verdict === 'too-few-seeds');
  if (few.length === 0) return [];
  if (seedsNeeded === null)
    return [`${plural(comparisons, 'comparison')} are too many for one table: compare fewer levels.`];
  return [seeds.length < seedsNeeded ? `Set seeds=${seedsNeeded}.` : 'Lost runs cost pairs: set more seeds.'];
}

/** Differences vary from seed to seed; the same one everywhere hints at a key that does nothing, or too much. */
function noVariance(rows: readonly Compared[], { by, baseline }: Comparison): string[] {
  const constant = rows.filter(({ againstBaseline: { isConstant } }) => isConstant);
  if (constant.length === 0) return [];
  const who =
    constant.length > MOST_ROWS_NAMED
      ? `in ${constant.length} rows`
      : `for ${listing(constant.map((row) => rowName(row, by)))}`;
  return [
    `No variance: the difference from ${nameOf(by, baseline)} is the same on every seed ${who}. Check what ${by} changes here.`,
  ];
}

/** The answer says how many, and whose. */
function runsAtFloor({ rows, metric }: Comparison): string[] {
  if (metric !== 'accuracy') return [];
  return [
    ...(total(rows, ({ atFloor }) => atFloor?.neverLeft ?? 0) === 0
      ? []
      : ['A run that never left the floor has learnt the position at most: more epochs may help.']),
    ...(total(rows, ({ atFloor }) => atFloor?.fellBack ?? 0) === 0
      ? []
      : ['A run that fell back to the floor lost what it had learnt: a lower learning_rate may help.']),
  ];
}

/** Below this share of the way from floor to ceiling, accuracies hardly tell learners apart; their losses do. */
const EARLY = 1 / 3;

function earlyInTraining({ rows, metric }: Comparison): string[] {
  const shares = rows.map(shareOfTheWay).filter((share) => share !== null);
  if (metric !== 'accuracy' || shares.length === 0 || Math.max(...shares) >= EARLY) return [];
  if (total(rows, ({ atFloor }) => atFloor?.neverLeft ?? 0) > 0) return []; // told so, and what helps
  return [
    'All accuracies are in the lowest third between floor and ceiling. If the claim is who learns faster, it is about the loss during training: --metric training_loss.',
  ];
}

/** 0 at the floor, 1 at the ceiling; null where one of them is not known or there is nothing between them. */
function shareOfTheWay({ mean, planned: { floor, ceiling } }: ComparisonRow): number | null {
  if (mean === null || floor === null || ceiling === null || ceiling <= floor) return null;
  return (mean - floor) / (ceiling - floor);
}

/** Seeds that have been seen, and those of the race among them where there was one. */
interface Seen extends Pick<Comparison, 'seeds'> {
  readonly race: readonly number[] | null;
}

function undecided(rows: readonly Compared[], seen: Seen): string[] {
  const seeds = fewestSeedsSuggested(rows);
  if (seeds === null) return [];
  const isOne = rows.filter(({ againstBaseline: { verdict } }) => verdict === 'undecided').length === 1;
  const which = isOne ? 'it' : 'the clearest of the undecided';
  const settling = opening(`${aboutSeeds(seeds)} would settle ${which}. `);
  const answerSaysSo = rows.every(isWithoutBlock);
  const fresh = seeds > MOST_SEEDS_SUGGESTED ? null : freshSeeds(seen, seeds);
  return [
    `${answerSaysSo ? '' : settling}Adding seeds until a verdict comes raises the error rate: fix the number once, or ` +
      `confirm on fresh seeds${fresh === null ? '' : `, as with '${fresh}'`}.`,
  ];
}

/**
 * The override that asks for so many seeds that have not been seen: after those that have, or before them; null where
 * neither has room.
 *
 * @example freshSeeds({ seeds: [1, 2, 3], race: null }, 10) is 'seeds={from: 4, count: 10}'
 */
export function freshSeeds({ seeds, race }: Seen, count: number): string | null {
  const seen = [...seeds, ...(race ?? [])];
  const after = Math.max(...seen) + 1;
  const from = after + count - 1 <= LARGEST_SEED ? after : Math.min(...seen) > count ? 1 : null;
  return from === null ? null : `${race === null ? 'seeds' : 'search.confirm'}={from: ${from}, count: ${count}}`;
}

/** Whoever comes out first among several was partly lucky; fresh seeds say by how much. */
function winnersCurse(rows: readonly Compared[], seen: Seen): string[] {
  if (rows.length < 3 || !rows.some(({ againstBaseline: { verdict } }) => verdict === 'better')) return [];
  const fresh = freshSeeds(seen, seen.seeds.length);
  const how = fresh === null ? '' : `, as with '${fresh}'`;
  return [`The best of ${rows.length} comparisons looks better than it is: confirm it on fresh seeds${how}.`];
}
