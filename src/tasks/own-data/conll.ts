/** CoNLL and CoNLL-U: a token a line, its columns between blanks or tabs, an empty line after each sentence. */
import { type DataBytes, linesOf } from './bytes.ts';
import { words } from './cells.ts';
import type { ReadSequence } from './collect-sequences.ts';
import type { Findings } from './problems.ts';

/** The tokens of one sentence, column by column. */
export interface Sentence {
  /** (T, columns) */
  readonly tokens: readonly (readonly string[])[];
  /** (T) */
  readonly lines: readonly number[];
}

/**
 * Hands the sentences of a file on. Lines that begin with -DOCSTART- and, in CoNLL-U, comments, multiword tokens (1-2)
 * and empty nodes (1.1) are left out; a line with more or fewer columns than the first is a finding.
 */
export async function readConll(
  file: DataBytes,
  { format, index, findings }: { format: 'conll' | 'conllu'; index: number; findings: Findings },
  take: (sentence: Sentence) => boolean,
): Promise<void> {
  let tokens: string[][] = [];
  let numbers: number[] = [];
  let columns: number | null = format === 'conllu' ? 10 : null;
  let line = 0;
  const endOfSentence = () => {
    if (tokens.length === 0) return true;
    const sentence = { tokens, lines: numbers };
    [tokens, numbers] = [[], []];
    return take(sentence);
  };
  for await (const lines of linesOf(file)) {
    for (const text of lines) {
      line += 1;
      if (text.trim() === '') {
        if (!endOfSentence()) return;
        continue;
      }
      if (text.startsWith('-DOCSTART-') || (format === 'conllu' && text.startsWith('#'))) continue;
      const cells = format === 'conllu' ? text.split('\t') : words(text);
      if (format === 'conllu' && /^\d+[-.]\d+$/.test(cells[0])) continue;
      columns ??= cells.length;
      if (cells.length !== columns) {
        const like = format === 'conllu' ? 'separated by tabs' : 'as in the first line';
        const message = `expected ${columns} columns ${like}; found ${cells.length}.`;
        findings.add('columns', { severity: 'error', place: { file: index, record: line, field: null }, message });
      }
      tokens.push(cells);
      numbers.push(line);
    }
  }
  endOfSentence();
}

/** A sentence as a sequence: the columns of the input and of the answer, each counted from 0. */
export function sequenceOfSentence(
  { tokens, lines }: Sentence,
  columns: {
    readonly input: number;
    readonly answer: number;
    readonly group: number | null;
    readonly part: number | null;
  },
): ReadSequence {
  return {
    input: tokens.map((cells) => cells[columns.input] ?? ''),
    answers: tokens.map((cells) => cells[columns.answer] ?? ''),
    group: columns.group === null ? null : (tokens[0][columns.group] ?? ''),
    part: columns.part === null ? null : (tokens[0][columns.part] ?? ''),
    records: lines,
    fields: { input: null, answer: null, group: null, part: null },
  };
}
