/** Rows that are time steps → recordings: the rows of one sequence together, in the order of the column `step`. */
import { collectAnswers } from './answers.ts';
import { momentIn, numberIn, numberMeant, whyNoNumber } from './cells.ts';
import { growing, interned } from './growing.ts';
import type { FilePlace, Findings } from './problems.ts';
import { PARTS, type Raw, type RawAnswers, TEST } from './raw.ts';
import { type DataSettings, MOST_NUMBERS } from './settings.ts';

/** Takes the rows of one file after the other. */
export interface StepRows {
  /**
   * @param record the row's number in its file, from 1
   * @returns false where the limit of numbers is reached: reading is to stop
   */
  add(cells: readonly string[], record: number): boolean;
  /** What follows is the second file. */
  startTestFile(): void;
  raw(): Raw;
}

/** @param columns the header, of both files */
export function collectSteps(settings: DataSettings, columns: readonly string[], findings: Findings): StepRows {
  const at = (name: string) => columns.indexOf(name);
  const { sequence, step, group, windows, per, test } = settings;
  const answerName = settings.label ?? settings.target ?? '';
  const fields = {
    input: settings.input.map(at),
    answer: at(answerName),
    sequence: sequence === undefined ? -1 : at(sequence),
    step: step === undefined ? -1 : at(step),
    group: group === undefined ? -1 : at(group),
    part: test.kind === 'column' ? at(test.column) : -1,
  };
  const isNumbers = settings.inputs === 'numbers';
  const numbers = growing(Float64Array);
  const tokens = growing(Int32Array);
  const words = interned();
  const answers = collectAnswers(
    { key: settings.label === undefined ? 'target' : 'label', column: answerName },
    findings,
  );
  const sequences = interned();
  const sequenceOf = growing(Int32Array);
  const moments = growing(Float64Array);
  const groups = interned();
  const groupOf = growing(Int32Array);
  const parts = growing(Uint8Array);
  let file = 0;
  let record = 0; // the row that is being read, within its file
  let firstOfTest = Number.POSITIVE_INFINITY; // row

  const placeAt = (field: number | null): FilePlace => ({ file, record, field });
  const refuse = (cause: string, field: number, message: string, suggestion: string | null = null) =>
    findings.add(cause, { severity: 'error', place: placeAt(field), message, suggestion });

  function addNumbers(cells: readonly string[]): void {
    for (const field of fields.input) {
      const cell = cells[field];
      const number = numberIn(cell);
      if (number === null) {
        const message = `${columns[field]}: expected a number; found ${JSON.stringify(cell)}.${whyNoNumber(cell)}`;
        refuse('number', field, message, numberMeant(cell));
      } else if (settings.missing === 'error' && Number.isNaN(number)) {
        const found = cell.trim() === '' ? 'an empty cell' : JSON.stringify(cell);
        refuse('missing', field, `${columns[field]}: expected a number; found ${found}. ${MISSING_ADVICE}`);
      }
      numbers.push(number ?? Number.NaN);
    }
  }

  return {
    add(cells, number) {
      record = number;
      if (isNumbers) addNumbers(cells);
      else if (cells[fields.input[0]] === '') {
        refuse('token', fields.input[0], `${settings.input[0]}: expected a token; found an empty cell.`);
        tokens.push(0);
      } else tokens.push(words.numberOf(cells[fields.input[0]]));
      answers.add(cells[fields.answer] ?? '', () => placeAt(fields.answer));
      // A sequence of the test file is another one than that of the same name in the first file
      if (fields.sequence >= 0) sequenceOf.push(sequences.numberOf(`${file} ${cells[fields.sequence]}`));
      else sequenceOf.push(file);
      if (fields.step >= 0) {
        const moment = momentIn(cells[fields.step]);
        if (moment === null) {
          const found = JSON.stringify(cells[fields.step]);
          refuse('moment', fields.step, `${step}: expected a number or a time as in 2024-05-31T12:00; found ${found}.`);
        }
        moments.push(moment ?? 0);
      }
      if (fields.group >= 0) groupOf.push(groups.numberOf(cells[fields.group]));
      if (fields.part >= 0) {
        const part = PARTS.get(cells[fields.part]);
        if (part === undefined) {
          const found = JSON.stringify(cells[fields.part]);
          refuse('part', fields.part, `${columns[fields.part]}: expected train, test or validation; found ${found}.`);
        }
        parts.push(part ?? TEST);
      }
      return sequenceOf.length * Math.max(1, fields.input.length) < MOST_NUMBERS;
    },

    startTestFile() {
      file = 1;
      firstOfTest = sequenceOf.length;
    },

    raw() {
      const placeOf = (row: number, field: number): FilePlace =>
        row < firstOfTest ? { file: 0, record: row + 1, field } : { file: 1, record: row - firstOfTest + 1, field };
      const { order, starts, lengths } = inOrder(sequenceOf.values(), fields.step < 0 ? null : moments.values(), {
        sequences: fields.sequence >= 0 ? sequences.words.length : file + 1,
        twice(row) {
          const message = `${step}: expected every value once in a sequence; this one stands in it already.`;
          findings.add('twice', { severity: 'error', place: placeOf(row, fields.step), message });
        },
      });
      const count = starts.length;
      const byRow = answers.collected('step');
      const bySequence = per === 'sequence' && windows === undefined;
      const first = (values: Int32Array | Uint8Array | Float64Array, what: string, field: number) => {
        // The value of each recording, which must not change within it
        for (let r = 0; r < count; r++) {
          const value = values[order[starts[r]]];
          for (let s = starts[r] + 1; s < starts[r] + lengths[r]; s++) {
            if (Object.is(values[order[s]], value)) continue;
            const message = `${what} must not change within a sequence; here it does.`;
            findings.add(`constant ${what}`, { severity: 'error', place: placeOf(order[s], field), message });
            break;
          }
        }
        return Array.from({ length: count }, (_, r) => values[order[starts[r]]]);
      };
      const partValues = fields.part < 0 ? null : parts.values();
      const raw: Raw = {
        inputs: isNumbers
          ? { kind: 'numbers', columns: settings.input, values: gathered(numbers.values(), order, fields.input.length) }
          : { kind: 'tokens', words: words.words, values: gathered(tokens.values(), order, 1) },
        recordings: {
          count,
          starts,
          lengths,
          names: fields.sequence < 0 ? null : sequences.words.map((name) => name.slice(2)),
          groups:
            fields.group < 0 ? null : first(groupOf.values(), `${group}`, fields.group).map((g) => groups.words[g]),
        },
        answers: bySequence
          ? answersByRecording(byRow, first(byRow.values, answerName, fields.answer))
          : ({ ...byRow, values: gathered(byRow.values, order, 1) } as RawAnswers),
        parts:
          partValues === null
            ? null
            : windows === undefined
              ? Uint8Array.from(first(partValues, columns[fields.part], fields.part))
              : gathered(partValues, order, 1),
        placeOf: (s, field) => placeOf(order[s], field === 'input' ? fields.input[0] : fields[field]),
        firstOfTestFile:
          firstOfTest === Number.POSITIVE_INFINITY ? count : firstRecordingFrom(firstOfTest, { order, starts }),
      };
      return raw;
    },
  };
}

