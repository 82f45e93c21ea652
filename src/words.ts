/** How sentences are put together, wherever they are: lists, counts, and text that comes from outside. */

/** @example alternatives(['forward', 'backward', 'bidirectional']) is 'forward, backward or bidirectional' */
export function alternatives(words: readonly string[]): string {
  return joined(words, 'or');
}

/** @example listing(['2', '4', '8']) is '2, 4 and 8' */
export function listing(words: readonly string[]): string {
  return joined(words, 'and');
}

function joined(words: readonly string[], last: 'or' | 'and'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** A whole number of at least 0 with its digits in groups of three: grouped(3561) is '3 561'. */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ' ');
}

/** @example plural(1, 'comparison') is '1 comparison', plural(1200, 'run') is '1 200 runs' */
export function plural(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** @example spaced('training_loss') is 'training loss' */
export function spaced(key: string): string {
  return key.replaceAll('_', ' ');
}

/** Control characters, lone surrogates, line separators, and what changes the direction of the text that follows. */
export const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * The text with every character that could steer a terminal written out.
 *
 * @example terminalText('a\u001b[2Jb') is 'a\\u{1b}[2Jb'
 */
export function terminalText(text: string): string {
  return text.replace(UNPRINTABLE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
