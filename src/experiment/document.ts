/** YAML text → a tree of values that know their places, guarded against what a hostile or damaged file could do. */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  Lexer,
  type ParsedNode,
  parseDocument,
  type YAMLMap,
  type YAMLParseError,
  type Node as YamlNode,
} from 'yaml';
import { grouped } from '../words.ts';
import { cutByComma, numberMeant } from './number-meant.ts';
import { type Finding, lineOf, type Place, type Source } from './problems.ts';
import { quoted } from './quoted.ts';
import { syntaxMessage } from './syntax.ts';

export type Scalar = string | number | boolean | null;

/** A value of the file. `refused`: something that has been reported already and takes no part in further checks. */
export type Value =
  | { readonly kind: 'scalar'; readonly value: Scalar; readonly place: Place }
  | { readonly kind: 'list'; readonly items: readonly Value[]; readonly place: Place }
  | MapValue
  | { readonly kind: 'refused'; readonly place: Place };

export interface MapValue {
  readonly kind: 'map';
  /** A Map, so that `__proto__` is a key like any other. */
  readonly entries: ReadonlyMap<string, Entry>;
  readonly place: Place;
}

export interface Entry {
  readonly keyPlace: Place;
  readonly value: Value;
}

export interface Tree {
  readonly kind: 'tree';
  readonly root: MapValue;
  /** Errors of the text that leave the rest readable. */
  readonly findings: readonly Finding[];
  /** The same file with its comments, to write overrides into. */
  readonly document: Document.Parsed;
}

/** Larger files are refused unread. */
export const MOST_BYTES = 256 * 1024;
export const TOO_LARGE = `expected a file of at most ${MOST_BYTES / 1024} kB; found a larger one.`;

/** An experiment needs 4 levels. yaml 2.9 composes recursively: some thousands can end the process. */
const DEEPEST = 64;

/** So many words and signs hold 10 000 seeds and as many values to try; composing more takes seconds. */
const MOST_TOKENS = 100_000;

/** What a file may not contain besides tab and line ends. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufeff\p{Cs}]|\r(?!\n)/u;

/**
 * The tree of a file, or what makes it unreadable. Takes time and memory in proportion to the text, whatever it says.
 */
export function readTree(
  source: Source,
): Tree | { readonly kind: 'unreadable'; readonly findings: readonly Finding[] } {
  const unreadable = (...findings: Finding[]) => ({ kind: 'unreadable', findings }) as const;
  const wholeFile = { source, start: 0, end: 0 };

  if (Buffer.byteLength(source.text) > MOST_BYTES) {
    return unreadable(error(wholeFile, TOO_LARGE));
  }
  const control = CONTROL.exec(source.text);
  if (control !== null) {
    const place = { source, start: control.index, end: control.index + 1 };
    const message =
      control[0] === '\r'
        ? 'expected lines that end in LF or CRLF; found a carriage return alone. Save the file with other line ends.'
        : `expected text; found the control character ${quoted(control[0])}. Remove it.`;
    return unreadable(error(place, message));
  }

  const refused = refusedTokens(source);
  if (refused.some(({ message }) => message === TOO_DEEP || message === TOO_MANY)) return unreadable(...refused);
  const document = parseDocument(source.text, {
    schema: 'core',
    version: '1.2',
    uniqueKeys: false, // compares each key with each other; readMap looks them up
    prettyErrors: false,
    logLevel: 'error', // 'silent' would accept several documents
  });
  if (document.errors.length > 0) {
    return unreadable(...refused, ...syntaxFindings(document.errors, source));
  }

  const findings = [...refused];
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) {
    return unreadable(
      ...findings,
      error(wholeFile, 'expected keys and values; the file is empty. Write {} for the experiment with every default.'),
    );
  }
  const root = readValue(contents, { source, findings });
  if (root.kind !== 'map') {
    const found = root.kind === 'list' ? 'a list' : 'a single value';
    if (root.kind !== 'refused') {
      findings.push(error(root.place, `expected keys and values, as in "units: 20"; found ${found}.`));
    }
    return unreadable(...findings);
  }
  return { kind: 'tree', root, findings, document };
}

function error(place: Place, message: string): Finding {
  return { severity: 'error', place, key: null, message };
}

const TOO_DEEP = `expected at most ${DEEPEST} levels of nesting; found more.`;
const TOO_MANY = `expected at most ${grouped(MOST_TOKENS)} words and signs; found more.`;

/** One finding for each line that has one: what follows on a line follows from its first error. */
function syntaxFindings(errors: readonly YAMLParseError[], source: Source): Finding[] {
  const lastCharacter = Math.max(0, source.text.trimEnd().length - 1);
  const lines = new Map<number, Finding>();
  for (const yamlError of errors) {
    const [start, end] = yamlError.pos;
    const place = { source, start: Math.min(start, lastCharacter), end: Math.max(end, start + 1) };
    const line = lineOf(place);
    if (!lines.has(line)) lines.set(line, error(place, syntaxMessage(yamlError)));
  }
  return [...lines.values()];
}

/** What the lexer puts between the tokens; the text itself has no control characters. */
const [DOCUMENT_START, BRACKETS_END, SCALAR_NEXT] = ['\u0002', '\u0018', '\u001f'];
const MARKERS: readonly string[] = [DOCUMENT_START, BRACKETS_END, SCALAR_NEXT];

/** What YAML has and an experiment has no use for, by the first character of its token. */
const REFUSED: ReadonlyMap<string, { readonly what: string; readonly advice: string }> = new Map([
  ['*', { what: 'aliases', advice: 'Write the value out.' }],
  ['&', { what: 'anchors', advice: 'Remove it.' }],
  ['!', { what: 'tags', advice: 'Remove it.' }],
  ['%', { what: 'directives', advice: 'Remove it.' }],
]);

