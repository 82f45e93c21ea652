/** CSV and TSV: records of cells under a header. csv-parse reads what is not plain, strictly: quotes, limits. */
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { DataBytes } from './bytes.ts';
import { numberIn } from './cells.ts';
import type { Findings } from './problems.ts';
import { listed } from './resolve.ts';

/** No record of a table is larger; an unclosed quote would take the rest of the file for one cell. */
const MOST_RECORD_BYTES = 2 ** 24;

const OPTIONS = {
  bom: true,
  skip_empty_lines: true,
  relax_column_count: true,
  max_record_size: MOST_RECORD_BYTES,
  record_delimiter: ['\r\n', '\n'], // both may stand in one file
};

/** Takes a file's records; what they return says whether to go on. */
export interface RecordTaker {
  header(columns: readonly string[]): boolean;
  /** @param record from 1 */
  row(cells: readonly string[], record: number): boolean;
}

/**
 * Reads a table record by record. Problems of the table itself (no header, a ragged row, a quote) are findings; a row
 * of the wrong length is not handed on.
 *
 * Nearly always a cell is what stands between two separators, and cutting a line there takes half the time. From the first
 * line on of which that is not so, csv-parse reads: a separator, a quote or the end of a line within quotes.
 */
export async function readCsv(
  file: DataBytes,
  { separator, index, findings }: { separator: string; index: number; findings: Findings },
  take: RecordTaker,
): Promise<void> {
  let columns: readonly string[] | null = null;
  let record = 0;
  /** @returns whether to go on */
  const add = (cells: readonly string[]): boolean => {
    if (columns === null) {
      columns = cells;
      return isHeader(cells, { separator, index, findings }) && take.header(cells);
    }
    record += 1;
    if (cells.length === columns.length) return take.row(cells, record);
    const message = `expected ${columns.length} cells as in the header; found ${cells.length}.`;
    findings.add('ragged', { severity: 'error', place: { file: index, record, field: null }, message });
    return true;
  };
  const refuse = (message: string) => {
    const place = { file: index, record: record + (columns === null ? 0 : 1), field: null };
    findings.add('csv', { severity: 'error', place, message });
  };

  const others = await readPlain(file, { separator, add, refuse });
  if (others !== null) await readParsed(others, { separator, add, refuse });
  if (columns !== null && record === 0 && !findings.hasErrors()) {
    findings.add('rows', { severity: 'error', place: { file: index, record: 0, field: null }, message: NO_ROWS });
  }
}

interface Reading {
  readonly separator: string;
  readonly add: (cells: readonly string[]) => boolean;
  readonly refuse: (message: string) => void;
}

/**
 * Reads lines as long as a cell is what stands between two separators, in quotes or not; returns the text from the first
 * line of which that is not so, null where there is none or reading stopped.
 */
async function readPlain(file: DataBytes, { separator, add, refuse }: Reading): Promise<AsyncGenerator<string> | null> {
  const texts = textOf(file);
  let rest = '';
  for (let next = await texts.next(); next.done !== true; next = await texts.next()) {
    const text = rest + next.value;
    const hasQuotes = text.includes('"');
    let at = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', at)) {
      const line = text.slice(at, text.charCodeAt(end - 1) === RETURN ? end - 1 : end);
      const cells = hasQuotes ? withoutQuotes(line.split(separator)) : line.split(separator);
      if (cells === null) return after(text.slice(at), texts);
      if (line !== '' && !add(cells)) {
        await texts.return(undefined);
        return null;
      }
      at = end + 1;
    }
    rest = text.slice(at);
    if (rest.length <= MOST_RECORD_BYTES) continue;
    if (rest.includes('"')) return after(rest, texts);
    refuse(TOO_LONG);
    await texts.return(undefined);
    return null;
  }
  const cells = withoutQuotes(rest.split(separator));
  if (cells === null) return after(rest, texts);
  if (rest !== '') add(cells);
  return null;
}

const RETURN = 13; // \r

/** Cells that are quoted as a whole, without their quotes; null where a quote stands elsewhere. */
function withoutQuotes(cells: string[]): string[] | null {
  for (const [i, cell] of cells.entries()) {
    if (!cell.includes('"')) continue;
    const inside = cell.slice(1, -1);
    if (cell.length < 2 || cell[0] !== '"' || !cell.endsWith('"') || inside.includes('"')) return null;
    cells[i] = inside;
  }
  return cells;
}

/** Chunk by chunk, without a byte order mark. */
async function* textOf(file: DataBytes): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8');
  for await (const chunk of file.stream() as AsyncIterable<Buffer>) yield decoder.decode(chunk, { stream: true });
}

async function* after(text: string, others: AsyncGenerator<string>): AsyncGenerator<string> {
  yield text;
  yield* others;
}

async function readParsed(texts: AsyncGenerator<string>, { separator, add, refuse }: Reading): Promise<void> {
  const parser = parse({ ...OPTIONS, delimiter: separator });
  const input = Readable.from(texts);
  await new Promise<void>((resolve, reject) => {
    parser.on('data', (cells: readonly string[]) => {
      if (parser.destroyed || add(cells)) return;
      input.unpipe(parser);
      input.destroy();
      parser.destroy();
    });
    parser.on('error', (error) => {
      if (!(error instanceof CsvError)) return reject(error);
      refuse(csvMessage(error));
      resolve();
    });
    parser.on('close', resolve);
    input.on('error', reject);
    input.pipe(parser);
  });
}

