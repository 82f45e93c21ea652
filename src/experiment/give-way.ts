/** What the file says and an override has left without meaning: it gives way, where it would be an error otherwise. */

import type { FileKey } from '../keys.ts';
import type { Value } from '../vocabulary.ts';
import { applies, appliesNot, CONDITIONAL_KEYS, deciderOf } from './configuration.ts';
import { comparedKey } from './draw.ts';
import type { Place } from './problems.ts';
import type { Statements } from './statements.ts';

/** The keys whose values come from the command line. */
export function overriddenKeys({ file, sweep }: Pick<Statements, 'file' | 'sweep'>): ReadonlySet<FileKey> {
  return new Set([...file, ...sweep].flatMap(([key, { keyPlace }]) => (isOverride(keyPlace) ? [key] : [])));
}

export function isOverride({ source }: Place): boolean {
  return source.override !== null;
}

/** What is left, what to tell, and the paths to take out of the file. */
export interface GivenWay {
  readonly statements: Statements;
  readonly notes: readonly string[];
  readonly removed: readonly (readonly string[])[];
}

/** Leaves out the file's keys that do not apply to any task or direction that the overrides ask for. */
export function giveWay(statements: Statements): GivenWay {
  const overridden = overriddenKeys(statements);
  const file = new Map(statements.file);
  const sweep = new Map(statements.sweep);
  let { match, search } = statements;
  const notes: string[] = [];
  const removed: string[][] = [];

  const asked = (key: FileKey): readonly Value[] => {
    const given = sweep.get(key)?.given ?? [file.get(key)?.given ?? { value: '' }];
    return overridden.has(key) ? given.map(({ value }) => value) : [];
  };
  for (const key of CONDITIONAL_KEYS) {
    const decider = deciderOf(key);
    const values = asked(decider);
    const isMeant = values.some((value) => applies(key, { [decider]: value }));
    if (values.length === 0 || isMeant || overridden.has(key) || !(file.has(key) || sweep.has(key))) continue;
    notes.push(`${key} ${appliesNot(key, values)} and is left out`);
    if (file.delete(key)) removed.push([key]);
    if (sweep.delete(key)) removed.push(['sweep', key]);
  }
  const directions = asked('direction');
  if (match !== null && !isOverride(match.keyPlace) && directions.length > 0) {
    if (directions.every((direction) => direction === 'bidirectional')) {
      notes.push('match does not apply to bidirectional and is left out');
      removed.push(['match']);
      match = null;
    }
  }
  if (search !== null && overridden.size > 0 && !isOverride(search.keyPlace) && hasOneBlock({ ...statements, sweep })) {
    notes.push('search has nothing left to choose from and is left out');
    removed.push(['search']);
    search = null;
  }
  return { statements: { ...statements, file, sweep, match, search }, notes, removed };
}

/** Whether every key but the compared one has a single value. */
function hasOneBlock(statements: Statements): boolean {
  const { sweep, ranges, include } = statements;
  const by = comparedKey(statements);
  const others = [...sweep].filter(([key]) => key !== by);
  return include.length === 0 && others.every(([key, { given }]) => given.length === 1 && !ranges.has(key));
}
