/** An answer for a terminal: the table, the sentence, advice, how far the engine was checked, where to go on. */
import type { Answered } from '../vocabulary.ts';
import { comparisonTable } from './comparison-table.ts';
import { searchText } from './search-text.ts';
import { wrap } from './table.ts';
import { terminalText } from './terminal-text.ts';

/**
 * The table, the sentence and advice; before them how a search has chosen what the table compares.
 *
 * @param between what stands between table and sentence
 */
export function answerText(
  { comparison, needs, answer, advice, search }: Answered,
  { width, colour, between = null }: { width: number; colour: boolean; between?: string | null },
): string {
  const line = (text: string) => wrap(` ${terminalText(text)}`, width, 1);
  const { by, metric } = comparison;
  return [
    ...(search === null ? [] : [searchText(search, { by, metric, width }), '']),
    comparisonTable(comparison, { width, colour, notes: needs }),
    '',
    ...(between === null ? [] : [between, '']),
    line(answer),
    ...advice.map(line),
  ].join('\n');
}

/** What ends an answer. */
export function closingText({ engine, next }: Answered, { width }: { width: number }): string {
  return [
    ...(engine === null ? [] : [wrap(` ${terminalText(engine)}`, width, 1)]),
    terminalText(` next: ${next[0]}`), // on one line, to be copied
  ].join('\n');
}
