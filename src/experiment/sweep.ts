/** Statements → the points of the sweep, each checked, and which of them are one configuration. */

import { configurationKey } from '../configuration-key.ts';
import { decimalOf, times, toNumber } from '../decimal.ts';
import type { FileKey } from '../keys.ts';
import { type Configuration, MOST_CONFIGURATIONS, MOST_POINTS } from '../vocabulary.ts';
import { grouped } from '../words.ts';
import {
  absoluteThreshold,
  applies,
  appliesNot,
  CONDITIONAL_KEYS,
  type CompleteSettings,
  configurationOf,
  deciderOf,
  valueInForce,
  withDefaults,
} from './configuration.ts';
import { pointsToRace } from './draw.ts';
import { overriddenKeys } from './give-way.ts';
import type { OpenedOwnData } from './own-data.ts';
import { type Finding, lineOf, type Place } from './problems.ts';
import type { Settings } from './schema.ts';
import type { Given, GivenPoint, Statements } from './statements.ts';

/** A point of the sweep with the settings of all keys as written. */
export interface SweptPoint {
  readonly settings: CompleteSettings;
  /** The values that the sweep or `include` gives. */
  readonly given: GivenPoint;
  /** Its entry under `include`; null for a combination. */
  readonly entry: Place | null;
  readonly configuration: Configuration;
  readonly configurationKey: string;
}

export interface Layout {
  /** The keys that differ between points: those of the sweep, then those that only `include` gives. */
  readonly sweptKeys: readonly FileKey[];
  readonly points: readonly SweptPoint[];
  readonly findings: readonly Finding[];
  /** What was dropped or merged, in sentences. */
  readonly notes: readonly string[];
}

/** A finding and the keys whose values it is about. */
type Check = Finding & { readonly reads: readonly FileKey[] };

/**
 * Lays out the sweep in the order of the file, the last key varying fastest, then the points of `include`. Checks that
 * depend on a key with an invalid value are left out.
 */
export function layOut(statements: Statements, own: OpenedOwnData | null): Layout {
  const { file, sweep, include, broken } = statements;
  const sweptKeys = [...new Set([...sweep.keys(), ...include.flatMap(({ value }) => [...value.keys()])])];
  const combined = [...sweep.values()].reduce((product, { given }) => product * given.length, 1);
  const isGrid = statements.search === null || statements.search.configurations?.value === 'all';
  // Before `exclude`: more are refused without laying them out
  if (isGrid && combined + include.length > MOST_POINTS)
    return { sweptKeys, points: [], findings: [tooMany(statements, combined)], notes: [] };

  const fileSettings = settingsOf([...file].map(([key, { given }]) => [key, given]));
  const raced = statements.search === null ? null : pointsToRace(statements, withDefaults(fileSettings, own));
  const written = (given: GivenPoint, entry: Place | null): WrittenPoint => ({
    settings: withDefaults({ ...fileSettings, ...settingsOf(given) }, own),
    given,
    entry,
  });
  const combinations = (raced?.points ?? combine(sweep)).map((given) => written(given, null));
  const { kept, checks } = excluded(combinations, statements);
  const points = [...kept, ...include.map(({ value, place }) => written(value, place))].map((point): SweptPoint => {
    const configuration = configurationOf(point.settings, { matched: statements.match !== null, own });
    return { ...point, configuration, configurationKey: configurationKey(configuration) };
  });
  checks.push(
    ...points.flatMap((point) => impossible(point, statements)),
    ...repeated(points, sweptKeys),
    ...pointless(points, statements),
  );
  const configurations = new Set(points.map((point) => point.configurationKey)).size;
  if (configurations > MOST_CONFIGURATIONS) checks.push(tooMany(statements, configurations));
  return {
    sweptKeys,
    points,
    findings: [
      ...checks.filter(({ reads }) => !reads.some((key) => broken.has(key))),
      ...(broken.size === 0 ? (raced?.findings ?? []) : []),
    ],
    notes: leftOut(points, sweptKeys),
  };
}

type WrittenPoint = Pick<SweptPoint, 'settings' | 'given' | 'entry'>;

/** The schema has seen to it that a key's value is of the key's type. */
function settingsOf(given: Iterable<readonly [FileKey, Given]>): Settings {
  return Object.fromEntries([...given].map(([key, { value }]) => [key, value])) as Settings;
}

function combine(sweep: Statements['sweep']): GivenPoint[] {
  return [...sweep].reduce<GivenPoint[]>(
    (points, [key, { given }]) => points.flatMap((point) => given.map((value) => new Map(point).set(key, value))),
    [new Map()],
  );
}

