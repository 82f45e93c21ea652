/** What the YAML parser finds wrong, in plain words. */
import type { YAMLParseError } from 'yaml';
import { terminalText } from '../words.ts';

const LONGEST_QUOTATION = 120;

/** yaml's own wording → ours, the first that matches. `$1` is what the pattern has caught. */
const WORDING: readonly (readonly [RegExp, string])[] = [
  [/end with a (.)$/, 'expected a closing $1 before this.'],
  [/^Missing closing (.)quote/, 'expected a closing $1 before the end of the file.'],
  [/^Unexpected flow-(?:seq|map)-end/, 'a bracket is closed here that is not open. Remove it.'],
  [/^Unexpected (?:,|empty item)/, 'expected a value beside the comma; found none.'],
  [/^Missing ,/, 'expected a comma between two values.'],
  [/at node end$/, 'expected the end of the line after the value. Put the whole value in quotes.'],
  [/^Unexpected block-seq-ind/, 'expected "key: value"; found an entry of a list.'],
];

/** yaml's error codes → our wording, where the code says enough. */
const WORDING_BY_CODE: Readonly<Partial<Record<YAMLParseError['code'], string>>> = {
  BAD_DQ_ESCAPE: 'expected a known escape after \\ in double quotes. Use single quotes to mean the \\ itself.',
  BAD_INDENT: 'expected the same indentation as the lines around it.',
  BAD_SCALAR_START: 'a value cannot begin with this character. Put the value in quotes.',
  BLOCK_AS_IMPLICIT_KEY: 'expected one "key: value" on a line. Indent keys alike, and put text with a ": " in quotes.',
  BLOCK_IN_FLOW: 'expected the end of the brackets first. Close them, or indent what belongs into them.',
  MULTILINE_IMPLICIT_KEY: 'expected "key: value" on one line; found a key without a colon.',
  MULTIPLE_DOCS: 'expected one experiment; found a second document after "---". Put it into a file of its own.',
  TAB_AS_INDENT: 'expected spaces as indentation; found a tab.',
};

/** One line for an error of yaml's, with its own words where there are no better ones. */
export function syntaxMessage({ code, message }: Pick<YAMLParseError, 'code' | 'message'>): string {
  for (const [pattern, wording] of WORDING) {
    const match = pattern.exec(message);
    if (match !== null) return wording.replace('$1', match[1] ?? '');
  }
  // yaml's words quote the file
  return (
    WORDING_BY_CODE[code] ?? `not valid YAML: ${terminalText(message.split('\n')[0].slice(0, LONGEST_QUOTATION))}.`
  );
}
