/** `runs.test_groups` ↔ sums by test group. The layout is a promise to other programs: docs/database.md. */
import { deflateSync, inflateSync } from 'node:zlib';
import type { ClassSums, GroupSums, TargetSums } from '../vocabulary.ts';
import { DamagedRow } from './store-error.ts';

const CLASS_COLUMNS = ['sequences', 'sequencesRight', 'counted', 'right', 'loss'] as const;
const TARGET_COLUMNS = ['sequences', 'counted', 'loss', 'absolute', 'squared', 'target', 'targetSquared'] as const;

/** zlib over little-endian float64: G, K (0 for targets), the columns of G numbers each, and the confusion. */
export function testGroupBytes(sums: GroupSums): Buffer {
  const numbers =
    sums.kind === 'classes'
      ? [sums.groups, sums.classes, ...CLASS_COLUMNS.map((column) => sums[column]), sums.confusion]
      : [sums.groups, 0, ...TARGET_COLUMNS.map((column) => sums[column])];
  const parts = numbers.map((part) => (typeof part === 'number' ? Float64Array.of(part) : part));
  const bytes = Buffer.alloc(8 * parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    for (const number of part) offset = bytes.writeDoubleLE(number, offset);
  }
  return deflateSync(bytes);
}

/** Throws `DamagedRow` where bytes are none that `testGroupBytes` makes. */
export function testGroupsFrom(bytes: Uint8Array): GroupSums {
  const numbers = inflated(bytes);
  const [groups, classes] = numbers;
  const columns: readonly string[] = classes === 0 ? TARGET_COLUMNS : CLASS_COLUMNS;
  const end = 2 + columns.length * groups;
  const left = numbers.length - end;
  const isWhole =
    Number.isInteger(groups) && Number.isInteger(classes) && (classes === 0 ? left === 0 : left % 4 === 0);
  if (!isWhole || left < 0) throw damaged(`${numbers.length} numbers for ${groups} groups and ${classes} classes`);
  const read = Object.fromEntries(
    columns.map((column, i) => [column, numbers.slice(2 + i * groups, 2 + (i + 1) * groups)]),
  );
  return classes === 0
    ? ({ kind: 'targets', groups, ...read } as TargetSums)
    : ({ kind: 'classes', groups, classes, ...read, confusion: numbers.slice(end) } as ClassSums);
}

function inflated(bytes: Uint8Array): Float64Array {
  let raw: Buffer;
  try {
    raw = inflateSync(bytes);
  } catch (error) {
    throw damaged(error instanceof Error ? error.message : String(error));
  }
  if (raw.length % 8 !== 0 || raw.length < 16) throw damaged(`${raw.length} bytes`);
  return Float64Array.from({ length: raw.length / 8 }, (_, i) => raw.readDoubleLE(8 * i));
}

function damaged(found: string): DamagedRow {
  return new DamagedRow(`test_groups: expected sums by test group; found ${found}`);
}
