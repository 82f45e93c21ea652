/** Text from files and databases made harmless for a terminal. */

/** Control characters, lone surrogates, line separators, and what changes the direction of the text that follows. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * The text with every character that could steer a terminal written out.
 *
 * @example terminalText('a\u001b[2Jb') is 'a\\u{1b}[2Jb'
 */
export function terminalText(text: string): string {
  return text.replace(UNPRINTABLE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/**
 * JSON on one line. What JSON may hold as it is and a terminal would obey (C1 control characters, the direction of
 * text) is escaped as well; a parser reads the same value.
 */
export function terminalJson(value: unknown): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replace(UNPRINTABLE, escaped);
}