/** What the tokens alone show: aliases, anchors, tags, directives, and nesting too deep to compose. */
function refusedTokens(source: Source): Finding[] {
  const findings: Finding[] = [];
  const refuse = (start: number, token: string, message: string) =>
    findings.push(error({ source, start, end: start + token.length }, message));

  let offset = 0;
  let lineStart = 0;
  let isScalarNext = false;
  let brackets = 0;
  let indicators = 0; // within brackets, since the last comma
  let tokens = 0;
  const columns: number[] = []; // of the blocks that are open; a token opens one at its column
  for (const token of new Lexer().lex(source.text)) {
    if (MARKERS.includes(token)) {
      isScalarNext = token === SCALAR_NEXT;
      if (token === BRACKETS_END) brackets = 0;
      continue;
    }
    const start = offset;
    const [isScalarToken, first] = [isScalarNext, token[0]];
    offset += token.length;
    isScalarNext = false;
    const lastBreak = token.lastIndexOf('\n');
    if (!isScalarToken) {
      const refusal = REFUSED.get(first);
      if (refusal !== undefined) {
        refuse(start, token, `${refusal.what} are not supported; found ${quoted(token)}. ${refusal.advice}`);
      }
      if (token === '[' || token === '{') brackets++;
      if (token === ']' || token === '}') brackets = Math.max(0, brackets - 1);
      if (/^[[\]{},]$/.test(token)) indicators = 0;
      else if (brackets > 0 && /^[-?:]$/.test(token)) indicators++;
    }
    const isContent = isScalarToken || !/^(?:\s|#|$)/.test(token);
    if (isContent && brackets === 0) {
      const column = start - lineStart;
      while (columns.length > 0 && (columns.at(-1) as number) >= column) columns.pop();
      columns.push(column);
    }
    const isTooDeep = columns.length + brackets + indicators > DEEPEST;
    if (isTooDeep || ++tokens > MOST_TOKENS) {
      refuse(start, token, isTooDeep ? TOO_DEEP : TOO_MANY);
      return findings;
    }
    if (lastBreak !== -1) lineStart = start + lastBreak + 1;
  }
  return findings;
}

interface Reader {
  readonly source: Source;
  readonly findings: Finding[];
}

/** Recursive: the nesting has been limited. */
function readValue(node: ParsedNode | null, reader: Reader): Value {
  const place = placeOf(node, reader.source);
  if (node === null || isAlias(node) || (node as YamlNode & { tag?: string }).tag !== undefined) {
    return { kind: 'refused', place };
  }
  if (isMap(node)) return readMap(node, reader);
  if (isScalar(node)) return { kind: 'scalar', value: scalarOf(node.value), place };
  return { kind: 'list', items: node.items.map((item) => readValue(item as ParsedNode, reader)), place };
}

function readMap(map: YAMLMap.Parsed, reader: Reader): MapValue {
  const entries = new Map<string, Entry>();
  for (const { key, value } of map.items) {
    const keyPlace = placeOf(key, reader.source);
    if (!isScalar(key)) {
      if (!isAlias(key)) reader.findings.push(error(keyPlace, 'expected a word as key; found a list or a map.'));
      continue;
    }
    const name = key.value === null ? '' : String(key.value);
    const earlier = entries.get(name);
    if (name === '<<') {
      reader.findings.push(error(keyPlace, 'merge keys are not supported; found <<. Write the keys out.'));
    } else if (earlier !== undefined && cutByComma(keyPlace) !== '') {
      const number = cutByComma(keyPlace);
      const suggestion = numberMeant(number, { whole: false, perCent: true });
      reader.findings.push({ ...error(keyPlace, `a comma cuts ${number} in two.`), suggestion });
    } else if (earlier !== undefined) {
      reader.findings.push({
        ...error(
          keyPlace,
          `expected every key once; ${quoted(name)} stands on line ${lineOf(earlier.keyPlace)} already. Remove one.`,
        ),
        key: name,
      });
    } else {
      const isEmpty = value === null || value.range[0] === value.range[1];
      entries.set(name, { keyPlace, value: isEmpty ? nothing(keyPlace) : readValue(value, reader) });
    }
  }
  return { kind: 'map', entries, place: placeOf(map, reader.source) };
}

/** A key without a value, `units:`, is shown at the key. */
function nothing(keyPlace: Place): Value {
  return { kind: 'scalar', value: null, place: keyPlace };
}

function placeOf(node: ParsedNode | null, source: Source): Place {
  const [start, end] = node?.range ?? [0, 0];
  return { source, start, end };
}

/** yaml's core schema makes nothing but these. */
function scalarOf(value: unknown): Scalar {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  throw new Error(`a YAML scalar of type ${typeof value}`);
}

/** What a value is, for a message: '"20"', '4', 'a list'. */
export function shown(value: Value): string {
  switch (value.kind) {
    case 'scalar':
      return quoted(value.value);
    case 'list':
      return value.items.length === 0 ? 'an empty list' : 'a list';
    case 'map':
      return value.entries.size === 0 ? 'none' : 'keys and values';
    case 'refused':
      return 'something else';
    default:
      return value satisfies never;
  }
}

/** The values alone, without the refused ones. Objects without a prototype: `__proto__` is a key like any other. */
export function plainOf(value: Value): unknown {
  switch (value.kind) {
    case 'scalar':
      return value.value;
    case 'list':
      return value.items.map(plainOf);
    case 'map': {
      const plain = Object.create(null) as Record<string, unknown>;
      for (const [key, entry] of value.entries) {
        if (entry.value.kind !== 'refused') plain[key] = plainOf(entry.value);
      }
      return plain;
    }
    case 'refused':
      return undefined;
    default:
      return value satisfies never;
  }
}