/** The combinations that no entry of `exclude` matches in all its values, defaults included. */
function excluded(
  combinations: readonly WrittenPoint[],
  statements: Statements,
): { kept: WrittenPoint[]; checks: Check[] } {
  const { exclude } = statements;
  const matched = new Set<Given<GivenPoint>>();
  const matchesOf = indexed(exclude);
  const kept = combinations.filter(({ settings }) => {
    const matches = matchesOf(settings);
    for (const entry of matches) matched.add(entry);
    return matches.length === 0;
  });

  const checks: Check[] = [];
  const overridden = overriddenKeys(statements);
  for (const entry of exclude) {
    // What it would drop may be gone by an override of one of its keys
    if (matched.has(entry) || [...entry.value.keys()].some((key) => overridden.has(key))) continue;
    const message = 'no combination has these values, so nothing is dropped.';
    const reads = [...entry.value.keys()];
    checks.push({ severity: 'warning', place: entry.place, key: 'sweep.exclude', message, reads });
  }
  if (kept.length === 0 && exclude.length > 0) {
    const message = 'expected at least one combination to stay; all are dropped.';
    checks.push({ severity: 'error', place: exclude[0].place, key: 'sweep.exclude', message, reads: [] });
  }
  return { kept, checks };
}

/**
 * Finds the entries whose values are all among some settings, by value: 2.5 matches 25% of 10. Entries are looked up
 * rather than held against each point one by one.
 */
function indexed(entries: readonly Given<GivenPoint>[]): (settings: CompleteSettings) => readonly Given<GivenPoint>[] {
  const byLength = new Map<number, ReturnType<typeof indexedAt>>();
  return (settings) => {
    const { sequence_length } = settings;
    const index = byLength.get(sequence_length) ?? indexedAt(sequence_length, entries);
    byLength.set(sequence_length, index);
    return index(settings);
  };
}

function indexedAt(sequence_length: number, entries: readonly Given<GivenPoint>[]) {
  const signature = (keys: readonly FileKey[], read: (key: FileKey) => string | number) =>
    JSON.stringify(keys.map((key) => valueInForce(key, read(key), { sequence_length })));
  const byKeys = new Map<string, { keys: readonly FileKey[]; byValues: Map<string, Given<GivenPoint>[]> }>();
  for (const entry of entries) {
    const keys = [...entry.value.keys()].toSorted();
    const group = byKeys.get(keys.join()) ?? { keys, byValues: new Map() };
    const values = signature(keys, (key) => (entry.value.get(key) as Given).value);
    byKeys.set(keys.join(), group);
    group.byValues.set(values, [...(group.byValues.get(values) ?? []), entry]);
  }
  return (settings: CompleteSettings) =>
    [...byKeys.values()].flatMap(({ keys, byValues }) => byValues.get(signature(keys, (key) => settings[key])) ?? []);
}

function tooMany({ sweep }: Statements, found: number): Check {
  const [first] = sweep.values();
  const message = `expected at most ${grouped(MOST_CONFIGURATIONS)} configurations; found ${grouped(found)}. Leave some values out.`;
  return { severity: 'error', place: first.keyPlace, key: 'sweep', message, reads: [] };
}

/** What cannot be trained, or is hardly meant, in one point. */
function impossible({ settings, given, entry }: SweptPoint, { file }: Statements): Check[] {
  const checks: Check[] = [];
  const { threshold, sequence_length, sequences_per_epoch, batch_size } = settings;
  const placeOf = (key: FileKey) => given.get(key)?.place ?? file.get(key)?.given.place;
  const check = (
    severity: Finding['severity'],
    key: FileKey,
    rest: Pick<Check, 'message' | 'reads'> & { suggestion?: string },
  ) => {
    const place = placeOf(key);
    if (place !== undefined) checks.push({ severity, place, key, ...rest });
  };

  if (applies('threshold', settings)) {
    const reads: FileKey[] = ['threshold', 'sequence_length', 'task'];
    if (absoluteThreshold(threshold, sequence_length) > sequence_length) {
      const message = `expected at most the sequence length, ${sequence_length}; found ${threshold}, which no sum of numbers below 1 reaches.`;
      check('error', 'threshold', { message, reads });
    } else if (typeof threshold === 'number' && threshold < 1 && sequence_length >= 4) {
      const suggestion = `${toNumber(times(decimalOf(threshold), decimalOf(100)))}%`;
      check('warning', 'threshold', {
        message: `${threshold} is absolute, less than a single input may be.`,
        suggestion,
        reads,
      });
    }
  }
  const isFresh = applies('test_sequences', settings);
  if (isFresh && sequences_per_epoch % batch_size !== 0) {
    check('error', 'sequences_per_epoch', {
      message: `expected a multiple of batch_size, ${batch_size}; found ${sequences_per_epoch}.`,
      suggestion: String(batch_size * Math.ceil(sequences_per_epoch / batch_size)),
      reads: ['sequences_per_epoch', 'batch_size'],
    });
  }
  if (entry !== null) {
    for (const key of CONDITIONAL_KEYS) {
      if (!given.has(key) || applies(key, settings)) continue;
      const decider = deciderOf(key);
      check('error', key, { message: `${appliesNot(key, [settings[decider]])}. Remove it.`, reads: [key, decider] });
    }
  }
  return checks;
}

