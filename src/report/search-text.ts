/** A search as it is told: who left when, what that saved, who could not be told apart, and who won. */
import type { Contestant, LevelOutcome, Metric, SearchOutcome } from '../vocabulary.ts';
import { grouped, listing, plural } from '../words.ts';
import { formatMetric } from './numbers.ts';
import { nameOf } from './phrases.ts';
import { renderTable, right, wrap } from './table.ts';
import { terminalText } from './terminal-text.ts';

/** How many of those that are left a line names before it counts them. */
const MOST_NAMED = 3;

export interface SearchStyle {
  /** The key whose levels are compared; '' for none. */
  readonly by: string | null;
  readonly metric: Metric;
  /** Columns of the terminal. */
  readonly width: number;
}

export function searchText(search: SearchOutcome, style: SearchStyle): string {
  const { width } = style;
  const line = (text: string) => wrap(` ${terminalText(text)}`, width, 3);
  return [
    line(searchFacts(search, style)),
    '',
    leftTable(search, style),
    '',
    line(savedSentence(search)),
    ...search.levels.map((level) => line(levelSentence(level, search, style))),
    line(confirmation(search)),
  ].join('\n');
}

/** 'search: 24 forward and 24 bidirectional configurations in a race over 14 seeds at most' */
export function searchFacts({ levels, seeds }: SearchOutcome, { by }: Pick<SearchStyle, 'by'>): string {
  const counts = levels.map(({ level, candidates }) => `${candidates}${level === null ? '' : ` ${nameOf(by, level)}`}`);
  return `search: ${listing(counts)} configurations in a race over ${plural(seeds.length, 'seed')} at most`;
}

/** How many left after how many seeds, a column for each level. */
function leftTable({ levels }: SearchOutcome, { by, width }: SearchStyle): string {
  const titles = levels.map(({ level }) => (level === null ? 'configurations' : nameOf(by, level)));
  const rows = [...new Set(levels.flatMap(({ left }) => left.map(({ afterSeeds }) => afterSeeds)))].toSorted(
    (a, b) => a - b,
  );
  return renderTable(
    [right(''), ...titles.map((title) => right(terminalText(title)))],
    [
      ...rows.map((seeds) => [
        `left after ${plural(seeds, 'seed')}`,
        ...levels.map(({ left }) => countOrNone(left.filter(({ afterSeeds }) => afterSeeds === seeds).length)),
      ]),
      ...(levels.some(({ waiting }) => waiting.length > 0)
        ? [['waiting', ...levels.map(({ waiting }) => countOrNone(waiting.length))]]
        : []),
      ['still there', ...levels.map(({ racing }) => String(racing.length))],
    ],
    { width, indent: 1 },
  );
}

const countOrNone = (count: number) => (count === 0 ? '–' : String(count));

export function savedSentence({ runs, isOver }: SearchOutcome): string {
  const { made, ofAll } = runs;
  if (!isOver)
    return `The race is not over: ${plural(made, 'run')} are there, of at most ${grouped(ofAll)}. The same run goes on from there.`;
  if (made === ofAll) return `The race took all ${plural(ofAll, 'run')}: every configuration with every seed.`;
  const fewer = Math.round((100 * (ofAll - made)) / ofAll);
  return `The race took ${plural(made, 'run')}, ${fewer} % fewer than the ${grouped(ofAll)} of all configurations with all seeds.`;
}

/** 'forward: units 37, learning rate 0.0041 won, accuracy 0.968 in the race; still undistinguished: units 40, …' */
export function levelSentence(
  { level, racing: [first, ...others], waiting, seedsRun, candidates }: LevelOutcome,
  { isOver }: Pick<SearchOutcome, 'isOver'>,
  { by, metric }: Pick<SearchStyle, 'by' | 'metric'>,
): string {
  const name = level === null ? '' : `${nameOf(by, level)}: `;
  if (candidates < 2) return `${name}${contestantName(first)}, the only one.`;
  if (seedsRun === 0) return `${name}nothing is decided yet.`;
  const mean =
    first.mean === null ? '' : ` with ${metricName(metric)} ${formatMetric(metric, first.mean, null)} in the race`;
  return `${name}${contestantName(first)} ${isOver ? 'won' : 'leads'}${mean}${besideIt(others, waiting, { isOver })}.`;
}

/** Who else may be the best. */
function besideIt(
  others: readonly Contestant[],
  waiting: readonly Contestant[],
  { isOver }: Pick<SearchOutcome, 'isOver'>,
): string {
  if (others.length === 0) return waiting.length === 0 ? ', told apart from all others' : ', with none close behind';
  const named = others.slice(0, MOST_NAMED).map((each) => `(${contestantName(each)})`);
  const more = others.length - named.length;
  const all = [...named, ...(more === 0 ? [] : [`${more} more`])];
  return `; ${isOver ? 'still undistinguished' : 'not told apart yet'}: ${all.join(', ')}`;
}

/** @example 'units 37, learning rate 0.0041' */
export function contestantName({ settings }: Contestant): string {
  const names = Object.entries(settings).map(([key, value]) => nameOf(key, value));
  return names.length === 0 ? 'the configuration of the file' : names.join(', ');
}

const metricName = (metric: Metric) => metric.replaceAll('_', ' ');

export function confirmation({ isOver, levels, confirmingSeeds }: SearchOutcome): string {
  const what = levels.length === 1 ? 'The winner' : 'The winners';
  const verb = isOver ? (levels.length === 1 ? 'was' : 'were') : 'will be';
  const seeds = `${confirmingSeeds[0]} … ${confirmingSeeds.at(-1)}`;
  return `${what} ${verb} trained again with ${plural(confirmingSeeds.length, 'other seed')}, ${seeds}; the table is of these runs alone.`;
}