export const MISSING_ADVICE = 'Fill it in, or say missing: mean.';

function answersByRecording(byRow: RawAnswers, values: readonly number[]): RawAnswers {
  return byRow.kind === 'classes'
    ? { ...byRow, values: Int32Array.from(values), by: 'recording' }
    : { ...byRow, values: Float64Array.from(values), by: 'recording' };
}

function firstRecordingFrom(row: number, { order, starts }: { order: Int32Array; starts: Int32Array }): number {
  const first = starts.findIndex((start) => order[start] >= row);
  return first < 0 ? starts.length : first;
}

/** The rows (S) of every sequence together, sequences in the order of their first rows; stable where nothing orders. */
function inOrder(
  sequenceOf: Int32Array,
  moments: Float64Array | null,
  { sequences, twice }: { sequences: number; twice: (row: number) => void },
): { order: Int32Array; starts: Int32Array; lengths: Int32Array } {
  const lengths = new Int32Array(sequences);
  for (const sequence of sequenceOf) lengths[sequence] += 1;
  const starts = new Int32Array(sequences);
  for (let r = 1; r < sequences; r++) starts[r] = starts[r - 1] + lengths[r - 1];
  const order = new Int32Array(sequenceOf.length);
  const next = starts.slice();
  for (let row = 0; row < sequenceOf.length; row++) order[next[sequenceOf[row]]++] = row;
  if (moments !== null) {
    for (let r = 0; r < sequences; r++) {
      const rows = order.subarray(starts[r], starts[r] + lengths[r]);
      rows.sort((a, b) => moments[a] - moments[b] || a - b);
      for (let i = 1; i < rows.length; i++) if (moments[rows[i]] === moments[rows[i - 1]]) twice(rows[i]);
    }
  }
  return { order, starts, lengths };
}

/** Rows (S, width) in another order; the array itself where they stand in it already. */
function gathered<T extends Float64Array | Int32Array | Uint8Array>(values: T, order: Int32Array, width: number): T {
  if (order.every((row, s) => row === s)) return values;
  const sorted = values.slice() as T;
  for (let s = 0; s < order.length; s++) {
    for (let f = 0; f < width; f++) sorted[s * width + f] = values[order[s] * width + f];
  }
  return sorted;
}
