/** Rows that are time steps → recordings: the rows of one sequence together, in the order of the column `step`. */
import { type Answers, collectAnswers } from './answers.ts';
import { momentIn } from './cells.ts';
import { growing, interned } from './growing.ts';
import { collectInputs, type Inputs, numberReader } from './inputs.ts';
import type { FilePlace, Findings } from './problems.ts';
import { PARTS, type Raw, type RawAnswers, type RawInputs, TEST } from './raw.ts';
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
  return new Steps(settings, columns, findings);
}

/** Where a row has what; −1 for what no column says. */
interface Fields {
  readonly input: readonly number[];
  readonly answer: number;
  readonly sequence: number;
  readonly step: number;
  readonly group: number;
  readonly part: number;
}

/** Which rows are a recording: those of `order` from its start on, as many as its length. */
interface Order {
  readonly order: Int32Array;
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
}

class Steps implements StepRows {
  readonly #settings: DataSettings;
  readonly #columns: readonly string[];
  readonly #findings: Findings;
  readonly #fields: Fields;
  readonly #inputs: Inputs;
  readonly #answers: Answers;
  readonly #numberIn: (cell: string, field: number) => number;
  readonly #placeOfAnswer: () => FilePlace;
  readonly #sequences = interned();
  readonly #groups = interned();
  // A value for every row
  readonly #sequenceOf = growing(Int32Array);
  readonly #momentOf = growing(Float64Array);
  readonly #groupOf = growing(Int32Array);
  readonly #partOf = growing(Uint8Array);
  #file = 0;
  /** The row that is being read, within its file. */
  #record = 0;
  #firstOfTest = Number.POSITIVE_INFINITY;

  constructor(settings: DataSettings, columns: readonly string[], findings: Findings) {
    this.#settings = settings;
    this.#columns = columns;
    this.#findings = findings;
    this.#fields = fieldsOf(settings, columns);
    this.#inputs = collectInputs(settings, settings.input);
    const key = settings.label === undefined ? 'target' : 'label';
    this.#answers = collectAnswers({ key, column: settings[key] ?? '' }, findings);
    this.#numberIn = numberReader(settings, { columns, placeAt: (field) => this.#placeAt(field), findings });
    this.#placeOfAnswer = () => this.#placeAt(this.#fields.answer);
  }

  add(cells: readonly string[], record: number): boolean {
    const { input, answer, sequence, step, group, part } = this.#fields;
    this.#record = record;
    if (this.#settings.inputs === 'numbers') for (const field of input) this.#addNumber(cells[field], field);
    else this.#addToken(cells[input[0]]);
    this.#answers.add(cells[answer] ?? '', this.#placeOfAnswer);
    // A sequence of the test file is another one than that of the same name in the first file
    this.#sequenceOf.push(sequence < 0 ? this.#file : this.#sequences.numberOf(`${this.#file} ${cells[sequence]}`));
    if (step >= 0) this.#addMoment(cells[step]);
    if (group >= 0) this.#groupOf.push(this.#groups.numberOf(cells[group]));
    if (part >= 0) this.#addPart(cells[part]);
    return this.#sequenceOf.length * Math.max(1, input.length) < MOST_NUMBERS;
  }

  startTestFile(): void {
    this.#file = 1;
    this.#firstOfTest = this.#sequenceOf.length;
  }

  raw(): Raw {
    const { part, input } = this.#fields;
    const rows = this.#inOrder();
    const { order, starts, lengths } = rows;
    return {
      inputs: sortedInputs(this.#inputs.collected(), order, input.length),
      recordings: {
        count: starts.length,
        starts,
        lengths,
        names: this.#fields.sequence < 0 ? null : this.#sequences.words.map((name) => name.slice(2)),
        groups: this.#groupsOfRecordings(rows),
      },
      answers: this.#sortedAnswers(rows),
      parts: part < 0 ? null : this.#sortedParts(rows),
      placeOf: (s, field) => this.#placeOf(order[s], field === 'input' ? input[0] : this.#fields[field]),
      firstOfTestFile: firstRecordingFrom(this.#firstOfTest, rows),
    };
  }

  #addNumber(cell: string, field: number): void {
    this.#inputs.addNumber(this.#numberIn(cell, field));
  }

  #addToken(cell: string): void {
    const [field] = this.#fields.input;
    if (cell === '') this.#refuse('token', field, `${this.#columns[field]}: expected a token; found an empty cell.`);
    this.#inputs.addToken(cell);
  }

  #addMoment(cell: string): void {
    const moment = momentIn(cell);
    if (moment === null) {
      const found = JSON.stringify(cell);
      const message = `${this.#settings.step}: expected a number or a time as in 2024-05-31T12:00; found ${found}.`;
      this.#refuse('moment', this.#fields.step, message);
    }
    this.#momentOf.push(moment ?? 0);
  }

