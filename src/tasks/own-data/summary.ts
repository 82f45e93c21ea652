/** What was read, in numbers: for `check`, and for warnings. */
import type { DataSummary } from '../../vocabulary.ts';
import { pooledFloor } from './floor.ts';
import type { Unwarned } from './prepared.ts';
import { TEST, TRAINING, VALIDATION } from './raw.ts';
import type { DataSettings } from './settings.ts';

/** A class with a larger share hides the others in the accuracy. */
export const MOST_OFTEN_ENOUGH = 0.8;

/** Of the data of an experiment: fold by fold, or one alone. */
export function summaryOfFolds(prepared: readonly Unwarned[]): DataSummary {
  const summaries = prepared.map(summaryOf);
  const [first] = summaries;
  if (summaries.length === 1) return first;
  const folds = summaries.map(({ parts }) => parts[TEST]);
  return {
    ...first,
    sequences: first.sequences + first.identical, // which other folds train on
    folds,
    identical: summaries.reduce((sum, { identical }) => sum + identical, 0),
    floor: pooledFloor(summaries.map(({ floor, parts }) => ({ floor, answers: parts[TEST].answers }))),
  };
}

export function summaryOf(prepared: Unwarned): DataSummary {
  const { description, lengths, parts, groups } = prepared;
  const { words, settings, columns, target, counts, floor } = description;
  const sorted = lengths.slice().sort();
  const answers = words.classes.map(() => 0);
  const sequences = words.classes.map(() => 0);
  const counted = [0, 0, 0]; // by part
  for (let n = 0; n < lengths.length; n++) {
    const seen = new Set<number>();
    eachAnswer(prepared, n, (label) => {
      counted[parts[n]] += 1;
      if (label < 0) return;
      answers[label] += 1;
      seen.add(label);
    });
    for (const label of seen) sequences[label] += 1;
  }
  const all = answers.reduce((sum, count) => sum + count, 0);
  const isTokens = settings.inputs === 'tokens';
  return {
    recordings: counts.recordings,
    sequences: lengths.length,
    steps: { least: sorted[0], median: sorted[Math.floor(sorted.length / 2)], most: sorted[sorted.length - 1] },
    columns,
    tokens: isTokens ? words.tokens.length - 1 : null,
    unknownTokens: isTokens ? counts.unknownTokens / counts.testTokens : null,
    classes: words.classes.map((name, k) => ({
      name,
      answers: answers[k],
      share: answers[k] / all,
      sequences: sequences[k],
    })),
    target: target && { mean: target.mean, sd: target.sd },
    parts: PART_NAMES.map(([part, name]) => ({
      name,
      sequences: parts.filter((other) => other === part).length,
      groups: new Set(groups.filter((_, n) => parts[n] === part)).size,
      answers: counted[part],
    })),
    folds: null,
    split: splitInWords(settings) + validationInWords(settings),
    unanswered: counts.unanswered,
    between: counts.between,
    identical: counts.identical,
    floor,
  };
}

const PART_NAMES = [
  [TRAINING, 'training'],
  [TEST, 'test'],
  [VALIDATION, 'validation'],
] as const;

/** @example '20 % of the values of person, by hash' */
function splitInWords({ test, group, sequence, windows }: DataSettings): string {
  const shareOf = ({ share }: { share: number }) => `${Number((100 * share).toPrecision(6))} %`;
  switch (test.kind) {
    case 'share': {
      const of = group ?? sequence;
      return `${shareOf(test)} of the ${of === undefined ? 'sequences' : `values of ${of}`}, by hash`;
    }
    case 'last':
      return `the last ${shareOf(test)} of ${windows === undefined ? 'the sequences' : 'each recording'}`;
    case 'file':
      return 'a file of its own';
    case 'column':
      return `what ${test.column} says`;
    case 'fold': {
      const of = group ?? sequence;
      return `each of ${test.of} folds of the ${of === undefined ? 'sequences' : `values of ${of}`}, by hash`;
    }
    default:
      return test satisfies never;
  }
}

/** @example '; of the others 20 % for validation' */
function validationInWords({ validation }: DataSettings): string {
  return validation === undefined
    ? ''
    : `; of the others ${Number((100 * validation).toPrecision(6))} % for validation`;
}

/** The answers of sequence `n` that count: their class, −1 for a target. */
function eachAnswer(
  { description, labels, targets, starts, lengths }: Unwarned,
  n: number,
  take: (label: number) => void,
): void {
  const isOne = description.output.per === 'sequence';
  const [from, to] = isOne ? [n, n + 1] : [starts[n], starts[n] + lengths[n]];
  for (let i = from; i < to; i++) {
    if (targets === null ? labels[i] >= 0 : !Number.isNaN(targets[i])) take(labels[i]);
  }
}