const TOO_LONG = 'expected a row of at most 16 MB; found a longer one. Is a quote not closed?';
const NO_ROWS = 'expected rows of data below the header; found none.';

function csvMessage(error: CsvError): string {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'expected the end of a quoted cell; found the end of the file. Close the quote.';
    case 'CSV_MAX_RECORD_SIZE':
      return TOO_LONG;
    case 'INVALID_OPENING_QUOTE':
      return 'found a quote within a cell. Put the whole cell in quotes and write "" for a quote in it.';
    default:
      return `the row cannot be read: ${error.message}.`;
  }
}

function isHeader(
  cells: readonly string[],
  { separator, index, findings }: { separator: string; index: number; findings: Findings },
): boolean {
  const refuse = (field: number | null, message: string) => {
    findings.add('header', { severity: 'error', place: { file: index, record: 0, field }, message });
    return false;
  };
  if (cells[0].startsWith('sep='))
    return refuse(null, 'expected a header; found a line for Excel. Remove the first line.');
  if (cells.some((cell) => cell.includes('\r')))
    return refuse(
      null,
      'expected lines that end in LF or CRLF; found CR alone. Save the file with the line ends of Unix.',
    );
  const other = [';', '\t', ','].find((character) => character !== separator && cells[0].includes(character));
  if (cells.length === 1 && other !== undefined) {
    const named = other === '\t' ? 'tab' : JSON.stringify(other);
    return refuse(
      null,
      `expected columns; found a single one. Are they separated by ${named}? Say separator: ${named}.`,
    );
  }
  if (cells.every((cell) => numberIn(cell) !== null)) {
    return refuse(null, 'expected a header, the names of the columns; found numbers. Put a first line with names.');
  }
  const empty = cells.findIndex((cell) => cell.trim() === '');
  if (empty >= 0) {
    const index = empty === 0 ? ' Is it the index of a table of pandas? Write it with index=False.' : '';
    return refuse(empty, `expected a name for every column; number ${empty + 1} has none.${index}`);
  }
  const twice = cells.findIndex((cell, i) => cells.indexOf(cell) !== i);
  if (twice >= 0) return refuse(twice, `expected every name once; found ${JSON.stringify(cells[twice])} again.`);
  return true;
}

/** The header of the test file has the columns that are read. */
export function missingColumns(needed: readonly string[], columns: readonly string[]): string | null {
  const missing = needed.filter((name) => !columns.includes(name));
  return missing.length === 0
    ? null
    : `expected the columns ${listed(missing)} as in the first file; found ${listed(columns)}.`;
}

/** Where a record stands in its file. */
export interface RecordPlace {
  readonly line: number;
  readonly text: string;
  /** The columns (from 0, UTF-16 units) of the cells of a record on one line; empty for another one. */
  readonly cells: readonly { readonly start: number; readonly end: number }[];
}

/** Reads the file again, up to the last record that is looked for (0 is the header). */
export async function locateRecords(
  file: DataBytes,
  { separator, records }: { separator: string; records: ReadonlySet<number> },
): Promise<Map<number, RecordPlace>> {
  const found = new Map<number, RecordPlace>();
  const last = Math.max(...records);
  const parser = parse({ ...OPTIONS, delimiter: separator, info: true, raw: true });
  const input = file.stream();
  let record = -1;
  let before = 0; // lines
  await new Promise<void>((resolve) => {
    parser.on('data', ({ info, raw }: { info: { lines: number }; raw: string }) => {
      if (parser.destroyed) return;
      record += 1;
      if (records.has(record)) found.set(record, placeOf(raw, { lines: info.lines, before, separator }));
      before = info.lines;
      if (record >= last) {
        input.destroy();
        parser.destroy();
      }
    });
    // What cannot be read is the record that was to be located: it stands after the last one
    parser.on('error', (error) => {
      const lines = (error as CsvError & { lines?: number }).lines ?? before + 1;
      if (records.has(record + 1)) found.set(record + 1, { line: lines, text: '', cells: [] });
      resolve();
    });
    parser.on('close', resolve);
    input.on('error', () => resolve());
    input.pipe(parser);
  });
  return found;
}

function placeOf(
  raw: string,
  { lines, before, separator }: { lines: number; before: number; separator: string },
): RecordPlace {
  const text = raw.replace(/[\r\n]+$/, '').replace(/^[\r\n\ufeff]+/, '');
  const isOneLine = !/[\r\n]/.test(text);
  return {
    line: isOneLine ? lines : Math.min(before + 1, lines),
    text: isOneLine ? text : text.split(/\r?\n/)[0],
    cells: isOneLine ? cellsOf(text, separator) : [],
  };
}

/** The stretches of the cells of one line; a quoted cell with its quotes. */
function cellsOf(text: string, separator: string): { start: number; end: number }[] {
  const cells: { start: number; end: number }[] = [];
  let start = 0;
  let quoted = false;
  for (let i = 0; i <= text.length; i++) {
    if (text[i] === '"') quoted = !quoted;
    if (i < text.length && (quoted || text[i] !== separator)) continue;
    cells.push({ start, end: i });
    start = i + 1;
  }
  return cells;
}