/**
 * Points that are one configuration though every key that means something to them has been given anew: 25% and 2.5, or
 * a value listed twice. Points that differ in a key that does not apply share a configuration rightfully.
 */
function repeated(points: readonly SweptPoint[], sweptKeys: readonly FileKey[]): Check[] {
  const firstOf = new Map<string, SweptPoint>();
  return points.flatMap((point): Check[] => {
    const meant = sweptKeys.filter((key) => applies(key, point.settings));
    const idle = sweptKeys.filter((key) => !meant.includes(key));
    // The same values of idle keys: the same point, or one that means the same
    const signature = JSON.stringify([point.configurationKey, idle.map((key) => point.settings[key])]);
    const first = firstOf.get(signature);
    if (first === undefined) {
      firstOf.set(signature, point);
      return [];
    }
    const finding = { severity: 'error', reads: meant } as const;
    if (point.entry !== null) {
      const message = 'this point is in the sweep already. Remove it.';
      return [{ ...finding, place: point.entry, key: 'sweep.include', message }];
    }
    const key = sweptKeys.find((each) => point.given.get(each) !== first.given.get(each)) as FileKey;
    const [here, there] = [point.given.get(key), first.given.get(key)] as [Given, Given];
    const message =
      here.value === there.value
        ? `expected every value once; ${here.value} stands in the list already. Remove one.`
        : `expected every configuration once; ${here.value} is the same as ${there.value} on line ${lineOf(there.place)}. Remove one.`;
    return [{ ...finding, place: here.place, key: `sweep.${key}`, message }];
  });
}

/** Keys of the file or the sweep that mean nothing to any point. */
function pointless(points: readonly SweptPoint[], { file, sweep, match }: Statements): Check[] {
  if (points.length === 0) return [];
  const values = (key: FileKey) => points.map(({ settings }) => settings[key]);
  const checks = CONDITIONAL_KEYS.flatMap((key): Check[] => {
    if (points.some(({ settings }) => applies(key, settings))) return [];
    const decider = deciderOf(key);
    const message = `${appliesNot(key, values(decider))}. Remove it.`;
    const finding = { severity: 'error', message, reads: [decider] } as const;
    const set = file.get(key);
    const swept = sweep.get(key);
    return [
      ...(set === undefined ? [] : [{ ...finding, key, place: set.keyPlace }]),
      ...(swept === undefined ? [] : [{ ...finding, key: `sweep.${key}`, place: swept.keyPlace }]),
    ];
  });
  if (match !== null && points.every(({ settings }) => settings.direction === 'bidirectional')) {
    const message = 'does not apply to bidirectional: the units of forward and backward are what it raises. Remove it.';
    checks.push({ severity: 'error', place: match.keyPlace, key: 'match', message, reads: ['direction'] });
  }
  return checks;
}

/** A sentence for every swept key that means nothing to some of the points. */
function leftOut(points: readonly SweptPoint[], sweptKeys: readonly FileKey[]): string[] {
  return CONDITIONAL_KEYS.filter((key) => sweptKeys.includes(key)).flatMap((key) => {
    const idle = points.filter(({ settings }) => !applies(key, settings));
    if (idle.length === 0) return [];
    const values = idle.map(({ settings }) => settings[deciderOf(key)]);
    const configurations = new Set(idle.map((point) => point.configurationKey)).size;
    const merged =
      idle.length === configurations
        ? ''
        : `: ${idle.length} points are ${configurations === 1 ? 'one configuration' : `${configurations} configurations`}`;
    return [`${key} ${appliesNot(key, values)} and is left out there${merged}`];
  });
}
