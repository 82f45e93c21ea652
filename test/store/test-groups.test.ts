import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { testGroupBytes, testGroupsFrom } from '../../src/store/test-groups.ts';
import type { ClassSums, TargetSums } from '../../src/vocabulary.ts';

/** Two groups: the first has three labels of two sequences, of which the last is wrong. */
const CLASSES: ClassSums = {
  kind: 'classes',
  groups: 2,
  classes: 3,
  sequences: Float64Array.of(2, 1),
  sequencesRight: Float64Array.of(1, 1),
  counted: Float64Array.of(3, 1),
  right: Float64Array.of(2, 1),
  loss: Float64Array.of(1.25, 0.1),
  confusion: Float64Array.of(0, 1, 1, 2, 0, 2, 0, 1, 1, 0, 0, 1),
};

const TARGETS: TargetSums = {
  kind: 'targets',
  groups: 1,
  sequences: Float64Array.of(4),
  counted: Float64Array.of(8),
  loss: Float64Array.of(2),
  absolute: Float64Array.of(12),
  squared: Float64Array.of(32),
  target: Float64Array.of(-1.5),
  targetSquared: Float64Array.of(100),
};

describe('sums by test group', () => {
  it.each([CLASSES, TARGETS])('come back as they were: $kind', (sums) => {
    expect(testGroupsFrom(testGroupBytes(sums))).toEqual(sums);
  });

  it('lie in the database as docs/database.md says', () => {
    const raw = inflateSync(testGroupBytes(CLASSES));
    const numbers = [...new Float64Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length))];
    expect(numbers).toEqual([2, 3, 2, 1, 1, 1, 3, 1, 2, 1, 1.25, 0.1, 0, 1, 1, 2, 0, 2, 0, 1, 1, 0, 0, 1]);
    expect([...new Float64Array(new Uint8Array(inflateSync(testGroupBytes(TARGETS))).buffer)]).toEqual([
      1, 0, 4, 8, 2, 12, 32, -1.5, 100,
    ]);
  });

  it.each([
    ['no zlib', Buffer.from('nonsense')],
    ['too few numbers', testGroupBytes({ ...CLASSES, groups: 3 })],
    ['a row cut short', testGroupBytes({ ...CLASSES, confusion: Float64Array.of(0, 1, 1) })],
  ])('that nobody can have written are damage: %s', (_, bytes) => {
    expect(() => testGroupsFrom(bytes)).toThrow('test_groups: expected sums by test group; found');
  });
});
