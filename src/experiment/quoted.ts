/** Text from a file as an error message may quote it. */
import { terminalText } from '../words.ts';

const LONGEST_QUOTE = 60;

/**
 * What stands in the file, short enough for a line: text in quotation marks, anything else as it is.
 *
 * @example quoted('x') is '"x"', quoted(4) is '4', quoted(null) is 'nothing'
 */
export function quoted(value: string | number | boolean | null): string {
  if (value === null) return 'nothing';
  if (typeof value !== 'string') return String(value);
  const short = [...value.slice(0, LONGEST_QUOTE + 1)].slice(0, LONGEST_QUOTE).join('');
  return `"${terminalText(short)}${short.length < value.length ? '…' : ''}"`;
}
