import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/session/errors.ts';
import { runsOfShard, shardFrom } from '../../src/session/shard.ts';
import { planned, run } from '../store/examples.ts';

const short = planned({ epochs: 10 });
const long = planned({ epochs: 1000 });
/** Eight seeds of a short configuration and of one that takes a hundred times as long, as a sweep plans them. */
const runs = Array.from({ length: 8 }, (_, i) => [run(short, i + 1), run(long, i + 1)]).flat();
const parts = (of: number) => Array.from({ length: of }, (_, i) => runsOfShard(runs, { part: i + 1, of }));

describe('the parts of a plan', () => {
  it.each([1, 2, 3, 4, 16, 40])('of %i have each run once between them, in the order of the plan', (of) => {
    const all = parts(of);
    expect(new Set(all.flat())).toEqual(new Set(runs));
    expect(all.flat()).toHaveLength(runs.length);
    for (const part of all) expect(part).toEqual(runs.filter((one) => part.includes(one)));
  });

  it.each([2, 4, 8])('of %i share the long runs out evenly, though every second run of the plan is one', (of) => {
    for (const part of parts(of)) expect(part.filter((one) => one.planned === long)).toHaveLength(8 / of);
  });
});

describe('a part as typed', () => {
  it('is its number and how many there are', () => {
    expect(shardFrom('3/8')).toEqual({ part: 3, of: 8 });
  });

  it.each(['0/8', '9/8', '3', '3/', '/8', '-1/8', '1.5/8', '1/10001', 'a/b', ''])('is not %j', (text) => {
    expect(() => shardFrom(text)).toThrow(UsageError);
  });
});
