/** RUN on the command line → stored runs: a run's number, or `NAME key=value…`. */
import type { Store } from '../store/store.ts';
import type { Configuration, ExperimentResults, Point, StoredRun } from '../vocabulary.ts';
import { storedResults } from './comparing.ts';
import { UsageError } from './errors.ts';

/** A stored run with what was trained; the point where it was found under an experiment's name. */
export interface ChosenRun {
  readonly run: Omit<StoredRun, 'steps'>;
  readonly planned: Point['planned'];
  readonly point: Pick<Point, 'block' | 'level'>;
}

/** What the words of a command line say: one RUN after the other, and what follows them. */
export interface Chosen {
  /** For each RUN the runs it leaves, one per configuration, each of the first seed. */
  readonly groups: readonly (readonly ChosenRun[])[];
  /** Words that belong to no RUN. */
  readonly rest: readonly string[];
}

/**
 * Reads up to `most` RUNs. A RUN is a number, or a name with as many `key=value` after it as it takes; `seed=3` is
 * one of them.
 */
export function chooseRuns(store: Store, words: readonly string[], { most }: { most: number }): Chosen {
  const groups: ChosenRun[][] = [];
  let rest = [...words];
  while (rest.length > 0 && groups.length < most) {
    const [name, ...others] = rest;
    const end = others.findIndex((word) => !word.includes('='));
    const conditions = end < 0 ? others : others.slice(0, end);
    rest = end < 0 ? [] : others.slice(end);
    groups.push(/^\d+$/.test(name) ? [numbered(store, Number(name), conditions)] : named(store, name, conditions));
  }
  return { groups, rest };
}

/** The only run of a group; where it leaves several, a UsageError with what tells them apart. */
export function onlyRun(group: readonly ChosenRun[], name: string): ChosenRun {
  if (group.length === 1) return group[0];
  throw new UsageError(
    `${name} leaves ${group.length} configurations; add what tells them apart, or give a run's number. ` +
      `They are: ${group.slice(0, 12).map(wordsOf).join(' · ')}`,
  );
}

function numbered(store: Store, id: number, conditions: readonly string[]): ChosenRun {
  if (conditions.length > 0)
    throw new UsageError(`run ${id} is one run already; found ${conditions.join(' ')} after it`);
  const stored = store.run(id);
  if (stored === null) throw new UsageError(`there is no run ${id}. See: bothways runs`);
  const { planned } = stored;
  return { run: stored, planned, point: { block: {}, level: planned.configuration.direction } };
}

function named(store: Store, name: string, conditions: readonly string[]): ChosenRun[] {
  const results = storedResults(store, name);
  const wanted = conditions.map((condition) => parse(condition, results));
  const seedWanted = wanted.find(({ key }) => key === 'seed');
  const chosen = new Map<string, ChosenRun>();
  for (const point of results.points) {
    if (chosen.has(point.planned.key)) continue;
    if (!wanted.every((condition) => condition.key === 'seed' || holds(condition, point, results))) continue;
    const run = point.runs.find(({ seed }) => seedWanted === undefined || String(seed) === seedWanted.value);
    if (run !== undefined) chosen.set(point.planned.key, { run, planned: point.planned, point });
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
  const keys = new Set(['seed', ...results.points.flatMap(({ planned }) => Object.keys(planned.configuration))]);
  if (keys.has(key)) return { key, value: value.join('=') };
  throw new UsageError(`expected one of ${[...keys].join(', ')} before the =; found "${key}"`);
}

/** Values as the sweep has them written, or as they are in the configuration. */
function holds({ key, value }: Condition, { block, level, planned }: Point, { compare }: ExperimentResults): boolean {
  const written = key === compare?.by ? level : block[key];
  const inForce = planned.configuration[key as keyof Configuration];
  return String(written) === value || String(inForce) === value;
}

function wordsOf({ point: { block, level } }: ChosenRun): string {
  return [...Object.entries(block).map(([key, value]) => `${key}=${value}`), level].join(' ');
}
