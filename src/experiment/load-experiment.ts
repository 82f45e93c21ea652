/** A file on the disk → what `readExperiment` makes of its text, or why there is none. */
import { isUtf8 } from 'node:buffer';
import { MOST_BYTES, TOO_LARGE } from './document.ts';
import { type Reading, readExperiment } from './experiment.ts';
import type { OwnData } from './own-data.ts';
import { problemsOf } from './problems.ts';
import { readAtMost } from './read-at-most.ts';

/** Reads a file with its overrides. Never throws for what a user may give: all of it is in the reading. */
export function loadExperiment({
  file,
  overrides,
  data = null,
}: {
  file: string;
  overrides: readonly string[];
  data?: OwnData | null;
}): Reading {
  let bytes: Buffer;
  try {
    bytes = readAtMost(file, MOST_BYTES + 1);
  } catch (error) {
    return unreadable(file, fileMessage(error as NodeJS.ErrnoException));
  }
  if (bytes.length > MOST_BYTES) return unreadable(file, TOO_LARGE);
  if (bytes.includes(0)) return unreadable(file, 'expected a text file; found a binary one.');
  if (!isUtf8(bytes)) return notUtf8(file, bytes);
  return readExperiment({ file, text: bytes.toString('utf8'), overrides, data });
}

function fileMessage({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'there is no such file. Write an example with: bothways init';
    case 'EISDIR':
      return 'expected a file; found a folder. Name the files in it: bothways check FOLDER/*.yaml';
    case 'EACCES':
    case 'EPERM':
      return 'the file may not be read. Change its permissions.';
    default:
      return `the file cannot be read: ${message}`;
  }
}

function unreadable(file: string, message: string): Reading {
  const source = { file, text: '', override: null };
  const finding = { severity: 'error', place: { source, start: 0, end: 0 }, key: null, message } as const;
  return { kind: 'invalid', problems: problemsOf([finding]), text: '', wanted: null };
}

/** The place of the first byte that is no UTF-8. */
function notUtf8(file: string, bytes: Buffer): Reading {
  const text = bytes.toString('utf8'); // with U+FFFD in place of what is none
  let [start, offset] = [0, 0];
  for (const character of text) {
    const encoded = Buffer.from(character);
    if (!encoded.equals(bytes.subarray(offset, offset + encoded.length))) break;
    offset += encoded.length;
    start += character.length;
  }
  const place = { source: { file, text, override: null }, start, end: start + 1 };
  const message = 'expected text in UTF-8; found a byte that is none. Save the file as UTF-8.';
  return {
    kind: 'invalid',
    problems: problemsOf([{ severity: 'error', place, key: null, message }]),
    text,
    wanted: null,
  };
}
