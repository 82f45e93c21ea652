/** A search on the command line, once and small: budget, race, table, JSON, and what it refuses. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bothways, jsonOf, userFolder } from './bothways.ts';
import { expectContract } from './json-contract.ts';

const folder = userFolder();
const FILE = `
sequence_length: 4
epochs: 60
test_sequences: 40
sweep:
  direction: [forward, bidirectional]
  units: [2, 3, 4]
  learning_rate: {from: 0.0001, to: 0.1, scale: log}
search: {configurations: 5, seeds: 6, confirm: 6}
`;
writeFileSync(join(folder, 'small.yaml'), FILE);

describe('a search on the command line', () => {
  it('prints its budget, races, compares the winners on other seeds, and is told again by compare', async () => {
    const checked = jsonOf(await bothways(folder, ['check', 'small.yaml', '--json']));
    expectContract(checked, 'check');
    expect(checked.search).toEqual({
      configurations: { forward: 5, bidirectional: 5 },
      seeds: 6,
      confirm: 6,
      runs_at_most: 2 * 5 * 6 + 2 * 6,
    });

    const ran = jsonOf(await bothways(folder, ['run', 'small.yaml', '--json']));
    expectContract(ran, 'run');
    const { search, comparison, runs } = ran as {
      search: {
        is_over: boolean;
        runs: { made: number; of_all: number };
        winner: Record<string, { configuration: string }>;
      };
      comparison: { seeds: number[]; rows: { level: string; configuration: string; by_seed: object }[] };
      runs: { planned: number; trained: number; done_before: number };
    };
    expect(search.is_over).toBe(true);
    expect(search.runs.made).toBeLessThan(search.runs.of_all);
    expect(runs).toMatchObject({ planned: search.runs.made + 12, trained: search.runs.made + 12, done_before: 0 });
    expect(comparison.seeds).toEqual([1001, 1002, 1003, 1004, 1005, 1006]);
    expect(comparison.rows.map(({ level, configuration }) => [level, configuration])).toEqual(
      ['forward', 'bidirectional'].map((level) => [level, search.winner[level].configuration]),
    );

    const again = await bothways(folder, ['run', 'small.yaml']);
    expect(again.stderr).not.toContain('still in the race');
    expect(again.stdout).toContain(
      'search: 5 forward and 5 bidirectional configurations in a race over 6 seeds at most',
    );
    expect(again.stdout).toMatch(/ next: bothways run small\.yaml direction=forward units=\d learning_rate=[\d.]+\n$/);
    const compared = jsonOf(await bothways(folder, ['compare', 'small', '--json']));
    expectContract(compared, 'compare');
    expect(compared.search).toEqual(search);
    expect((await bothways(folder, ['check', 'small.yaml'])).stdout).toContain('all done');
  });

  it('refuses to be divided: who leaves is decided on the runs of all', async () => {
    const { status, stderr } = await bothways(folder, ['run', 'small.yaml', '--shard', '1/2']);
    expect(status).toBe(2);
    expect(stderr).toContain('--shard: expected an experiment without search; found one in small.yaml.');
  });
});
