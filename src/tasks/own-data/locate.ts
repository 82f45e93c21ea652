/** Findings → problems with line, column and the text of the line. The file is read again, up to the last of them. */
import { type DataBytes, linesOf } from './bytes.ts';
import { locateRecords, type RecordPlace } from './csv.ts';
import type { DataProblem, FilePlace, Finding } from './problems.ts';
import type { Files } from './read.ts';
import { separatorOf } from './resolve.ts';
import { type Format, formatOf, type WrittenData } from './settings.ts';

/** In the order of their places; those of keys first. */
export async function located(
  findings: readonly Finding[],
  { written, files }: { written: WrittenData; files: Files },
): Promise<DataProblem[]> {
  const format = formatOf(written.file) ?? 'csv';
  const places = await Promise.all(
    files.map((file, index) => {
      const records = new Set(
        findings.flatMap(({ place }) => ('record' in place && place.file === index ? [place.record] : [])),
      );
      return records.size === 0
        ? new Map<number, RecordPlace>()
        : lookUp(file, { format, records, separator: separatorOf(written) });
    }),
  );
  const problems = findings.map((finding): DataProblem => {
    const { severity, place, message, suggestion = null, unknown = null } = finding;
    const rest = { severity, message, suggestion, unknown };
    if (!('record' in place)) return { ...rest, place: { in: 'map', ...place }, file: files[0].name, text: null };
    const { name } = files[place.file] as DataBytes;
    const found = places[place.file].get(place.record);
    return { ...rest, place: stretchOf(place, found), file: name, text: found?.text ?? null };
  });
  return problems.sort((a, b) => lineOf(a) - lineOf(b) || columnOf(a) - columnOf(b));
}

function lineOf({ place }: DataProblem): number {
  return place.in === 'map' ? 0 : place.line;
}

function columnOf({ place }: DataProblem): number {
  return place.in === 'map' ? 0 : place.column;
}

function stretchOf({ record, field }: FilePlace, found: RecordPlace | undefined): DataProblem['place'] {
  const line = found?.line ?? record + 1;
  const cell = field === null ? undefined : found?.cells[field];
  if (cell === undefined) return { in: 'file', line, column: 1, length: found?.text.length ?? 0 };
  return { in: 'file', line, column: cell.start + 1, length: cell.end - cell.start };
}

function lookUp(
  file: DataBytes,
  { format, records, separator }: { format: Format; records: ReadonlySet<number>; separator: string },
): Promise<Map<number, RecordPlace>> {
  return format === 'csv' ? locateRecords(file, { separator, records }) : lookUpLines(file, records);
}

async function lookUpLines(file: DataBytes, wanted: ReadonlySet<number>): Promise<Map<number, RecordPlace>> {
  const found = new Map<number, RecordPlace>();
  let line = 0;
  for await (const lines of linesOf(file)) {
    for (const text of lines) {
      line += 1;
      if (wanted.has(line)) found.set(line, { line, text, cells: [] });
    }
    if (found.size === wanted.size) break;
  }
  return found;
}
