/** Findings at places of a text → problems at lines and columns. */
import type { Problem } from '../vocabulary.ts';

/** A text that places lie in: the experiment file, or one override. */
export interface Source {
  readonly file: string;
  readonly text: string;
  readonly override: string | null;
}

/** A stretch of a source: UTF-16 offsets, the end exclusive. */
export interface Place {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** Offsets at which the lines of a source begin, worked out once. */
const lineStartsOf = new WeakMap<Source, readonly number[]>();

function lineStarts(source: Source): readonly number[] {
  const known = lineStartsOf.get(source);
  if (known !== undefined) return known;
  const starts = [0, ...[...source.text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  lineStartsOf.set(source, starts);
  return starts;
}

/** The line of a place, from 1. */
export function lineOf({ source, start }: Place): number {
  const starts = lineStarts(source);
  let [line, beyond] = [0, starts.length];
  while (beyond - line > 1) {
    const middle = Math.floor((line + beyond) / 2);
    if (starts[middle] <= start) line = middle;
    else beyond = middle;
  }
  return line + 1;
}

/** What stands at a place, as it is written. */
export function textAt({ source, start, end }: Place): string {
  return source.text.slice(start, end);
}

/** A problem before its place has been turned into line and column. */
export interface Finding {
  readonly severity: Problem['severity'];
  readonly place: Place;
  readonly key: string | null;
  readonly message: string;
  readonly suggestion?: string | null | undefined;
}

/** Beyond so many, a file is something else than an experiment. */
const MOST_PROBLEMS = 100;

/** The findings in order of place, the file's before those of the overrides, each once. */
export function problemsOf(findings: readonly Finding[], overrides: readonly Source[] = []): Problem[] {
  const rank = ({ source }: Place) => overrides.indexOf(source); // −1 for the file
  const inOrder = findings.toSorted((a, b) => rank(a.place) - rank(b.place) || a.place.start - b.place.start);
  const distinct = [
    ...new Map(inOrder.map((f) => [`${rank(f.place)} ${f.place.start} ${f.key} ${f.message}`, f])).values(),
  ];
  const shown = distinct.slice(0, MOST_PROBLEMS).map(problemOf);
  const next = distinct.at(MOST_PROBLEMS);
  if (next === undefined) return shown;
  const severity = inOrder.some((finding) => finding.severity === 'error') ? 'error' : 'warning';
  return [
    ...shown,
    problemOf({ severity, place: next.place, key: null, message: 'there are more problems from here.' }),
  ];
}

function problemOf({ severity, place, key, message, suggestion = null }: Finding): Problem {
  const { text, file, override } = place.source;
  const start = Math.min(place.start, text.length);
  const line = lineOf({ ...place, start });
  const lineStart = lineStarts(place.source)[line - 1];
  const lineEnd = lineStart + lineAt(text, lineStart).length;
  return {
    severity,
    file,
    line,
    column: Math.min(start, lineEnd) - lineStart + 1,
    length: Math.max(0, Math.min(place.end, lineEnd) - start),
    key,
    message,
    suggestion,
    override,
    lineText: null,
  };
}

/** The line that begins at an offset, without its end. */
function lineAt(text: string, start: number): string {
  const end = text.indexOf('\n', start);
  return text.slice(start, end === -1 ? text.length : end).replace(/\r$/, '');
}
