/** The answer where only the compared key is swept: a sentence for the best level, then those of like verdict together. */
import { BETTER, type Comparison } from '../vocabulary.ts';
import { listing, plural } from '../words.ts';
import {
  type Compared,
  fewestSeedsSuggested,
  groupByVerdict,
  inOrderOfVerdict,
  isBaseline,
  lostRuns,
} from './compared-rows.ts';
import {
  aboutSeeds,
  amountOf,
  boundsOfSize,
  effectSize,
  hull,
  MOST_ROWS_NAMED,
  nameOf,
  namesOf,
  need,
  opening,
  scope,
  signedBounds,
  sizes,
} from './phrases.ts';
import { coverageAfter, coverageInBrackets, groupsName, groupsNeeded } from './test-part.ts';

export function levelSentences(rows: readonly Compared[], comparison: Comparison): string[] {
  const groups = groupByVerdict(inOrderOfVerdict(rows, comparison));
  return groups.flatMap((group, i) => (i === 0 ? leading(group, comparison) : following(group, comparison)));
}

/** Names the baseline and says how sure it is. */
function leading(rows: readonly Compared[], comparison: Comparison): string[] {
  const [first, ...others] = rows;
  const { verdict } = first.againstBaseline;
  switch (verdict) {
    case 'better':
    case 'worse':
      return [
        difference(first, comparison),
        ...(others.length === 0 ? [] : [shortDifferences(others, `${verdict} too,`, comparison)]),
      ];
    case 'same':
      return [same(rows, comparison)];
    case 'lost':
      return rows.map((row) => lost(row, comparison));
    case 'undecided':
      return [undecided(rows, comparison)];
    case 'too-few-groups':
      return [tooFewGroups(rows, comparison)];
    case 'too-few-seeds':
      return [tooFewSeeds(rows, comparison)];
    default:
      throw new Error(`no sentence for ${verdict satisfies never}`);
  }
}

/** What is left to say once the baseline is known. */
function following(rows: readonly Compared[], comparison: Comparison): string[] {
  const { verdict } = rows[0].againstBaseline;
  const [subject, isOne] = [opening(namesOfLevels(rows, comparison)), rows.length === 1];
  const are = isOne ? 'is' : 'are';
  switch (verdict) {
    case 'better':
    case 'worse':
      return [shortDifferences(rows, verdict, comparison)];
    case 'same':
      return [`${subject} ${are} the same for practical purposes.`];
    case 'lost':
      return rows.map((row) => lost(row, comparison));
    case 'undecided':
      return [`${subject} ${are} undecided: ${openQuestion(rows, comparison)}.`];
    case 'too-few-groups':
      return [`${subject} ${isOne ? 'has' : 'have'} too few ${groupsName(comparison)}.`];
    case 'too-few-seeds':
      return [`${subject} ${isOne ? 'has' : 'have'} too few seeds: ${fewestPairs(rows)}, and ${need(comparison)}.`];
    default:
      throw new Error(`no sentence for ${verdict satisfies never}`);
  }
}

/** 'Bidirectional is better than forward by 1.1 points (95 % 0.7 to 1.5), on 10 of 10 seeds.' */
function difference({ level, againstBaseline }: Compared, comparison: Comparison): string {
  const { by, baseline, metric } = comparison;
  const { verdict, interval, pairs, betterIn, worseIn, isConstant } = againstBaseline;
  if (interval === null) throw new Error(`${level} is ${verdict} without an interval`);
  const size = sizes([amountOf(againstBaseline)], metric);
  const howMuch = isConstant
    ? `exactly ${size}`
    : `${size} (95 % ${boundsOfSize(interval, metric)}${coverageAfter(comparison)})`;
  const seeds = `${verdict === 'better' ? betterIn : worseIn} of ${pairs} seeds`;
  const subject = opening(nameOf(by, level));
  return `${subject} is ${verdict} than ${nameOf(by, baseline)}${scope(comparison)} by ${howMuch}, on ${seeds}.`;
}

/** 'Backward is worse by 4.3 points.' */
function shortDifferences(rows: readonly Compared[], says: string, comparison: Comparison): string {
  const amounts = rows.map(({ againstBaseline }) => amountOf(againstBaseline));
  const are = rows.length === 1 ? 'is' : 'are';
  return `${opening(namesOfLevels(rows, comparison))} ${are} ${says} by ${sizes(amounts, comparison.metric)}.`;
}

function same(rows: readonly Compared[], comparison: Comparison): string {
  const { by, baseline, metric, smallestEffect } = comparison;
  const all = opening(namesOf(by, [...rows.map(({ level }) => level), baseline]));
  const isIdentical = rows.every(({ againstBaseline: { ties, pairs } }) => ties === pairs);
  if (isIdentical) return `${all} are the same${scope(comparison)} on every seed.`;
  const none = `under ${effectSize(smallestEffect, metric)} counts as none`;
  return `${all} are the same for practical purposes: ${differencesLie(rows, comparison)}; ${none}.`;
}

