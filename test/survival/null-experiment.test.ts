import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bothways, jsonOf, userFolder } from '../commands/bothways.ts';

const folder = userFolder();

/**
 * Read from its end, a sequence of remaining-sum is one of cumulative-sum with the same labels, and a bidirectional
 * model is the same model with its halves exchanged, whose weights are drawn alike. So the two tasks are equal in
 * distribution, though no run of one has the bits of a run of the other: chance is all that can tell them apart.
 */
it('two levels that are equal by construction come out undecided or the same, through the whole program', async () => {
  writeFileSync(
    join(folder, 'mirrored.yaml'),
    `sequence_length: 5
direction: bidirectional
epochs: 400
test_sequences: 1000
seeds: 12
sweep:
  units: [2, 4, 8]
  task: [cumulative-sum, remaining-sum]
compare:
  by: task
`,
  );
  const ended = await bothways(folder, ['run', 'mirrored.yaml', '--json']);
  expect(ended.status).toBe(0);
  const { comparison } = jsonOf(ended) as { comparison: { answer: string; rows: Row[] } };
  const compared = comparison.rows.flatMap(({ against_baseline }) => against_baseline ?? []);
  expect(compared).toHaveLength(3);
  for (const { verdict, difference, p } of compared) {
    expect(['undecided', 'same']).toContain(verdict);
    expect(difference).not.toBe(0); // these are other runs, not the same ones twice
    expect(p).toBeGreaterThan(0.05);
  }
  expect(comparison.answer).not.toMatch(/ is (better|worse)/);
});

interface Row {
  readonly against_baseline: { readonly verdict: string; readonly difference: number; readonly p: number } | null;
}
