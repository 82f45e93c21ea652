/** Experiment files as they should not be: the ones that ship, mutated, and texts that break parsers. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { RandomStream } from '../../src/random.ts';

const EXPERIMENTS = fileURLToPath(new URL('../../experiments/', import.meta.url));

/** The texts that mutations begin with. */
export function originals(): string[] {
  return readdirSync(EXPERIMENTS)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => readFileSync(`${EXPERIMENTS}${name}`, 'utf8'));
}

/** One to four mutations of one of the texts, on top of each other. */
export function mutant(texts: readonly string[], random: RandomStream): string {
  let text = texts[random.below(texts.length)];
  for (let left = 1 + random.below(4); left > 0; left--) {
    text = MUTATIONS[random.below(MUTATIONS.length)](text, random, texts);
  }
  return text;
}

/** `key=value` as it may be typed after a file. */
export function hostileOverride(random: RandomStream): string {
  const value = pick(VALUES, random);
  return `${pick(KEYS, random)}${random.below(4) === 0 ? '.polluted' : ''}=${value}`;
}

type Mutation = (text: string, random: RandomStream, texts: readonly string[]) => string;

const MUTATIONS: readonly Mutation[] = [
  // A character goes, comes, or changes
  (text, random) => splice(text, random.below(text.length + 1), 1, ''),
  (text, random) => splice(text, random.below(text.length + 1), 0, pick(CHARACTERS, random)),
  (text, random) => splice(text, random.below(text.length + 1), 1, pick(CHARACTERS, random)),
  // A stretch goes, or comes twice
  (text, random) => splice(text, random.below(text.length + 1), random.below(40), ''),
  (text, random) => {
    const start = random.below(text.length + 1);
    return splice(text, start, 0, text.slice(start, start + random.below(80)));
  },
  // Lines change places, are indented, or come from another file
  (text, random) => linesOf(text, (lines) => swap(lines, random.below(lines.length), random.below(lines.length))),
  (text, random) =>
    linesOf(text, (lines) => change(lines, random, (line) => `${' '.repeat(1 + random.below(5))}${line}`)),
  (text, random, texts) => {
    const others = pick(texts, random).split('\n');
    return linesOf(text, (lines) => change(lines, random, (line) => `${line}\n${pick(others, random)}`));
  },
  // A value becomes another one
  (text, random) => text.replace(nth(/: [^\n]+/g, text, random), () => `: ${pick(VALUES, random)}`),
  // A key becomes another one
  (text, random) => text.replace(nth(/^ *\w+(?=:)/gm, text, random), () => pick(KEYS, random)),
  // The end is cut off, or something else stands there
  (text, random) => text.slice(0, random.below(text.length + 1)),
  (text, random) => `${text}\n${pick(TAILS, random)}`,
];

const CHARACTERS = [
  ...'\0\t\n\r\u001b\u0085\u00a0\u2028\u202e\ufeff\ud800 :-?,[]{}#&*!|>\'"%@`=<~.0e9',
  '字',
  '😀',
  '\r\n',
  '- ',
  ': ',
  ' #',
];
const VALUES = [
  'null',
  '~',
  '',
  'true',
  'yes',
  '0',
  '-1',
  '1e309',
  '.nan',
  '.inf',
  '-.inf',
  '0x10',
  '0o7',
  '1_000',
  '99999999999999999999999',
  '1e-320',
  '101%',
  '0%',
  '25 %',
  '1:30',
  '2001-01-01',
  '"a\\u0000b"',
  "'",
  '"',
  '[1, 2]',
  '[]',
  '[[[]]]',
  '{polluted: true}',
  '{}',
  '&a x',
  '*a',
  '&a [*a]',
  '!!binary aGVsbG8=',
  '!!js/function "function () {}"',
  '!<tag:x> y',
  '|\n  text',
  '>-\n  text',
  '? a\n: b',
  '<<',
  '1000000',
  '[1, 1]',
  '[forward, forward]',
  'forward # no',
];
const KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  '<<',
  '?',
  'units',
  'sweep',
  'seeds',
  'compare',
  'include',
  'exclude',
  'hidden_size',
  'lr',
  'data',
  'match',
  '"units"',
  "'a b'",
  '字',
];
const TAILS = [
  '---\nname: second',
  '...\n',
  '%YAML 1.1\n---',
  'a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]',
  `deep: ${'['.repeat(2000)}`,
  `deep: ${'{a: '.repeat(500)}`,
  `${'? '.repeat(1000)}`,
  `${'- '.repeat(1000)}`,
  `list: [${'1, '.repeat(5000)}]`,
  `text: ${'x'.repeat(100_000)}`,
  'sweep:\n  units: [1]\nsweep:\n  units: [2]',
  'seeds: [1, 1, 1]',
];

function splice(text: string, start: number, length: number, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(start + length);
}

function linesOf(text: string, edit: (lines: string[]) => string[]): string {
  return edit(text.split('\n')).join('\n');
}

function swap(lines: string[], a: number, b: number): string[] {
  [lines[a], lines[b]] = [lines[b], lines[a]];
  return lines;
}

function change(lines: string[], random: RandomStream, edit: (line: string) => string): string[] {
  const at = random.below(lines.length);
  return lines.with(at, edit(lines[at]));
}

/** One of the matches; the empty text where there is none. */
function nth(pattern: RegExp, text: string, random: RandomStream): string {
  const matches = text.match(pattern);
  return matches === null ? '' : pick(matches, random);
}

function pick<T>(values: readonly T[], random: RandomStream): T {
  return values[random.below(values.length)];
}
