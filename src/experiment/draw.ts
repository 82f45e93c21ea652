/** Configurations for a search, drawn from the lists and ranges under `sweep`: the same for every level. */
import type { FileKey } from '../keys.ts';
import { type RandomStream, stream } from '../random.ts';
import type { Value } from '../vocabulary.ts';
import type { CompleteSettings } from './configuration.ts';
import type { Finding } from './problems.ts';
import { type Range, valueAt, written } from './ranges.ts';
import { SEARCH_DEFAULTS } from './search-schema.ts';
import type { Given, GivenPoint, Statements } from './statements.ts';

/** What a key may be drawn from. */
type Choice =
  | { readonly kind: 'list'; readonly key: FileKey; readonly given: readonly Given[] }
  | { readonly kind: 'range'; readonly key: FileKey; readonly range: Range; readonly place: Given['place'] };

export interface Drawn {
  /** Each with its level; of a level, the first is the file's own. */
  readonly points: readonly GivenPoint[];
  readonly findings: readonly Finding[];
}

/** The key whose levels are compared: that of the file, else the direction where it is swept, else none. */
export function comparedKey({ compare, sweep }: Statements): FileKey | null {
  if (compare.by !== null) return compare.by.value;
  return sweep.has('direction') ? 'direction' : null;
}

/**
 * The points that race. They come from one stream, whatever the experiment is called: with more configurations the first
 * ones stay, and so do their runs.
 *
 * @param own what the file means where nothing is swept: the first point, as far as the values allow
 */
export function pointsToRace(statements: Statements, own: CompleteSettings): Drawn {
  const choices = choicesOf(statements);
  const findings = notToChooseFrom(statements, choices);
  if (findings.length > 0 || choices.some((choice) => choice.kind === 'list' && choice.given.length === 0))
    return { points: [], findings };
  const wanted = statements.search?.configurations?.value ?? SEARCH_DEFAULTS.configurations;
  const blocks = distinct([
    new Map(choices.map((choice) => [choice.key, ownValue(choice, statements, own)])),
    ...(wanted === 'all' ? combinations(choices) : []),
  ]);
  if (wanted !== 'all') draw(blocks, choices, wanted);
  const by = comparedKey(statements);
  const levels = by === null ? [null] : (statements.sweep.get(by)?.given ?? []);
  const points = levels.flatMap((level) =>
    [...blocks.values()].map(
      (block): GivenPoint => (level === null || by === null ? block : withLevel(block, by, level)),
    ),
  );
  return { points, findings: tooFew(statements, { wanted, found: blocks.size }) };
}

function withLevel(block: GivenPoint, by: FileKey, level: Given): GivenPoint {
  return new Map(block).set(by, level);
}

type Blocks = Map<string, GivenPoint>;

function distinct(points: readonly GivenPoint[]): Blocks {
  return new Map(points.map((point) => [valuesOf(point), point]));
}

function valuesOf(point: GivenPoint): string {
  return JSON.stringify([...point.values()].map(({ value }) => value));
}

function combinations(choices: readonly Choice[]): GivenPoint[] {
  return choices.reduce<GivenPoint[]>(
    (points, choice) =>
      points.flatMap((point) =>
        (choice.kind === 'list' ? choice.given : []).map((value) => new Map(point).set(choice.key, value)),
      ),
    [new Map()],
  );
}

/** Draws that come out as one that is there already are drawn again, so many times for each that is wanted. */
const ATTEMPTS = 100;

/** Adds different points until there are as many as are wanted, or hardly more are to be found. */
function draw(blocks: Blocks, choices: readonly Choice[], wanted: number): void {
  const random = stream(0, 'search');
  for (let attempt = 0; blocks.size < wanted && attempt < ATTEMPTS * wanted; attempt++) {
    const point: GivenPoint = new Map(choices.map((choice) => [choice.key, drawFrom(choice, random)]));
    const values = valuesOf(point);
    if (!blocks.has(values)) blocks.set(values, point);
  }
}

/** What keeps values from being chosen from. */
function notToChooseFrom({ search, ranges, compare }: Statements, choices: readonly Choice[]): Finding[] {
  const isAll = search?.configurations?.value === 'all';
  const open = choices.flatMap((choice) => (choice.kind === 'range' && isAll ? [choice] : []));
  const by = compare.by === null ? undefined : ranges.get(compare.by.value);
  return [
    ...open.map(({ key, place }): Finding => {
      const message = 'expected points or step with configurations: all; found neither.';
      return { severity: 'error', place, key: `sweep.${key}`, message };
    }),
    ...(by === undefined || compare.by === null
      ? []
      : [
          {
            severity: 'error' as const,
            place: compare.by.place,
            key: 'compare.by',
            message: `expected a key with a list of values; found ${compare.by.value}, which has a range.`,
          },
        ]),
  ];
}

function tooFew({ search }: Statements, { wanted, found }: { wanted: number | 'all'; found: number }): Finding[] {
  if (search === null || !search.isValid || (found > 1 && (wanted === 'all' || found === wanted))) return [];
  const place = search.configurations?.place ?? search.keyPlace;
  const message =
    found === 1
      ? 'expected several configurations to choose from; the values under sweep make one. Remove search.'
      : `expected at most ${found} configurations; the values under sweep make no more. Give fewer, or all.`;
  return [{ severity: 'error', place, key: 'search.configurations', message }];
}

function choicesOf({ sweep, ranges, ...statements }: Statements): Choice[] {
  const by = comparedKey({ sweep, ranges, ...statements });
  return [...sweep].flatMap(([key, { given }]): Choice[] => {
    if (key === by) return [];
    const open = ranges.get(key);
    return open === undefined
      ? [{ kind: 'list', key, given }]
      : [{ kind: 'range', key, range: open.range, place: open.place }];
  });
}

function drawFrom(choice: Choice, random: RandomStream): Given {
  if (choice.kind === 'list') return choice.given[random.below(choice.given.length)];
  const { range, place } = choice;
  const { from, to, scale, whole } = range;
  // Rounding would give the ends half of what the others have
  const isCounted = whole && scale === 'linear';
  const value = isCounted ? from + random.below(to - from + 1) : valueAt(range, random.uniform(), DISTANCES);
  return { value: written(range, value), place };
}

/** Values of a linear range are told apart as if there were so many. */
const DISTANCES = 100;

/** What the file sets; else the default where it is among the values; else the first of a list, the middle of a range. */
function ownValue(choice: Choice, { file }: Statements, own: CompleteSettings): Given {
  const set = file.get(choice.key);
  if (set !== undefined) return set.given;
  const usual: Value = own[choice.key];
  if (choice.kind === 'list') return choice.given.find(({ value }) => value === usual) ?? choice.given[0];
  const { range, place } = choice;
  const isInside = range.unit === '' && typeof usual === 'number' && usual >= range.from && usual <= range.to;
  return { value: isInside ? usual : written(range, valueAt(range, 0.5, DISTANCES)), place };
}
