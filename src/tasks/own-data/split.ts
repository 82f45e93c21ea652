/**
 * Which sequences are trained on and which are tested on: the same for every seed, and never the same group on both
 * sides. A group is a value of `group`, or a recording; of sequences without a name, those with the same input.
 */
import { createHash } from 'node:crypto';
import { findIdentical } from './identical.ts';
import { type Raw, type RawInputs, TEST, TRAINING, VALIDATION } from './raw.ts';
import type { DataSettings } from './settings.ts';
import type { Cuts } from './windows.ts';

export interface Split {
  /** (N): TRAINING, TEST, VALIDATION, or LEFT_OUT. */
  readonly parts: Uint8Array;
  /** (N): the group of a sequence, an index of `names`. */
  readonly groups: Int32Array;
  readonly names: readonly string[];
  /** Windows that touch both sides. */
  readonly between: number;
  /** Sequences of the test part left out because training has the same input. */
  readonly identical: number;
}

export const LEFT_OUT = 255;

/** Fewer groups than this are not left to chance: the share would be uneven. */
const FEW_GROUPS = 50;

export function split(raw: Raw, cuts: Cuts, settings: DataSettings): Split {
  const { groups, names, hashes } = groupsOf(raw, cuts, settings);
  const parts = new Uint8Array(cuts.count);
  let between = 0;
  let identical = 0;
  const { test } = settings;
  switch (test.kind) {
    case 'share': {
      const isTest = testGroups(hashes, test.share);
      for (let n = 0; n < cuts.count; n++) parts[n] = isTest[groups[n]] ? TEST : TRAINING;
      identical = leaveOutIdentical(raw.inputs, cuts, { parts, isNamed: isNamed(raw, settings) });
      break;
    }
    case 'last':
      between =
        settings.windows === undefined
          ? lastSequences(parts, test.share)
          : lastSteps(raw, cuts, { parts, settings, share: test.share });
      break;
    case 'file':
      for (let n = 0; n < cuts.count; n++) parts[n] = cuts.recordings[n] < raw.firstOfTestFile ? TRAINING : TEST;
      break;
    case 'column':
      between = fromColumn(raw, cuts, { parts, settings });
      break;
    case 'fold': {
      const folds = foldsOf(hashes, test.of);
      for (let n = 0; n < cuts.count; n++) parts[n] = folds[groups[n]] === test.fold ? TEST : TRAINING;
      identical = leaveOutIdentical(raw.inputs, cuts, { parts, isNamed: isNamed(raw, settings) });
      break;
    }
    default:
      test satisfies never;
  }
  if (settings.validation !== undefined) takeFrom(parts, { groups, names, share: settings.validation, to: VALIDATION });
  return { parts, groups, names, between, identical };
}

/**
 * Moves a share of the training part's groups to another part, by hashes that have nothing to do with the test part's; at
 * least one group and never all.
 *
 * @returns whether there were two groups to choose from: with fewer nothing is moved
 */
export function takeFrom(
  parts: Uint8Array,
  { groups, names, share, to }: { groups: Int32Array; names: readonly string[]; share: number; to: number },
): boolean {
  const trained = [...new Set(groups.filter((_, n) => parts[n] === TRAINING))];
  if (trained.length < 2) return false;
  const hashes = trained.map((group) =>
    createHash('sha256')
      .update(JSON.stringify(['validation', names[group]]))
      .digest('hex'),
  );
  const isTaken = testGroups(hashes, share);
  const taken = new Set(trained.filter((_, i) => isTaken[i]));
  if (taken.size === 0 || taken.size === trained.length) return false;
  for (const [n, group] of groups.entries()) if (parts[n] === TRAINING && taken.has(group)) parts[n] = to;
  return true;
}

/** Whether groups have names, or are what has the same input. */
function isNamed({ recordings }: Raw, { windows }: DataSettings): boolean {
  return recordings.groups !== null || recordings.names !== null || windows !== undefined;
}

function groupsOf(raw: Raw, cuts: Cuts, settings: DataSettings) {
  const { recordings, inputs } = raw;
  const named = recordings.groups ?? recordings.names;
  const inputAsJson = asJson(inputs, recordings);
  const numbers = new Map<string, number>();
  const names: string[] = [];
  const hashes: string[] = [];
  const ofRecording = Int32Array.from({ length: recordings.count }, (_, r) => {
    const name = named?.[r] ?? (settings.windows === undefined ? inputAsJson(r) : `recording ${r + 1}`);
    const hash = createHash('sha256')
      .update(named === null ? name : JSON.stringify(name))
      .digest('hex');
    // Recordings of the test file are others than those of the same name before it
    const key = `${settings.test.kind === 'file' && r >= raw.firstOfTestFile ? 1 : 0}${hash}`;
    let number = numbers.get(key);
    if (number === undefined) {
      number = names.length;
      numbers.set(key, number);
      names.push(named === null && settings.windows === undefined ? `sequence ${r + 1}` : name);
      hashes.push(hash);
    }
    return number;
  });
  return { groups: cuts.recordings.map((r) => ofRecording[r]), names, hashes };
}

