import { expect, it } from 'vitest';
import { total } from '../../src/report/outcomes.ts';
import type { ComparisonRow } from '../../src/vocabulary.ts';

it('counts the runs of a configuration once, though it stands in several blocks', () => {
  const row = (key: string, diverged: number) => ({ planned: { key }, diverged }) as unknown as ComparisonRow;
  expect(total([row('a', 2), row('b', 1), row('a', 2)], ({ diverged }) => diverged)).toBe(3);
});