/** One of the two lost more runs: what is there, and what is missing. */
function lost(row: Compared, comparison: Comparison): string {
  const { by, baseline, rows, seeds } = comparison;
  const baselineRow = rows.find((one) => isBaseline(one, comparison));
  if (baselineRow === undefined) throw new Error(`no ${baseline} beside ${row.level}`);
  const [more, fewer] = lostRuns(row) > lostRuns(baselineRow) ? [row, baselineRow] : [baselineRow, row];
  const pairs = `the ${plural(row.againstBaseline.pairs, 'seed')} that both completed`;
  const losses = `${nameOf(by, more.level)} lost ${lostRuns(more)} of its ${plural(seeds.length, 'run')}`;
  const others = `${nameOf(by, fewer.level)} ${lostRuns(fewer)}`;
  return `Undecided: ${standing(row, comparison)} on ${pairs}, but ${losses} and ${others}.`;
}

function undecided(rows: readonly Compared[], comparison: Comparison): string {
  const { by, baseline } = comparison;
  const who = rows.length === 1 ? '' : `${namesOfLevels(rows, comparison)} against ${nameOf(by, baseline)}; `;
  return `Undecided: ${who}${openQuestion(rows, comparison)}.`;
}

/** 'the difference lies between −0.9 and +1.6 points; about 65 seeds would settle it' */
function openQuestion(rows: readonly Compared[], comparison: Comparison): string {
  const seeds = fewestSeedsSuggested(rows);
  const which = rows.length === 1 ? 'it' : 'the clearest one';
  if (seeds === null) {
    const cure = `more ${groupsName(comparison)} would settle ${which}, more seeds alone would not`;
    return `${differencesLie(rows, comparison)}${comparison.coversGroups ? `; ${cure}` : ''}`;
  }
  return `${differencesLie(rows, comparison)}; ${aboutSeeds(seeds)} would settle ${which}`;
}

/** One interval, or the span of several. */
function differencesLie(rows: readonly Compared[], comparison: Comparison): string {
  const intervals = rows.flatMap(({ againstBaseline: { interval } }) => (interval === null ? [] : [interval]));
  const subject =
    rows.length === 1 ? `the difference${scope(comparison)} lies` : `the differences${scope(comparison)} lie`;
  return `${subject} between ${signedBounds(hull(intervals), comparison.metric)}${coverageInBrackets(comparison)}`;
}

function tooFewSeeds(rows: readonly Compared[], comparison: Comparison): string {
  const paired = rows.filter(({ againstBaseline }) => againstBaseline.pairs > 0); // who lost them all is said apart
  const pairs = paired.length === 0 ? 0 : fewestPairs(paired);
  const there = pairs === 0 ? 'are none that both levels completed' : `${pairs === 1 ? 'is' : 'are'} ${pairs}`;
  return `Too few seeds for a verdict: there ${there}, and ${need(comparison)}.${soFar(rows, comparison)}`;
}

function tooFewGroups(rows: readonly Compared[], comparison: Comparison): string {
  const why = `Too few ${groupsName(comparison)} for a verdict`;
  return `${why}: ${groupsNeeded(comparison)}.${soFar(rows, comparison)}`;
}

/** ' So far bidirectional is ahead of forward by 1.1 points.' */
function soFar(rows: readonly Compared[], comparison: Comparison): string {
  const means = rows.flatMap((row) => (row.againstBaseline.difference === null ? [] : [standing(row, comparison)]));
  return means.length === 0 || means.length > MOST_ROWS_NAMED ? '' : ` So far ${listing(means)}.`;
}

/** 'bidirectional is ahead of forward by 1.1 points' */
function standing({ level, againstBaseline }: Compared, comparison: Comparison): string {
  const { by, baseline, metric } = comparison;
  const { difference } = amountOf(againstBaseline);
  const [name, other] = [nameOf(by, level), `${nameOf(by, baseline)}${scope(comparison)}`];
  if (difference === 0) return `${name} is level with ${other}`;
  const isAhead = (BETTER[metric] === 'higher') === difference > 0;
  return `${name} is ${isAhead ? 'ahead of' : 'behind'} ${other} by ${sizes([amountOf(againstBaseline)], metric)}`;
}

function fewestPairs(rows: readonly Compared[]): number {
  return Math.min(...rows.map(({ againstBaseline }) => againstBaseline.pairs));
}

function namesOfLevels(rows: readonly Compared[], { by }: Comparison): string {
  return namesOf(
    by,
    rows.map(({ level }) => level),
  );
}
