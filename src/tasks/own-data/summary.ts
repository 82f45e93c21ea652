/** What was read, in numbers: for `check`, and for warnings. */
import type { Column, Counts, Floor, Moments, Unwarned } from './prepared.ts';
import { TEST, TRAINING, VALIDATION } from './raw.ts';
import type { DataSettings } from './settings.ts';

/** A class with a larger share hides the others in the accuracy. */
export const MOST_OFTEN_ENOUGH = 0.8;

export interface DataSummary {
  readonly settings: DataSettings;
  readonly sequences: number;
  readonly steps: { readonly least: number; readonly median: number; readonly most: number; readonly all: number };
  readonly columns: readonly Column[];
  /** Without the unknown one; 0 for numbers. */
  readonly tokens: number;
  readonly target: Moments | null;
  readonly classes: readonly ClassSummary[];
  /** TRAINING, TEST, VALIDATION. */
  readonly parts: readonly PartSummary[];
  readonly counts: Counts;
  readonly floor: Floor;
}

export interface ClassSummary {
  readonly name: string;
  /** Answers that are of it, in all parts. */
  readonly answers: number;
  /** Of all answers, 0 … 1. */
  readonly share: number;
  /** Sequences that have it. */
  readonly sequences: number;
}

export interface PartSummary {
  readonly sequences: number;
  readonly groups: number;
  readonly answers: number;
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
  return {
    settings,
    sequences: lengths.length,
    steps: {
      least: sorted[0],
      median: sorted[Math.floor(sorted.length / 2)],
      most: sorted[sorted.length - 1],
      all: lengths.reduce((sum, length) => sum + length, 0),
    },
    columns,
    tokens: Math.max(0, words.tokens.length - 1),
    target,
    classes: words.classes.map((name, k) => ({
      name,
      answers: answers[k],
      share: answers[k] / all,
      sequences: sequences[k],
    })),
    parts: [TRAINING, TEST, VALIDATION].map((part) => ({
      sequences: parts.filter((other) => other === part).length,
      groups: new Set(groups.filter((_, n) => parts[n] === part)).size,
      answers: counted[part],
    })),
    counts,
    floor,
  };
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
