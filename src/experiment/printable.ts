/** Text from a file as an error message may quote it. */

/** Control characters, lone surrogates, line separators, and what changes the direction of the text that follows. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** The text with every character that could steer a terminal written out: 'a\u001b[2J' is 'a\\u{1b}[2J'. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

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
  return `"${printable(short)}${short.length < value.length ? '…' : ''}"`;
}

/** @example alternatives(['forward', 'backward', 'bidirectional']) is 'forward, backward or bidirectional' */
export function alternatives(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
