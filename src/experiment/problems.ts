/** What is wrong with an experiment file: where, what was expected, what was found, what to write instead. */
import { terminalText } from '../words.ts';

export interface Problem {
  readonly severity: 'error' | 'warning';
  /** The path as the user gave it; for an override, `override "units=4,x"`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units as editors count them. */
  readonly column: number;
  /** What is meant on that line; 0 for a place between two characters, or for the file as a whole. */
  readonly length: number;
  /** `units`, `sweep.units`; null where the problem is not one of a key. */
  readonly key: string | null;
  readonly message: string;
  /** What was probably meant, to be written in place of what stands there. */
  readonly suggestion: string | null;
  /** The override that the place lies in; null for the file. */
  readonly override: string | null;
  /** The line that the place lies in, where it is one of another file than the experiment's; else null. */
  readonly lineText: string | null;
}

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

/**
 * The problem for a terminal, without colour: one line that says it, then the line of the text it lies in with carets
 * under the place. No control character of the text comes through.
 *
 * @example
 * experiments/x.yaml:8:12  error  direction: expected forward, …; found "bidirectionnal". Did you mean bidirectional?
 *    8 | direction: bidirectionnal
 *      |            ^^^^^^^^^^^^^^
 */
export function renderProblem(problem: Problem, text: string): string {
  const { severity, file, line, column, key, message, suggestion, override, lineText } = problem;
  const source = lineText ?? override ?? text;
  const place = source === '' ? terminalText(file) : `${terminalText(file)}:${line}:${column}`;
  const subject = key === null ? '' : `${terminalText(key) || '""'}: `;
  const advice = suggestion === null ? '' : ` Did you mean ${terminalText(suggestion)}?`;
  const headline = `${place}  ${severity}  ${subject}${terminalText(message)}${advice}`;
  if (source === '') return headline;
  return `${headline}\n${codeFrame(problem, lineText ?? source.split('\n', line)[line - 1])}`;
}

/** Columns of the file's line that a frame shows at most. */
const FRAME_WIDTH = 100;
/** Columns of a longer line that stay in sight before the place. */
const FRAME_LEAD = 40;

function codeFrame({ line, column, length }: Problem, lineText: string): string {
  const cells = [...lineText.replace(/\r$/, '')].map(cellOf);
  let offset = 0;
  let [before, marked, total] = [0, 0, 0];
  for (const { units, width } of cells) {
    if (offset < column - 1) before += width;
    else if (offset < column - 1 + length) marked += width;
    offset += units;
    total += width;
  }
  const from = total <= FRAME_WIDTH ? 0 : Math.max(0, before - FRAME_LEAD);
  const { shown, skipped } = window(cells, from);
  const cut = from > 0 ? 1 : 0; // the … at the left
  const carets = '^'.repeat(Math.max(1, Math.min(marked, FRAME_WIDTH - (before - from))));
  const number = String(line).padStart(4);
  return [
    `${number} | ${cut === 1 ? '…' : ''}${shown}${skipped ? '…' : ''}`,
    `${' '.repeat(number.length)} | ${' '.repeat(before - from + cut)}${carets}`,
  ].join('\n');
}

/** One character as it is shown: its text, the columns it takes, the UTF-16 units it stands for. */
interface Cell {
  readonly shown: string;
  readonly width: number;
  readonly units: number;
}

/** East Asian wide and fullwidth characters and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const WITHOUT_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;

function cellOf(character: string): Cell {
  const shown = character === '\t' ? ' ' : terminalText(character);
  const width = shown !== character ? shown.length : WITHOUT_WIDTH.test(shown) ? 0 : WIDE.test(shown) ? 2 : 1;
  return { shown, width, units: character.length };
}

/** The characters from a column on, as many as a frame shows. */
function window(cells: readonly Cell[], from: number): { shown: string; skipped: boolean } {
  let shown = '';
  let column = 0;
  for (const cell of cells) {
    if (column + cell.width > from + FRAME_WIDTH) return { shown, skipped: true };
    if (column >= from) shown += cell.shown;
    column += cell.width;
  }
  return { shown, skipped: false };
}
