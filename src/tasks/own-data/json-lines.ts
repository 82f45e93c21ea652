/** JSON lines: one object a line, one sequence each. */
import { type DataBytes, linesOf } from './bytes.ts';
import { LARGEST, piecesOf } from './cells.ts';
import type { ReadSequence } from './collect-sequences.ts';
import type { Findings } from './problems.ts';
import type { DataSettings } from './settings.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Hands the objects of a file on, each with its line; a line that is none is a finding. Empty lines are skipped. */
export async function readJsonLines(
  file: DataBytes,
  { index, findings }: { index: number; findings: Findings },
  take: (object: JsonObject, line: number) => boolean,
): Promise<void> {
  let line = 0;
  for await (const lines of linesOf(file)) {
    for (const text of lines) {
      line += 1;
      if (text.trim() === '') continue;
      const object = objectIn(text);
      if (object === null) {
        const message = `expected a JSON object, as in {"input": [0.1, 0.2], "label": "a"}; found ${shortened(text)}.`;
        findings.add('json', { severity: 'error', place: { file: index, record: line, field: null }, message });
      } else if (!take(object, line)) return;
    }
  }
}

/** The object of a line; null where it is none. */
export function objectIn(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
  } catch {
    return null;
  }
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** The numbers per step of an input: of a list of lists their length, else 1. */
export function featuresOf(input: unknown): number {
  return Array.isArray(input) && Array.isArray(input[0]) ? input[0].length : 1;
}

/** A line as a sequence; null where it is none, and then there are findings. */
export function sequenceOfJson(
  object: JsonObject,
  {
    settings,
    features,
    line,
    index,
    findings,
  }: {
    settings: DataSettings;
    features: number;
    line: number;
    index: number;
    findings: Findings;
  },
): ReadSequence | null {
  const refuse = (cause: string, message: string) => {
    findings.add(cause, { severity: 'error', place: { file: index, record: line, field: null }, message });
    return null;
  };
  const [field] = settings.input;
  const value = object[field];
  if (value === undefined) return refuse('no input', `expected the field ${JSON.stringify(field)}; found none.`);
  const input = settings.inputs === 'numbers' ? numbersOf(value, { settings, features }) : tokensOf(value, settings);
  if (typeof input === 'string') return refuse(`input ${input}`, `${field}: ${input}`);

  const answerField = settings.label ?? settings.target ?? '';
  const answer = object[answerField];
  const answers = (Array.isArray(answer) ? answer : [answer]).map(scalarText);
  if (answers.some((text) => text === null)) {
    return refuse('answer', `${answerField}: expected text, numbers or null; found a list or an object.`);
  }
  return {
    input,
    answers: answers as string[],
    group: settings.group === undefined ? null : scalarText(object[settings.group]),
    part: settings.test.kind === 'column' ? scalarText(object[settings.test.column]) : null,
    records: [line],
    fields: { input: null, answer: null, group: null, part: null },
  };
}

/** Null and nothing do not count as a label. */
function scalarText(value: unknown): string | null {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? null : String(value);
}

/** (T, F) numbers row by row, or what is wrong. */
function numbersOf(
  value: unknown,
  { settings, features }: { settings: DataSettings; features: number },
): number[] | string {
  if (!Array.isArray(value)) return 'expected a list of numbers.';
  const numbers: number[] = [];
  for (const step of value) {
    const row: readonly unknown[] = Array.isArray(step) ? step : [step];
    if (row.length !== features)
      return `expected ${features === 1 ? 'a number' : `${features} numbers`} per step, as in the first line.`;
    for (const number of row) {
      if (number === null && settings.missing === 'mean') numbers.push(Number.NaN);
      else if (typeof number !== 'number' || !(Math.abs(number) <= LARGEST))
        return 'expected numbers, as in the first line, up to 3.4e38.';
      else numbers.push(number);
    }
  }
  return numbers;
}

/** Tokens as a list of words, or a text to be cut at spaces or into letters; or what is wrong. */
function tokensOf(value: unknown, { split_letters: letters = false }: DataSettings): string[] | string {
  if (typeof value === 'string') return piecesOf(value, { letters });
  if (!Array.isArray(value)) return 'expected a list of tokens, or a text.';
  const tokens = value.map((token) => (typeof token === 'string' || typeof token === 'number' ? String(token) : ''));
  return tokens.includes('') ? 'expected tokens, texts that are not empty.' : tokens;
}
