/** What is said of a whole comparison in few words: what it shares, in what unit, between which bounds. */
import { type Comparison, DIRECTIONS } from '../vocabulary.ts';
import { grouped, plural, spaced } from '../words.ts';
import { commonCeilings, commonFloor } from './comparison-json.ts';
import { constantPhrases, constants } from './constants.ts';
import { isShare } from './numbers.ts';
import { effectSize } from './phrases.ts';
import { terminalText } from './terminal-text.ts';

/** What all rows share: the metric, the seeds, the constant keys. */
export function comparisonFacts(comparison: Comparison): string[] {
  const configurations = comparison.rows.map(({ planned }) => planned.configuration);
  const { test_sequences } = constants(configurations);
  const name = spaced(comparison.metric);
  const seeds = comparison.seeds.length;
  return [
    comparison.metric === 'training_loss'
      ? `${name}, the mean over all training sequences before their update`
      : `${name} on ${testedOn(comparison, test_sequences)}`,
    seeds === 1 ? '1 seed' : `${seeds} ${comparison.comparisons > 0 ? 'paired seeds' : 'seeds'}`,
    ...constantPhrases(configurations),
  ];
}

/** @example '2 000 fresh sequences', '370 test sequences of walks.csv' */
function testedOn({ testPart }: Comparison, fresh: number | undefined): string {
  if (testPart === null) return `${fresh === undefined ? '' : `${grouped(fresh)} `}fresh sequences`;
  const { sequences, groups, folds, file } = testPart;
  const count = sequences === null ? '' : `${grouped(sequences)} `;
  const inGroups = groups === null || groups === sequences ? '' : ` (${plural(groups, 'group')})`;
  const inFolds = folds === null ? '' : ` in ${folds} folds`;
  return `${count}test sequences${inGroups}${inFolds} of ${terminalText(file)}`;
}

/** Floor and ceiling of accuracies, where they are the same for the whole table; else ''. */
export function boundsPhrase(comparison: Comparison): string {
  if (comparison.metric !== 'accuracy') return '';
  const floor = commonFloor(comparison.rows);
  const ceilings = commonCeilings(comparison.rows);
  const parts = [
    floor === null
      ? null
      : `floor ${bound(floor)} (${comparison.testPart?.per === 'sequence' ? 'the commonest class' : 'knows only the time step'})`,
    ceilings === null ? null : ceilingPhrase(ceilings),
  ].filter((part) => part !== null);
  return parts.join(' · ');
}

function ceilingPhrase(ceilings: NonNullable<ReturnType<typeof commonCeilings>>): string {
  const values = new Set(Object.values(ceilings).map(bound));
  if (values.size === 1) return `ceiling ${[...values][0]}`;
  const each = DIRECTIONS.filter((direction) => ceilings[direction] !== undefined);
  return `ceiling: ${each.map((direction) => `${direction} ${bound(ceilings[direction] ?? null)}`).join(', ')}`;
}

export function keysOfBlocks({ rows }: Comparison): string[] {
  return [...new Set(rows.flatMap(({ block }) => Object.keys(block)))];
}

export function unitPhrase({ metric }: Comparison): string {
  return isShare(metric) ? ', in points' : '';
}

/** Up to where differences count as none: '0.5', in points for shares. */
export function smallestEffectPhrase({ smallestEffect, metric }: Comparison): string {
  return effectSize(smallestEffect, metric);
}

/** What the intervals of the table cover. */
export function togetherPhrase({ comparisons }: Comparison): string {
  return comparisons === 1 ? '95 %' : `95 %, ${comparisons === 2 ? 'both' : `all ${comparisons}`} together`;
}

export function bound(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}
