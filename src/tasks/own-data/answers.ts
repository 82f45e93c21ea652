/** Labels and targets as they are read: classes by number, real numbers, and what does not count. */
import { numberIn, numberMeant, UNCOUNTED, whyNoNumber } from './cells.ts';
import { growing, interned } from './growing.ts';
import type { FilePlace, Findings } from './problems.ts';
import type { RawAnswers } from './raw.ts';

export interface Answers {
  /** The answer that a cell says; an empty one and _ do not count. */
  add(cell: string, place: () => FilePlace): void;
  collected(by: RawAnswers['by']): RawAnswers;
}

export function collectAnswers(
  { key, column }: { key: 'label' | 'target'; column: string },
  findings: Findings,
): Answers {
  if (key === 'label') {
    const classes = interned();
    const values = growing(Int32Array);
    return {
      add: (cell) => values.push(isUncounted(cell) ? -1 : classes.numberOf(cell)),
      collected: (by) => ({ kind: 'classes', words: classes.words, values: values.values(), by }),
    };
  }
  const values = growing(Float64Array);
  return {
    add(cell, place) {
      const number = isUncounted(cell) ? Number.NaN : numberIn(cell);
      if (number === null) {
        const message = `${column}: expected a number; found ${JSON.stringify(cell)}.${whyNoNumber(cell)}`;
        findings.add('target', { severity: 'error', place: place(), message, suggestion: numberMeant(cell) });
      }
      values.push(number ?? Number.NaN);
    },
    collected: (by) => ({ kind: 'targets', values: values.values(), by }),
  };
}

function isUncounted(cell: string): boolean {
  return cell === '' || cell === UNCOUNTED || cell.trim() === '';
}
