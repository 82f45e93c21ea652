/** An answer for a terminal: the table, the sentence in bold, and in small print what else there is to know. */
import pc from 'picocolors';
import type { Answered } from '../vocabulary.ts';
import { comparisonTable } from './comparison-table.ts';
import { searchText } from './search-text.ts';
import { wrap } from './table.ts';
import { terminalText } from './terminal-text.ts';

export interface AnswerStyle {
  /** Columns of the terminal. */
  readonly width: number;
  readonly colour: boolean;
  /** Whether to say what hardly ever changes, too: what a task needs, how far the engine was checked, all advice. */
  readonly verbose: boolean;
}

/** The gravest come first; more would be read by nobody. */
const MOST_ADVICE = 2;

/**
 * The table, the sentence, what is to be known of it, and advice; before them how a search has chosen what the table
 * compares.
 *
 * @param between what stands between table and sentence
 */
export function answerText(
  { comparison, needs, headline, details, advice, search }: Answered,
  { width, colour, verbose, between = null }: AnswerStyle & { readonly between?: string | null },
): string {
  const { bold, dim } = pc.createColors(colour);
  const lines = (text: string, style = (line: string) => line) =>
    wrap(` ${terminalText(text)}`, width, 1)
      .split('\n')
      .map(style);
  const { by, metric } = comparison;
  return [
    ...(search === null ? [] : [searchText(search, { by, metric, width }), '']),
    comparisonTable(comparison, { width, colour, notes: verbose ? needs : [] }),
    '',
    ...(between === null ? [] : [between, '']),
    ...lines(headline, bold),
    ...(details === '' ? [] : lines(details)),
    ...(verbose ? advice : advice.slice(0, MOST_ADVICE)).flatMap((text) => lines(text, dim)),
  ].join('\n');
}

/** What ends an answer. That the engine has failed its check is said in any case. */
export function closingText(
  { engine, next }: Answered,
  { width, colour, verbose, hasFailed }: AnswerStyle & { readonly hasFailed: boolean },
): string {
  const { dim } = pc.createColors(colour);
  const says = verbose || hasFailed;
  const check =
    engine === null || !says
      ? []
      : wrap(` ${terminalText(engine)}`, width, 1)
          .split('\n')
          .map(dim);
  return [...check, terminalText(` next: ${next[0]}`)].join('\n'); // the last on one line, to be copied
}
