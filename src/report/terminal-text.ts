/** Text from files and databases made harmless for a terminal. */
import { UNPRINTABLE } from '../words.ts';

export { terminalText } from '../words.ts';

/**
 * JSON on one line. What JSON may hold as it is and a terminal would obey (C1 control characters, the direction of
 * text) is escaped as well; a parser reads the same value.
 */
export function terminalJson(value: unknown): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replace(UNPRINTABLE, escaped);
}
