/** What is wrong with an experiment file, as a terminal shows it. */
import type { Problem } from '../vocabulary.ts';
import { terminalText } from './terminal-text.ts';
import { terminalWidth } from './terminal-width.ts';

/**
 * The problem for a terminal, without colour: one line that says it, then the line of the text it lies in with carets
 * under the place. No control character of the text comes through.
 *
 * @example
 * experiments/x.yaml:8:12  error  direction: expected forward, …; found "bidirectionnal". Did you mean bidirectional?
 *    8 | direction: bidirectionnal
 *      |            ^^^^^^^^^^^^^^
 */
export function renderProblem(problem: Problem, text: string): string {
  const { severity, file, line, column, key, message, suggestion, override, lineText } = problem;
  const source = lineText ?? override ?? text;
  const place = source === '' ? terminalText(file) : `${terminalText(file)}:${line}:${column}`;
  const subject = key === null ? '' : `${terminalText(key) || '""'}: `;
  const advice = suggestion === null ? '' : ` Did you mean ${terminalText(suggestion)}?`;
  const headline = `${place}  ${severity}  ${subject}${terminalText(message)}${advice}`;
  if (source === '') return headline;
  return `${headline}\n${codeFrame(problem, lineText ?? source.split('\n', line)[line - 1])}`;
}

/** Columns of the file's line that a frame shows at most. */
const FRAME_WIDTH = 100;
/** Columns of a longer line that stay in sight before the place. */
const FRAME_LEAD = 40;

function codeFrame({ line, column, length }: Problem, lineText: string): string {
  const [start, end] = [column - 1, column - 1 + length];
  const text = lineText.replace(/\r$/, '');
  const [before, marked, after] = [text.slice(0, start), text.slice(start, end), text.slice(end)].map(shown);
  const isLong = terminalWidth(before + marked + after) > FRAME_WIDTH;
  const lead = isLong ? lastOf(before, FRAME_LEAD) : before;
  const rest = isLong ? firstOf(marked + after, FRAME_WIDTH - terminalWidth(lead)) : marked + after;
  const [cutBefore, cutAfter] = [lead === before ? '' : '…', rest === marked + after ? '' : '…'];

  const number = String(line).padStart(4);
  const indent = ' '.repeat(terminalWidth(cutBefore + lead));
  const carets = '^'.repeat(Math.max(1, Math.min(terminalWidth(marked), terminalWidth(rest))));
  return [
    `${number} | ${cutBefore}${lead}${rest}${cutAfter}`,
    `${' '.repeat(number.length)} | ${indent}${carets}`,
  ].join('\n');
}

/** A tab is a single space, so that carets can stand below what follows it. */
function shown(text: string): string {
  return terminalText(text.replaceAll('\t', ' '));
}

/** As much of the beginning of a text as so many columns hold. */
function firstOf(text: string, columns: number): string {
  let [width, end] = [0, 0];
  for (const character of text) {
    width += terminalWidth(character);
    if (width > columns) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** As much of the end of a text as so many columns hold. */
function lastOf(text: string, columns: number): string {
  const backwards = [...text].toReversed().join('');
  return [...firstOf(backwards, columns)].toReversed().join('');
}
