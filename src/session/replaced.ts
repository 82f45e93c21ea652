/** What an experiment replaces: a plan that another file, or an earlier state of this one, has left under its name. */

import type { Store } from '../store/store.ts';
import type { Experiment, Value } from '../vocabulary.ts';
import { listing, plural, spaced } from '../words.ts';
import { configurationsOf } from './plan.ts';

/** A sentence on what was there; null where all of it is in the new plan too, as with a value or a seed more. */
export function whatIsReplaced(store: Store, experiment: Experiment): string | null {
  const before = store.experiment(experiment.name);
  if (before === null || before.source === experiment.source) return null;
  const planned = new Set(configurationsOf(experiment).map(({ key }) => key));
  const had = configurationsOf(before);
  if (had.every(({ key }) => planned.has(key))) return null;
  const values = sweptValues(before);
  return (
    `${experiment.name}: this file replaces what was stored under its name: ` +
    `${plural(had.length, 'configuration')} with ${plural(before.seeds.length, 'seed')}` +
    `${values === '' ? '' : ` (${values})`}. The runs stay. To keep both, give one of them another name`
  );
}

/** 'units 4 and 16; direction forward and bidirectional' */
function sweptValues({ compare, points }: Pick<Experiment, 'compare' | 'points'>): string {
  const values = new Map<string, Set<string>>();
  const add = (key: string, value: Value) => values.set(key, (values.get(key) ?? new Set<string>()).add(String(value)));
  for (const { block, level } of points) {
    for (const [key, value] of Object.entries(block)) add(key, value);
    if (compare !== null && level !== null) add(compare.by, level);
  }
  return [...values]
    .map(([key, found]) => {
      const shown = [...found].slice(0, MOST_VALUES);
      const more = found.size - shown.length;
      return `${spaced(key)} ${listing(more === 0 ? shown : [...shown, `${more} more`])}`;
    })
    .join('; ');
}

const MOST_VALUES = 6;