  #addPart(cell: string): void {
    const part = PARTS.get(cell);
    if (part === undefined) {
      const field = this.#fields.part;
      const found = JSON.stringify(cell);
      this.#refuse('part', field, `${this.#columns[field]}: expected train, test or validation; found ${found}.`);
    }
    this.#partOf.push(part ?? TEST);
  }

  #inOrder(): Order {
    const { sequence, step } = this.#fields;
    return inOrder(this.#sequenceOf.values(), step < 0 ? null : this.#momentOf.values(), {
      sequences: sequence < 0 ? this.#file + 1 : this.#sequences.words.length,
      twice: (row) => {
        const message = `${this.#settings.step}: expected every value once in a sequence; this one stands in it already.`;
        this.#findings.add('twice', { severity: 'error', place: this.#placeOf(row, step), message });
      },
    });
  }

  #groupsOfRecordings(rows: Order): string[] | null {
    const { group } = this.#fields;
    if (group < 0) return null;
    return this.#oncePerRecording(this.#groupOf.values(), group, rows).map((number) => this.#groups.words[number]);
  }

  #sortedAnswers(rows: Order): RawAnswers {
    const { per, windows } = this.#settings;
    const byRow = this.#answers.collected('step');
    if (per === 'sequence' && windows === undefined) {
      return answersByRecording(byRow, this.#oncePerRecording(byRow.values, this.#fields.answer, rows));
    }
    return { ...byRow, values: gathered(byRow.values, rows.order, 1) } as RawAnswers;
  }

  #sortedParts(rows: Order): Uint8Array {
    const parts = this.#partOf.values();
    return this.#settings.windows === undefined
      ? Uint8Array.from(this.#oncePerRecording(parts, this.#fields.part, rows))
      : gathered(parts, rows.order, 1);
  }

  /** The value of each recording (R), which must not change within it. */
  #oncePerRecording(
    values: Int32Array | Uint8Array | Float64Array,
    field: number,
    { order, starts, lengths }: Order,
  ): number[] {
    return Array.from(starts, (start, r) => {
      const rows = order.subarray(start, start + lengths[r]);
      const value = values[rows[0]];
      const other = rows.find((row) => !Object.is(values[row], value));
      if (other !== undefined) {
        const message = `${this.#columns[field]} must not change within a sequence; here it does.`;
        const place = this.#placeOf(other, field);
        this.#findings.add(`constant ${this.#columns[field]}`, { severity: 'error', place, message });
      }
      return value;
    });
  }

  #refuse(cause: string, field: number, message: string): void {
    this.#findings.add(cause, { severity: 'error', place: this.#placeAt(field), message });
  }

  /** Of the row that is being read. */
  #placeAt(field: number): FilePlace {
    return { file: this.#file, record: this.#record, field };
  }

  #placeOf(row: number, field: number): FilePlace {
    return row < this.#firstOfTest
      ? { file: 0, record: row + 1, field }
      : { file: 1, record: row - this.#firstOfTest + 1, field };
  }
}

function fieldsOf({ input, label, target, sequence, step, group, test }: DataSettings, columns: readonly string[]) {
  const at = (name: string | undefined) => (name === undefined ? -1 : columns.indexOf(name));
  return {
    input: input.map(at),
    answer: at(label ?? target),
    sequence: at(sequence),
    step: at(step),
    group: at(group),
    part: at(test.kind === 'column' ? test.column : undefined),
  };
}

function sortedInputs(inputs: RawInputs, order: Int32Array, width: number): RawInputs {
  return inputs.kind === 'numbers'
    ? { ...inputs, values: gathered(inputs.values, order, width) }
    : { ...inputs, values: gathered(inputs.values, order, 1) };
}

function answersByRecording(byRow: RawAnswers, values: readonly number[]): RawAnswers {
  return byRow.kind === 'classes'
    ? { ...byRow, values: Int32Array.from(values), by: 'recording' }
    : { ...byRow, values: Float64Array.from(values), by: 'recording' };
}

function firstRecordingFrom(row: number, { order, starts }: Order): number {
  const first = starts.findIndex((start) => order[start] >= row);
  return first < 0 ? starts.length : first;
}

/** The rows (S) of every sequence together, sequences in the order of their first rows; stable where nothing orders. */
function inOrder(
  sequenceOf: Int32Array,
  moments: Float64Array | null,
  { sequences, twice }: { sequences: number; twice: (row: number) => void },
): Order {
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
