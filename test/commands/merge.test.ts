import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import { compare } from '../../src/commands/compare.ts';
import { merge } from '../../src/commands/merge.ts';
import { run } from '../../src/commands/run.ts';
import { UsageError } from '../../src/session/errors.ts';
import { contextIn, jsonIn, userFolder } from './bothways.ts';
import { expectContract } from './json-contract.ts';

const folder = userFolder();
const FILE = join(folder, 'experiments/hidden-sizes.yaml');
const WORDS = [FILE, 'epochs=5', 'units=2,4', 'seeds=3', 'test_sequences=50'];
const at = (file: string, options = {}) => ({ ...contextIn(folder, options), database: join(folder, file) });
const parts = ['part-1.db', 'part-2.db'].map((file) => join(folder, file));

describe('bothways merge', () => {
  beforeAll(async () => {
    for (const [i, part] of ['1/2', '2/2'].entries()) {
      const context = at(`part-${i + 1}.db`);
      expect(await run(context, WORDS, { shard: part })).toBe(0);
      expect(context.printed.out).toContain(`part ${i + 1} of 2: 6 runs, in ${context.database}\n`);
      expect(context.printed.out).not.toContain('better');
    }
  });

  it('brings the parts of a plan together, and the comparison is that of the whole', async () => {
    const context = at('merged.db');
    expect(await merge(context, parts)).toBe(0);
    expect(context.printed.out).toBe(
      `${parts.map((part) => `${part}: 6 runs added\n`).join('')}next: bothways compare --database ${join(folder, 'merged.db')}\n`,
    );
    const whole = at('whole.db');
    await run(whole, WORDS, {});
    const merged = at('merged.db', { json: true });
    const compared = at('whole.db', { json: true });
    await compare(merged, undefined, {});
    await compare(compared, undefined, {});
    expect(jsonIn(merged)).toEqual(jsonIn(compared));
  });

  it('keeps the contract for scripts, and ends with status 1 where a run has other bits', async () => {
    const same = at('merged.db', { json: true });
    expect(await merge(same, parts)).toBe(0);
    expectContract(jsonIn(same), 'merge');
    const db = new Database(parts[1]);
    db.exec('UPDATE runs SET loss = loss + 1e-9 WHERE id = 1');
    db.close();
    const context = at('merged.db');
    expect(await merge(context, [parts[1]])).toBe(1);
    const printed = context.printed.out.replace(/\s+/g, ' ');
    expect(printed).toMatch(/0 runs added, 5 here already .*, 1 with other bits.*: configuration \w{12}, seed \d/);
  });

  it('refuses a file that it is given twice, by whatever name', async () => {
    await expect(merge(at('merged.db'), [parts[0], parts[0]])).rejects.toThrow(UsageError);
    await expect(merge(at('part-1.db'), [join(folder, 'experiments/../part-1.db')])).rejects.toThrow(UsageError);
  });
});
