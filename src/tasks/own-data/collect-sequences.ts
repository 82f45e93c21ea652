/** Whole sequences, as rows, lines of JSON and sentences of CoNLL have them → recordings. */
import { type Answers, collectAnswers } from './answers.ts';
import { growing, interned } from './growing.ts';
import type { FilePlace, Findings } from './problems.ts';
import { PARTS, type Raw, type RawInputs, TEST } from './raw.ts';
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
  const isNumbers = settings.inputs === 'numbers';
  const numbers = growing(Float64Array);
  const tokens = growing(Int32Array);
  const words = interned();
  const column = settings.label ?? settings.target ?? '';
  const answers: Answers = collectAnswers({ key: settings.label === undefined ? 'target' : 'label', column }, findings);
  const hasAnswers = column !== ''; // a file to be predicted has none
  const byRecording = settings.per === 'sequence' && settings.windows === undefined;
  const starts = growing(Int32Array);
  const lengths = growing(Int32Array);
  const groups: string[] = [];
  const groupWords = interned();
  const parts = growing(Uint8Array);
  const records = growing(Int32Array); // of every step
  let fields: ReadSequence['fields'] = { input: null, answer: null, group: null, part: null };
  let file = 0;
  let steps = 0;
  let firstOfTestFile: number | null = null;
  let firstStepOfTestFile = Number.POSITIVE_INFINITY;

  return {
    add(sequence) {
      fields = sequence.fields;
      const { input, group, part } = sequence;
      const length = isNumbers ? input.length / features : input.length;
      const place = (step: number, field: keyof ReadSequence['fields']): FilePlace => ({
        file,
        record: sequence.records[Math.min(step, sequence.records.length - 1)],
        field: fields[field],
      });
      if (length === 0) {
        const message = 'expected a sequence of one step at the least; found an empty one.';
        findings.add('empty', { severity: 'error', place: place(0, 'input'), message });
        return true;
      }
      const expected = byRecording ? 1 : length;
      const stated = byRecording ? sharedAnswer(sequence, length) : sequence.answers;
      const given = hasAnswers ? stated : new Array<string>(expected).fill('');
      if (given.length !== expected) {
        findings.add('answers', {
          severity: 'error',
          place: place(0, 'answer'),
          message: wrongCount(given.length, length),
        });
        return true;
      }
      starts.push(steps);
      lengths.push(length);
      for (const value of input) {
        if (isNumbers) numbers.push(value as number);
        else tokens.push(words.numberOf(value as string));
      }
      let step = 0;
      const here = () => place(step, 'answer'); // one for all steps: it is asked for wrong answers alone
      for (; step < given.length; step++) answers.add(given[step], here);
      const lastRecord = sequence.records.length - 1;
      for (let t = 0; t < length; t++) records.push(sequence.records[Math.min(t, lastRecord)]);
      if (settings.group !== undefined) groups.push(groupWords.words[groupWords.numberOf(group ?? '')]);
      if (settings.test.kind === 'column') addPart(part, length, place(0, 'part'));
      steps += length;
      return steps * features < MOST_NUMBERS;
    },

    startTestFile() {
      file = 1;
      firstOfTestFile = starts.length;
      firstStepOfTestFile = steps;
    },

    raw() {
      const inputs: RawInputs = isNumbers
        ? { kind: 'numbers', columns, values: numbers.values() }
        : { kind: 'tokens', words: words.words, values: tokens.values() };
      const recordOf = records.values();
      return {
        inputs,
        recordings: {
          count: starts.length,
          starts: starts.values(),
          lengths: lengths.values(),
          names: null,
          groups: settings.group === undefined ? null : groups,
        },
        answers: answers.collected(byRecording ? 'recording' : 'step'),
        parts: settings.test.kind === 'column' ? parts.values() : null,
        placeOf: (step, field) => ({
          file: step >= firstStepOfTestFile ? 1 : 0,
          record: recordOf[step],
          field: fields[field],
        }),
        firstOfTestFile: firstOfTestFile ?? starts.length,
      };
    },
  };

  /** With an answer per sequence, one that is written at every step is the same at all of them. */
  function sharedAnswer({ answers: given }: ReadSequence, length: number): readonly string[] {
    const isShared = given.length === length && given.every((answer) => answer === given[0]);
    return isShared ? given.slice(0, 1) : given;
  }

  function wrongCount(found: number, length: number): string {
    return byRecording
      ? `${column}: expected one value for the sequence; found ${found}. With one for each of its ${length} steps, say per: step.`
      : `${column}: expected a value for each of the ${length} steps; found ${found}. With one for the whole sequence, say per: sequence.`;
  }

  function addPart(part: string | null, length: number, place: FilePlace): void {
    const number = PARTS.get(part ?? '');
    if (number === undefined) {
      const message = `expected train, test or validation; found ${JSON.stringify(part)}.`;
      findings.add('part', { severity: 'error', place, message });
    }
    for (let i = 0; i < (settings.windows === undefined ? 1 : length); i++) parts.push(number ?? TEST);
  }
}
