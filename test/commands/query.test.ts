import { beforeAll, describe, expect, it } from 'vitest';
import { query } from '../../src/commands/query.ts';
import { bothways, contextIn, jsonIn, jsonOf, snapshot, userFolder } from './bothways.ts';
import { expectContract } from './json-contract.ts';
import { storeSizes } from './stored-example.ts';

const folder = userFolder();
beforeAll(() => storeSizes(folder));

const BY_DIRECTION =
  'SELECT direction, count(*) AS runs, round(avg(accuracy), 3) AS mean FROM results GROUP BY direction';

describe('bothways query', () => {
  it.each([80, 120])('without SQL shows tables, columns and examples within %i columns', async (columns) => {
    const context = contextIn(folder, { columns });
    expect(await query(context, undefined, { timeout: '10' })).toBe(0);
    await expect(context.printed.out).toMatchFileSnapshot(snapshot(`query-guide-${columns}`));
  });

  it('prints a table', async () => {
    const context = contextIn(folder);
    await query(context, BY_DIRECTION, { timeout: '10' });
    expect(context.printed.out.split('\n').map((line) => line.trimEnd())).toEqual([
      'direction       runs   mean',
      'bidirectional     14   0.93',
      'forward           14   0.92',
      '',
    ]);
  });

  it('keeps the contract for scripts, with and without SQL', async () => {
    const printed = jsonOf(await bothways(folder, ['query', BY_DIRECTION, '--json']));
    expectContract(printed, 'query');
    expect(printed).toMatchObject({
      columns: ['direction', 'runs', 'mean'],
      rows: [
        ['bidirectional', 14, 0.93],
        ['forward', 14, 0.92],
      ],
    });
    const guide = contextIn(folder, { json: true });
    await query(guide, undefined, { timeout: '10' });
    expectContract(jsonIn(guide), 'query without SQL');
  });

  it('gives rows to a spreadsheet', async () => {
    const context = contextIn(folder);
    await query(context, `SELECT '=1+1' AS text, 0.5 AS number, NULL AS none`, { timeout: '10', csv: true });
    expect(context.printed.out).toBe("text,number,none\r\n'=1+1,0.5,\r\n");
  });

  it('shows 10 000 rows at most, and says so', async () => {
    const context = contextIn(folder);
    const numbers = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 10001) SELECT i FROM n';
    await query(context, numbers, { timeout: '10', csv: true });
    expect(context.printed.out.split('\r\n')).toHaveLength(1 + 10_000 + 1);
    expect(context.printed.err).toMatch(/only the first 10000 rows are shown/);
  });

  it('tells a mistake in the SQL with its place, and ends with status 2', async () => {
    const ended = await bothways(folder, ['query', 'SELECT acuracy FROM results', '--json']);
    expect(ended.status).toBe(2);
    const printed = jsonOf(ended);
    expectContract(printed, 'error');
    expect(printed.error).toMatchObject({ code: 'sql', message: 'no such column: acuracy (line 1, column 8)' });
  });

  it('ends a query that takes too long', async () => {
    const endless = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n';
    await expect(query(contextIn(folder), endless, { timeout: '0.5' })).rejects.toThrow(
      'the query was ended after 0.5 s. Ask for less, or for longer with --timeout 3',
    );
  });

  it.each(['0', '-1', 'soon', '3601'])('takes no timeout of %s', async (timeout) => {
    await expect(query(contextIn(folder), 'SELECT 1', { timeout })).rejects.toThrow(
      `--timeout: expected seconds above 0, at most 3600; found "${timeout}"`,
    );
  });
});
