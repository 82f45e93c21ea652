/** A comparison in sentences: the answer that ends a table. */
import type { Block, Comparison, ComparisonRow, StepGains, Stretch, Value } from '../vocabulary.ts';
import { listing, plural, spaced } from '../words.ts';
import { hasLearntNothing } from './best-rows.ts';
import { blockSentences } from './block-sentences.ts';
import {
  baselineOf,
  type Compared,
  comparedRows,
  endedRuns,
  inOrderOfVerdict,
  isWithoutBlock,
  total,
} from './compared-rows.ts';
import { isMixture, isPartlyLearnt, learntSentences, rowsToldByRate, rowsToldToFallBack } from './learnt-sentences.ts';
import { levelSentences } from './level-sentences.ts';
import { formatFixed, formatMetric, scaled } from './numbers.ts';
import { MOST_ROWS_NAMED, nameOf, opening, rowName, signedAmount, whereabouts } from './phrases.ts';
import { coverageAfter, coverageSentences, onTestPart } from './test-part.ts';

/** The verdicts, then where the gain is, then what became of runs that say nothing. */
export function answerOf(comparison: Comparison, gains: StepGains | null = null): string {
  return [...headlineSentences(comparison), ...detailSentences(comparison, gains)].join(' ');
}

/** What was found. */
export function headlineSentences(comparison: Comparison): string[] {
  const [first, ...others] = verdicts(comparison);
  return [onTestPart(first, comparison), ...others];
}

/** What there is to be known of it. */
export function detailSentences(comparison: Comparison, gains: StepGains | null): string[] {
  return [...lopsided(comparison), ...whereTheGainIs(comparison, gains), ...countSentences(comparison)];
}

/** What was found, and where in the sequence it is. */
export function verdictSentences(comparison: Comparison, gains: StepGains | null): string[] {
  return [...headlineSentences(comparison), ...lopsided(comparison), ...whereTheGainIs(comparison, gains)];
}

/** What became of runs that say nothing. */
export function countSentences(comparison: Comparison): string[] {
  const without = (told: readonly ComparisonRow[]): Comparison => {
    const isTold = new Set(told);
    return { ...comparison, rows: comparison.rows.filter((row) => !isTold.has(row)) };
  };
  const notTold = without(rowsToldByRate(comparison));
  const notToldToFallBack = without(rowsToldToFallBack(comparison));
  return [
    ...countedRuns(comparison, ({ diverged }) => diverged, 'diverged'),
    ...countedRuns(comparison, ({ failed }) => failed, 'failed'),
    ...(comparison.metric === 'accuracy'
      ? [
          ...countedRuns(notTold, ({ atFloor }) => atFloor?.neverLeft ?? 0, 'never left the floor'),
          ...countedRuns(
            notToldToFallBack,
            ({ atFloor }) => atFloor?.fellBack ?? 0,
            'left the floor and fell back to it',
          ),
          ...countedRuns(notTold, endedOnly, 'ended at the floor'),
        ]
      : []),
  ];
}

function verdicts(comparison: Comparison): string[] {
  const rows = comparedRows(comparison);
  if (rows.length === 0) return [withoutComparison(comparison)];
  const { learnt, nothing } = apart(rows, comparison);
  const partly = learnt.filter((row) => isPartlyLearnt(row, comparison));
  const whole = learnt.filter((row) => !isMixture(row, comparison));
  const found =
    whole.length === 0
      ? []
      : whole.every(isWithoutBlock)
        ? levelSentences(whole, comparison)
        : [...blockSentences(whole, comparison), ...coverageSentences(comparison)];
  return [
    ...found,
    ...learntSentences(partly, comparison),
    ...(nothing.length === 0 ? [] : [nothingLearnt(nothing, comparison)]),
  ];
}

/** Rows that have learnt nothing, like their baselines, have nothing to be compared. */
function apart(rows: readonly Compared[], comparison: Comparison): { learnt: Compared[]; nothing: Compared[] } {
  const { metric } = comparison;
  const isNothing = (row: Compared) => {
    const baseline = baselineOf(row, comparison);
    return baseline !== null && [row, baseline].every((each) => hasLearntNothing(each, metric));
  };
  return { learnt: rows.filter((row) => !isNothing(row)), nothing: rows.filter(isNothing) };
}

/** 'Bidirectional and forward have both learnt nothing: they know the time step at most.' */
function nothingLearnt(rows: readonly Compared[], { by, baseline, testPart }: Comparison): string {
  const levels = [...new Set(rows.map(({ level }) => level))];
  const who = opening(listing([...levels, baseline].map((level) => nameOf(by, level))));
  const blocks = rows.filter((row) => !isWithoutBlock(row)).map(({ block }) => block);
  const where = blocks.length === 0 ? '' : ` ${whereabouts(uniqueBlocks(blocks), { all: uniqueBlocks(blocks) })}`;
  const floor = testPart?.per === 'sequence' ? 'the commonest class' : 'the time step';
  return `${who} have ${levels.length === 1 ? 'both ' : ''}learnt nothing${where}: they know ${floor} at most.`;
}

