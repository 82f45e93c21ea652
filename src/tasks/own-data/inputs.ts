/** Inputs as they are read: numbers, or tokens as numbers of words. */
import { numberIn, numberMeant, whyNoNumber } from './cells.ts';
import { growing, interned } from './growing.ts';
import type { FilePlace, Findings } from './problems.ts';
import type { RawInputs } from './raw.ts';
import type { DataSettings } from './settings.ts';

export interface Inputs {
  /** NaN where it is missing. */
  addNumber(number: number): void;
  addToken(token: string): void;
  collected(): RawInputs;
}

/** @param columns (F), the names of the numbers of a step */
export function collectInputs({ inputs }: Pick<DataSettings, 'inputs'>, columns: readonly string[]): Inputs {
  const numbers = growing(Float64Array);
  const tokens = growing(Int32Array);
  const words = interned();
  return {
    addNumber: (number) => numbers.push(number),
    addToken: (token) => tokens.push(words.numberOf(token)),
    collected: () =>
      inputs === 'numbers'
        ? { kind: 'numbers', columns, values: numbers.values() }
        : { kind: 'tokens', words: words.words, values: tokens.values() },
  };
}

/**
 * Reads cells as numbers: NaN for one that is missing, and for what is none. What must not be is added to the findings.
 *
 * @param columns the header
 * @param placeAt the place of a cell in the row that is being read
 */
export function numberReader(
  { missing }: Pick<DataSettings, 'missing'>,
  {
    columns,
    placeAt,
    findings,
  }: { columns: readonly string[]; placeAt: (field: number) => FilePlace; findings: Findings },
): (cell: string, field: number) => number {
  function refuse(cause: string, field: number, message: string, suggestion: string | null): void {
    const whole = `${columns[field]}: expected a number; found ${message}`;
    findings.add(cause, { severity: 'error', place: placeAt(field), message: whole, suggestion });
  }
  return (cell, field) => {
    const number = numberIn(cell);
    if (number === null) {
      refuse('number', field, `${JSON.stringify(cell)}.${whyNoNumber(cell)}`, numberMeant(cell));
      return Number.NaN;
    }
    if (missing === 'error' && Number.isNaN(number)) {
      const found = cell.trim() === '' ? 'an empty cell' : JSON.stringify(cell);
      refuse('missing', field, `${found}. Fill it in, or say missing: mean.`, null);
    }
    return number;
  };
}
