/** Whole sequences, as rows, lines of JSON and sentences of CoNLL have them → recordings. */
import { type Answers, collectAnswers } from './answers.ts';
import { growing, interned } from './growing.ts';
import { collectInputs, type Inputs } from './inputs.ts';
import type { FilePlace, Findings } from './problems.ts';
import { PARTS, type Raw, TEST } from './raw.ts';
import { type DataSettings, MOST_NUMBERS } from './settings.ts';

/** One sequence of T steps. */
export interface ReadSequence {
  /** (T) tokens, or (T, F) numbers, row by row; NaN where one is missing. */
  readonly input: readonly string[] | readonly number[];
  /** (T), or (1) for the whole sequence. */
  readonly answers: readonly string[];
  readonly group: string | null;
  readonly part: string | null;
  /** The line or row of each step; of all where they are one. */
  readonly records: readonly number[];
  /** From 0: where input, answer, group and part stand, in files that have fields. */
  readonly fields: Readonly<Record<'input' | 'answer' | 'group' | 'part', number | null>>;
}

export interface Sequences {
  /** @returns false where the limit of numbers is reached: reading is to stop */
  add(sequence: ReadSequence): boolean;
  startTestFile(): void;
  raw(): Raw;
}

/** @param features F, the numbers per step; 1 for tokens */
export function collectSequences(
  settings: DataSettings,
  { features, columns }: { features: number; columns: readonly string[] },
  findings: Findings,
): Sequences {
  return new Collector(settings, { features, columns }, findings);
}

class Collector implements Sequences {
  readonly #settings: DataSettings;
  readonly #features: number;
  readonly #findings: Findings;
  readonly #inputs: Inputs;
  /** Of labels or targets; '' in a file that is to be predicted, which has none. */
  readonly #answerName: string;
  readonly #answers: Answers;
  readonly #isAnswerForAll: boolean;
  readonly #starts = growing(Int32Array);
  readonly #lengths = growing(Int32Array);
  readonly #groups: string[] = [];
  readonly #groupNames = interned();
  readonly #parts = growing(Uint8Array);
  /** Of every step. */
  readonly #records = growing(Int32Array);
  #fields: ReadSequence['fields'] = { input: null, answer: null, group: null, part: null };
  #file = 0;
  #steps = 0;
  #firstOfTestFile: number | null = null;
  #firstStepOfTestFile = Number.POSITIVE_INFINITY;

  constructor(
    settings: DataSettings,
    { features, columns }: { features: number; columns: readonly string[] },
    findings: Findings,
  ) {
    this.#settings = settings;
    this.#features = features;
    this.#findings = findings;
    this.#inputs = collectInputs(settings, columns);
    const key = settings.label === undefined ? 'target' : 'label';
    this.#answerName = settings[key] ?? '';
    this.#answers = collectAnswers({ key, column: this.#answerName }, findings);
    this.#isAnswerForAll = settings.per === 'sequence' && settings.windows === undefined;
  }