function uniqueBlocks(blocks: readonly Block[]): Block[] {
  return [...new Map(blocks.map((block) => [JSON.stringify(block), block])).values()];
}

function withoutComparison(comparison: Comparison): string {
  const { rows, metric, by, baseline } = comparison;
  if (rows.length > 1) return `Nothing to compare: ${nameOf(by, baseline)} stands beside no other level.`;
  const [{ mean, interval, bySeed }] = rows;
  if (mean === null) return 'No run was completed.';
  const value = opening(`${spaced(metric)} ${formatMetric(metric, mean, interval)}`);
  if (interval === null) return `${value}, ${bySeed.size === 1 ? 'on one seed' : `the mean of ${bySeed.size} seeds`}.`;
  const bounds = interval.map((bound) => formatMetric(metric, bound, interval)).join(' to ');
  return `${value} (95 % ${bounds}${coverageAfter(comparison)}), the mean of ${bySeed.size} seeds.`;
}

/** 'The differences of backward are lopsided: their median is +0.9 points (95 % +0.5 to +1.4).' */
function lopsided(comparison: Comparison): string[] {
  const { by, metric } = comparison;
  const rows = comparedRows(comparison).filter(({ againstBaseline }) => againstBaseline.isLopsided);
  const alone = comparison.coversGroups ? ', over seeds alone' : '';
  if (rows.length > MOST_ROWS_NAMED) {
    return [`The differences of ${rows.length} rows are lopsided: their medians are in --csv and --json.`];
  }
  return rows.flatMap((row) => {
    const { median, medianInterval } = row.againstBaseline;
    if (median === null) return [];
    const size = signedAmount({ difference: median, interval: medianInterval }, metric);
    return [`The differences of ${rowName(row, by)} are lopsided: their median is ${size}${alone}.`];
  });
}

/**
 * The level that is better than the baseline by most, where no other key is swept; null where none is, or where its gain
 * is rather one of how often it learns than of steps.
 */
export function bestLevel(comparison: Comparison): Value | null {
  const [best] = inOrderOfVerdict(comparedRows(comparison), comparison);
  if (best === undefined || isMixture(best, comparison)) return null;
  return best.againstBaseline.verdict === 'better' && isWithoutBlock(best) ? best.level : null;
}

/** 'Most of the gain is at steps 5 and 6; it loses 20.1 points at step 7.' */
function whereTheGainIs({ metric, coversGroups }: Comparison, gains: StepGains | null): string[] {
  if (metric !== 'accuracy' || gains === null) return [];
  const gain = gains.most === null ? [] : [`most of the gain is ${atSteps(gains.most)}`];
  const largest = gains.losses
    .slice(0, MOST_ROWS_NAMED)
    .map((loss) => `${formatFixed(-scaled('accuracy', loss.difference), 1)} points ${atSteps(loss)}`);
  const others = gains.losses.length > largest.length ? ', and less elsewhere' : '';
  const loss = largest.length === 0 ? [] : [`it loses ${listing(largest)}${others}`];
  const sentence = [...gain, ...loss].join('; ');
  const where = coversGroups ? 'on these test sequences, over seeds alone, ' : '';
  return sentence === '' ? [] : [`${opening(`${where}${sentence}`)}.`];
}

function atSteps({ from, to }: Stretch): string {
  if (from === to) return `at step ${from}`;
  return `at steps ${from} ${to === from + 1 ? 'and' : 'to'} ${to}`;
}

/** Runs at the floor of which their curves do not say how they came to it. */
function endedOnly({ atFloor }: ComparisonRow): number {
  return atFloor === null ? 0 : atFloor.runs - atFloor.neverLeft - atFloor.fellBack;
}

/** 'Backward: 3 of 10 runs never left the floor.'; of many rows, all together. */
function countedRuns({ rows, by }: Comparison, count: (row: ComparisonRow) => number, says: string): string[] {
  const concerned = rows.filter((row) => count(row) > 0);
  const sentence = (some: readonly ComparisonRow[]) =>
    `${total(some, count)} of ${plural(total(some, endedRuns), 'run')} ${says}.`;
  if (concerned.length > MOST_ROWS_NAMED) return [sentence(rows)];
  return concerned.map((row) => (by === null ? sentence([row]) : `${opening(rowName(row, by))}: ${sentence([row])}`));
}