/** Of a recording, its input as JSON without spaces: tokens, numbers, or lists of them. Written by hand: half of reading. */
function asJson(inputs: RawInputs, { starts, lengths }: Raw['recordings']): (r: number) => string {
  const { values } = inputs;
  const words = inputs.kind === 'tokens' ? inputs.words.map((word) => JSON.stringify(word)) : null;
  const width = inputs.kind === 'tokens' ? 1 : inputs.columns.length;
  const piece = (i: number) => {
    if (words !== null) return words[values[i]];
    return Number.isFinite(values[i]) ? String(values[i]) : 'null';
  };
  return (r) => {
    let text = '[';
    for (let s = starts[r]; s < starts[r] + lengths[r]; s++) {
      if (s > starts[r]) text += ',';
      if (width === 1) text += piece(s);
      else {
        text += '[';
        for (let f = 0; f < width; f++) text += f === 0 ? piece(s * width) : `,${piece(s * width + f)}`;
        text += ']';
      }
    }
    return `${text}]`;
  };
}

/**
 * The groups whose SHA-256 ends in a byte below the share (51 of 256 for 20 %). That is uneven where groups are few: of
 * fewer than 50, the ⌈share⌉ with the smallest hashes, at least one and never all.
 */
export function testGroups(hashes: readonly string[], share: number): boolean[] {
  if (hashes.length >= FEW_GROUPS) {
    const below = Math.floor(256 * share);
    return hashes.map((hash) => Number.parseInt(hash.slice(-2), 16) < below);
  }
  const count = Math.min(Math.max(1, Math.ceil(share * hashes.length - 1e-9)), hashes.length - 1);
  const smallest = new Set(hashes.toSorted().slice(0, Math.max(0, count)));
  return hashes.map((hash) => smallest.has(hash));
}

/** The fold of each group, from 1: dealt out in the order of their hashes, so that folds differ by one group at most. */
export function foldsOf(hashes: readonly string[], folds: number): Int32Array {
  const inOrder = [...hashes.keys()].sort((a, b) => (hashes[a] < hashes[b] ? -1 : 1));
  const foldOf = new Int32Array(hashes.length);
  for (const [place, group] of inOrder.entries()) foldOf[group] = 1 + (place % folds);
  return foldOf;
}

/** Sequences without a name are in one group where their input is the same; named ones are looked through. */
function leaveOutIdentical(
  inputs: RawInputs,
  cuts: Cuts,
  { parts, isNamed }: { parts: Uint8Array; isNamed: boolean },
): number {
  if (!isNamed) return 0;
  const training = [...parts.keys()].filter((n) => parts[n] === TRAINING);
  const isInTraining = findIdentical(inputs, cuts, training);
  let count = 0;
  for (let n = 0; n < cuts.count; n++) {
    if (parts[n] !== TEST || !isInTraining(n)) continue;
    parts[n] = LEFT_OUT;
    count += 1;
  }
  return count;
}

/** The last ⌈share⌉ of the sequences, in the order of the file. */
function lastSequences(parts: Uint8Array, share: number): number {
  parts.fill(TEST, parts.length - Math.ceil(share * parts.length - 1e-9));
  return 0;
}

/** The windows behind the cut at ⌊1 − share⌋ of each recording; those that touch both sides are left out. */
function lastSteps(
  { recordings }: Raw,
  { count, starts, lengths, recordings: of, answers }: Cuts,
  { parts, settings, share }: { parts: Uint8Array; settings: DataSettings; share: number },
): number {
  let between = 0;
  for (let n = 0; n < count; n++) {
    const r = of[n];
    const cut = recordings.starts[r] + Math.floor((1 - share) * recordings.lengths[r] + 1e-9);
    const last = settings.per === 'sequence' && answers !== null ? answers[n] : starts[n] + lengths[n] - 1;
    parts[n] = last < cut ? TRAINING : starts[n] >= cut ? TEST : LEFT_OUT;
    if (parts[n] === LEFT_OUT) between += 1;
  }
  return between;
}

function fromColumn(
  raw: Raw,
  { count, starts, lengths, recordings, answers }: Cuts,
  { parts, settings }: { parts: Uint8Array; settings: DataSettings },
): number {
  const given = raw.parts as Uint8Array; // there is a column
  let between = 0;
  for (let n = 0; n < count; n++) {
    if (settings.windows === undefined) {
      parts[n] = given[recordings[n]];
      continue;
    }
    const part = given[starts[n]];
    const end = Math.max(starts[n] + lengths[n] - 1, answers?.[n] ?? 0);
    parts[n] = part;
    for (let s = starts[n]; s <= end; s++) if (given[s] !== part) parts[n] = LEFT_OUT;
    if (parts[n] === LEFT_OUT) between += 1;
  }
  return between;
}
