/** What a misspelt or foreign word was probably meant to be. */
import { FILE_KEYS, keyNamed } from '../keys.ts';

/** Other tools' words for our keys, without separators and capitals; `keys.ts` has those of a configuration's keys. */
const FOREIGN_KEYS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(FILE_KEYS.map((key) => [key, keyNamed(key).file?.foreignWords ?? []])),
  name: ['title', 'experiment', 'experimentname', 'id'],
  description: ['comment', 'notes', 'about'],
  seeds: ['seed', 'repeats', 'repetitions', 'repeat', 'nseeds', 'numseeds', 'runs', 'trials', 'randomstate'],
  match: ['equalparameters', 'equal'],
  search: ['race', 'tune', 'tuning', 'tuner', 'optimize', 'optimise', 'hyperband', 'sampler', 'randomsearch'],
  configurations: ['trials', 'maxtrials', 'ntrials', 'samples', 'draws', 'candidates'],
  confirm: ['confirmation', 'validate', 'final'],
  sweep: ['grid', 'matrix', 'parameters', 'params', 'hyperparameters', 'values'],
  compare: ['comparison', 'versus'],
  'sweep.include': ['include'],
  'sweep.exclude': ['exclude'],
  'compare.by': ['by', 'compareby'],
  'compare.baseline': ['baseline'],
  'compare.metric': ['metric', 'metrics'],
  'compare.smallest_effect': ['smallesteffect', 'minimumeffect'],
  by: ['key'],
  baseline: ['reference', 'against', 'control'],
  metric: ['metrics', 'measure', 'objective'],
  smallest_effect: ['effect', 'delta', 'minimumeffect'],
  include: ['add', 'extra'],
  exclude: ['skip', 'except', 'without'],
};

/** Other tools' words for our values, without separators and capitals; `keys.ts` has those of a configuration's keys. */
const FOREIGN_VALUES: Readonly<Record<string, readonly string[]>> = {
  ...Object.assign({}, ...FILE_KEYS.map((key) => keyNamed(key).file?.foreignValues)),
  accuracy: ['acc', 'binaryaccuracy'],
  f1_macro: ['f1', 'macrof1', 'f1score'],
  mae: ['meanabsoluteerror', 'l1'],
  mse: ['meansquarederror', 'l2', 'rmse'],
  r2: ['rsquared', 'r2score', 'explainedvariance'],
  loss: ['bce', 'crossentropy', 'testloss'],
  training_loss: ['trainloss'],
  parameters: ['params', 'parametercount'],
};

/** The one of our keys at this place of the file that was probably meant; null where none is near. */
export function suggestKey(found: string, known: readonly string[]): string | null {
  return suggest(found, known, FOREIGN_KEYS);
}

/** The one of the allowed values that was probably meant; null where none is near. */
export function suggestValue(found: string, allowed: readonly string[]): string | null {
  return suggest(found, allowed, FOREIGN_VALUES);
}

function suggest(found: string, known: readonly string[], foreign: typeof FOREIGN_KEYS): string | null {
  if (found.length > 40) return null;
  const word = bare(found);
  const same = known.find((candidate) => bare(candidate) === word);
  if (same !== undefined) return same;
  const translated = known.find((candidate) => foreign[candidate]?.includes(word));
  if (translated !== undefined) return translated;

  const distances = known.map((candidate) => ({ candidate, distance: editDistance(word, bare(candidate)) }));
  const nearest = distances.reduce((a, b) => (b.distance < a.distance ? b : a), { candidate: '', distance: Infinity });
  return nearest.distance <= Math.max(1, Math.floor(word.length / 3)) ? nearest.candidate : null;
}

function bare(word: string): string {
  return word.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment) from one word to another. */
function editDistance(a: string, b: string): number {
  if (a === '' || b === '') return Infinity; // nothing is near to an empty word
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j++) {
      const replaced = rows[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      const best = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, replaced);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      rows[i].push(isSwap ? Math.min(best, rows[i - 2][j - 2] + 1) : best);
    }
  }
  return rows[a.length][b.length];
}
