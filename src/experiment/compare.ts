/** Swept points → levels and blocks: what is held against what. */

import type { FileKey } from '../keys.ts';
import type { Block, Compare, Value } from '../vocabulary.ts';
import { alternatives, terminalText } from '../words.ts';
import { applies, valueInForce } from './configuration.ts';
import { isOverride, overriddenKeys } from './give-way.ts';
import type { Finding } from './problems.ts';
import { quoted } from './quoted.ts';
import type { Given, Statements } from './statements.ts';
import { suggestValue } from './suggestions.ts';
import type { Layout, SweptPoint } from './sweep.ts';

export interface PlacedPoint {
  readonly block: Block;
  readonly level: Value | null;
  readonly point: SweptPoint;
}

export interface Levels {
  readonly compare: Compare | null;
  readonly points: readonly PlacedPoint[];
  readonly findings: readonly Finding[];
  /** What has given way to an override, in sentences, and its paths in the file. */
  readonly notes: readonly string[];
  readonly removed: readonly (readonly string[])[];
}

/** Gives every point its level and block. Without a key of two values or more there is nothing to compare. */
export function levelsAndBlocks({ sweptKeys, points }: Layout, statements: Statements): Levels {
  const { broken } = statements;
  const isOverridden = overriddenKeys(statements).size > 0;
  const findings: Finding[] = [];
  const notes: string[] = [];
  const removed: string[][] = [];
  const refuse = (name: 'by' | 'baseline', { place, value }: Given, expected: readonly string[]) => {
    const key = `compare.${name}`;
    if (isOverridden && !isOverride(place)) {
      notes.push(`${key}: ${value} is not in the sweep any more and is left out`);
      removed.push(['compare', name]);
    } else {
      const choice = expected.length === 0 ? 'a sweep of several values first' : terminalText(alternatives(expected));
      const suggestion = suggestValue(String(value), expected);
      findings.push({
        severity: 'error',
        place,
        key,
        message: `expected ${choice}; found ${quoted(value)}.`,
        suggestion,
      });
    }
  };

  const wanted = statements.compare;
  const varied = sweptKeys.filter((key) => new Set(points.map(({ settings }) => settings[key])).size > 1);
  const isVaried = wanted.by !== null && varied.includes(wanted.by.value);
  const isLaidOut = points.length > 0; // else something else is wrong
  if (wanted.by !== null && !isVaried && isLaidOut && !broken.has(wanted.by.value)) refuse('by', wanted.by, varied);
  // What a search draws are no levels
  const otherKey = statements.search === null ? (varied[0] ?? null) : null;
  const usualKey = varied.includes('direction') ? 'direction' : otherKey;
  const by = wanted.by !== null && isVaried ? wanted.by.value : usualKey;

  const levels = by === null ? [] : levelsOf(points, by);
  const level = by === null || wanted.baseline === null ? undefined : levelMeant(points, by, wanted.baseline.value);
  const isClear = isLaidOut && broken.size === 0 && findings.length === 0;
  if (wanted.baseline !== null && level === undefined && isClear)
    refuse('baseline', wanted.baseline, levels.map(String));
  const usualLevel = by === 'direction' && levels.includes('forward') ? 'forward' : levels[0];
  const isCompared = by !== null && levels.length > 1;
  return {
    compare: isCompared ? { by, baseline: level ?? usualLevel } : null,
    points: placed(points, { by: isCompared ? by : null, sweptKeys }),
    findings,
    notes,
    removed,
  };
}

/** The level with a value, however it is spelt; undefined where there is none. */
function levelMeant(points: readonly SweptPoint[], by: FileKey, wanted: Value): Value | undefined {
  const point = points.find(({ settings }) => {
    return applies(by, settings) && valueInForce(by, settings[by], settings) === valueInForce(by, wanted, settings);
  });
  return point?.settings[by];
}

function levelsOf(points: readonly SweptPoint[], by: FileKey): Value[] {
  const meant = points.filter(({ settings }) => applies(by, settings));
  return [...new Set(meant.map(({ settings }) => settings[by]))];
}

function placed(
  points: readonly SweptPoint[],
  { by, sweptKeys }: { by: FileKey | null; sweptKeys: readonly FileKey[] },
): PlacedPoint[] {
  const seen = new Set<string>();
  return points.flatMap((point) => {
    const { settings } = point;
    const block = Object.fromEntries(sweptKeys.filter((key) => key !== by).map((key) => [key, settings[key]]));
    const level = by !== null && applies(by, settings) ? settings[by] : null;
    const place = JSON.stringify([block, level]);
    if (seen.has(place)) return [];
    seen.add(place);
    return [{ block, level, point }];
  });
}