  add(sequence: ReadSequence): boolean {
    this.#fields = sequence.fields;
    const { input, group, part } = sequence;
    const length = this.#settings.inputs === 'numbers' ? input.length / this.#features : input.length;
    const answers = this.#answersOf(sequence, length);
    if (answers === null) return true;
    this.#starts.push(this.#steps);
    this.#lengths.push(length);
    this.#addInput(input);
    this.#addAnswers(answers, sequence);
    for (let step = 0; step < length; step++) this.#records.push(recordOf(sequence, step));
    if (this.#settings.group !== undefined) this.#addGroup(group ?? '');
    if (this.#settings.test.kind === 'column') this.#addPart(part, length, this.#placeIn(sequence, 0, 'part'));
    this.#steps += length;
    return this.#steps * this.#features < MOST_NUMBERS;
  }

  startTestFile(): void {
    this.#file = 1;
    this.#firstOfTestFile = this.#starts.length;
    this.#firstStepOfTestFile = this.#steps;
  }

  raw(): Raw {
    const count = this.#starts.length;
    const records = this.#records.values();
    return {
      inputs: this.#inputs.collected(),
      recordings: {
        count,
        starts: this.#starts.values(),
        lengths: this.#lengths.values(),
        names: null,
        groups: this.#settings.group === undefined ? null : this.#groups,
      },
      answers: this.#answers.collected(this.#isAnswerForAll ? 'recording' : 'step'),
      parts: this.#settings.test.kind === 'column' ? this.#parts.values() : null,
      placeOf: (step, field) => ({
        file: step >= this.#firstStepOfTestFile ? 1 : 0,
        record: records[step],
        field: this.#fields[field],
      }),
      firstOfTestFile: this.#firstOfTestFile ?? count,
    };
  }

  /** As many as there must be; null where there are not, or there are no steps: then that has been found. */
  #answersOf(sequence: ReadSequence, length: number): readonly string[] | null {
    if (length === 0) {
      this.#refuse('empty', sequence, 'expected a sequence of one step at the least; found an empty one.');
      return null;
    }
    const expected = this.#isAnswerForAll ? 1 : length;
    if (this.#answerName === '') return new Array<string>(expected).fill('');
    const given = this.#isAnswerForAll ? sharedAnswer(sequence, length) : sequence.answers;
    if (given.length === expected) return given;
    this.#refuse('answers', sequence, this.#wrongCount(given.length, length));
    return null;
  }

  #wrongCount(found: number, length: number): string {
    return this.#isAnswerForAll
      ? `${this.#answerName}: expected one value for the sequence; found ${found}. With one for each of its ${length} steps, say per: step.`
      : `${this.#answerName}: expected a value for each of the ${length} steps; found ${found}. With one for the whole sequence, say per: sequence.`;
  }

  #addInput(input: ReadSequence['input']): void {
    if (this.#settings.inputs === 'numbers') for (const number of input) this.#inputs.addNumber(number as number);
    else for (const token of input) this.#inputs.addToken(token as string);
  }

  #addAnswers(answers: readonly string[], sequence: ReadSequence): void {
    let step = 0;
    const place = () => this.#placeIn(sequence, step, 'answer'); // one for all steps: it is asked for wrong answers alone
    for (; step < answers.length; step++) this.#answers.add(answers[step], place);
  }

  #addGroup(group: string): void {
    const { words, numberOf } = this.#groupNames; // one copy of each name
    this.#groups.push(words[numberOf(group)]);
  }

  #addPart(part: string | null, length: number, place: FilePlace): void {
    const number = PARTS.get(part ?? '');
    if (number === undefined) {
      const message = `expected train, test or validation; found ${JSON.stringify(part)}.`;
      this.#findings.add('part', { severity: 'error', place, message });
    }
    for (let i = 0; i < (this.#settings.windows === undefined ? 1 : length); i++) this.#parts.push(number ?? TEST);
  }

  #refuse(cause: 'empty' | 'answers', sequence: ReadSequence, message: string): void {
    const place = this.#placeIn(sequence, 0, cause === 'empty' ? 'input' : 'answer');
    this.#findings.add(cause, { severity: 'error', place, message });
  }

  #placeIn(sequence: ReadSequence, step: number, field: keyof ReadSequence['fields']): FilePlace {
    return { file: this.#file, record: recordOf(sequence, step), field: sequence.fields[field] };
  }
}

/** The line or row of a step. */
function recordOf({ records }: ReadSequence, step: number): number {
  return records[Math.min(step, records.length - 1)];
}

/** With an answer per sequence, one that is written at every step is the same at all of them. */
function sharedAnswer({ answers }: ReadSequence, length: number): readonly string[] {
  const isShared = answers.length === length && answers.every((answer) => answer === answers[0]);
  return isShared ? answers.slice(0, 1) : answers;
}
