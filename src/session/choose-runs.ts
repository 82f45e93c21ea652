/** RUN on the command line → stored runs: a run's number, or `NAME key=value…`. */
import { valueInForce } from '../experiment/configuration.ts';
import type { Store } from '../store/store.ts';
import type { Configuration, ExperimentResults, Point, StoredRun } from '../vocabulary.ts';
import { UsageError } from './errors.ts';
import { refuseUnknownTask, storedResults } from './stored-results.ts';

/** A stored run with what was trained; the point where it was found under an experiment's name. */
export interface ChosenRun {
  readonly run: Omit<StoredRun, 'steps' | 'stepCounts'>;
  readonly planned: Point['planned'];
  readonly point: Pick<Point, 'block' | 'level'>;
  /** What a command line says to leave it alone of all under that name; none for a run given by its number. */
  readonly conditions: readonly string[];
}

/** The runs that a RUN leaves, one per configuration, each of the first seed. */
export interface RunGroup {
  /** As typed: a number, or the name of an experiment. */
  readonly name: string;
  readonly runs: readonly ChosenRun[];
}

/** What the words of a command line say: one RUN after the other, and what follows them. */
export interface Chosen {
  readonly groups: readonly RunGroup[];
  /** Words that belong to no RUN. */
  readonly rest: readonly string[];
}

/**
 * Reads up to `most` RUNs. A RUN is a number, or a name with as many `key=value` after it as it takes; `seed=3` is
 * one of them.
 */
export function chooseRuns(store: Store, words: readonly string[], { most }: { most: number }): Chosen {
  const groups: RunGroup[] = [];
  let rest = [...words];
  while (rest.length > 0 && groups.length < most) {
    const [name, ...others] = rest;
    const end = others.findIndex((word) => !word.includes('='));
    const conditions = end < 0 ? others : others.slice(0, end);
    rest = end < 0 ? [] : others.slice(end);
    const isNumber = /^\d+$/.test(name);
    const runs = isNumber ? [numbered(store, Number(name), conditions)] : named(store, name, conditions);
    groups.push({ name, runs });
  }
  return { groups, rest };
}

/** The only run of a group; where it leaves several, a UsageError with what tells them apart. */
export function onlyRun({ name, runs }: RunGroup): ChosenRun {
  if (runs.length === 1) return runs[0];
  const listed = runs.slice(0, MOST_LISTED).map(({ conditions }) => conditions.join(' '));
  if (runs.length > MOST_LISTED) listed.push(`${runs.length - MOST_LISTED} more`);
  throw new UsageError(
    `${name} leaves ${runs.length} configurations; add what tells them apart, or give a run's number. ` +
      `They are: ${listed.join(' · ')}`,
  );
}

const MOST_LISTED = 12;

function numbered(store: Store, id: number, conditions: readonly string[]): ChosenRun {
  if (conditions.length > 0)
    throw new UsageError(`run ${id} is one run already; found ${conditions.join(' ')} after it`);
  const stored = store.run(id);
  if (stored === null) throw new UsageError(`there is no run ${id}. See: bothways runs`);
  const { planned } = stored;
  refuseUnknownTask(planned.configuration);
  return { run: stored, planned, point: { block: {}, level: planned.configuration.direction }, conditions: [] };
}

function named(store: Store, name: string, conditions: readonly string[]): ChosenRun[] {
  const results = storedResults(store, name);
  const wanted = conditions.map((condition) => parse(condition, results));
  const seedWanted = wanted.find(({ key }) => key === 'seed');
  const chosen = new Map<string, ChosenRun>();
  for (const point of results.points) {
    if (chosen.has(point.planned.key)) continue;
    if (!wanted.every((condition) => condition.key === 'seed' || holds(condition, point, results))) continue;
    const run = point.runs.find(({ seed }) => seedWanted === undefined || means(seedWanted, seed));
    if (run !== undefined) {
      const { planned } = point;
      chosen.set(planned.key, { run, planned, point, conditions: conditionsOf(point, results) });
    }
  }
  if (chosen.size > 0) return [...chosen.values()];
  const trained = results.points.some(({ runs }) => runs.length > 0);
  const given = conditions.length === 0 ? '' : ` with ${conditions.join(' ')}`;
  throw new UsageError(`${name} has no run${given}${trained ? `. See: bothways runs ${name}` : ' yet: run it first'}`);
}

interface Condition {
  readonly key: string;
  readonly value: string;
}

function parse(condition: string, results: ExperimentResults): Condition {
  const [key, ...value] = condition.split('=');
  const keys = new Set([
    'seed',
    ...results.points.flatMap(({ planned, block }) => [...Object.keys(planned.configuration), ...Object.keys(block)]),
  ]);
  if (keys.has(key)) return { key, value: value.join('=') };
  throw new UsageError(`expected one of ${[...keys].join(', ')} before the =; found "${key}"`);
}

/** Values as the sweep has them written, or as they are in the configuration; however they are spelt. */
function holds(condition: Condition, { block, level, planned }: Point, { compare }: ExperimentResults): boolean {
  const { key } = condition;
  const written = key === compare?.by ? level : block[key];
  const inForce = planned.configuration[key as keyof Configuration];
  return [written, inForce].some(
    (value) => value !== undefined && value !== null && means(condition, value, planned.configuration),
  );
}

/** Whether a value is the one that was typed. */
function means(
  { key, value: typed }: Condition,
  value: string | number,
  settings: Pick<Configuration, 'sequence_length'> = {},
): boolean {
  return valueInForce(key, typed, settings) === valueInForce(key, value, settings);
}

/** @example ['units=16', 'direction=forward'] */
function conditionsOf({ block, level }: Point, { compare }: ExperimentResults): string[] {
  const swept = { ...block, ...(compare !== null && level !== null && { [compare.by]: level }) };
  return Object.entries(swept).map(([key, value]) => `${key}=${value}`);
}
