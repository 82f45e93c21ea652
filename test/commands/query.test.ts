import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
  it.each([80, 120])('without SQL shows views and examples on a screen of %i columns', async (columns) => {
    const context = contextIn(folder, { columns });
    expect(await query(context, undefined, { timeout: '10' })).toBe(0);
    await expect(context.printed.out).toMatchFileSnapshot(snapshot(`query-guide-${columns}`));
    expect(context.printed.out.split('\n').length).toBeLessThanOrEqual(30);
  });

  it('gives examples that answer something about an experiment of this database', async () => {
    const guide = contextIn(folder, { json: true });
    await query(guide, undefined, { timeout: '10' });
    for (const { sql } of jsonIn(guide).examples as { sql: string }[]) {
      const context = contextIn(folder);
      await query(context, sql, { timeout: '10' });
      expect(context.printed.out, sql).not.toBe('(no rows)\n');
    }
  });

  it.each([80, 120])('--schema shows every table and column within %i columns', async (columns) => {
    const context = contextIn(folder, { columns });
    expect(await query(context, undefined, { timeout: '10', schema: true })).toBe(0);
    await expect(context.printed.out).toMatchFileSnapshot(snapshot(`query-schema-${columns}`));
  });

  it('takes its SQL from a file, or from standard input', async () => {
    const file = join(folder, 'question.sql');
    writeFileSync(file, `-- a question\n${BY_DIRECTION};\n`);
    const context = contextIn(folder);
    await query(context, undefined, { timeout: '10', file });
    expect(context.printed.out).toContain('bidirectional     14   0.93');
    for (const args of [['query'], ['query', '-']]) {
      const { status, stdout } = await bothways(folder, args, {}, BY_DIRECTION);
      expect({ status, stdout }).toEqual({ status: 0, stdout: context.printed.out });
    }
    await expect(query(contextIn(folder), 'SELECT 1', { timeout: '10', file })).rejects.toThrow('found both');
    await expect(query(contextIn(folder), undefined, { timeout: '10', file: 'none.sql' })).rejects.toThrow(
      '--file: none.sql cannot be read',
    );
  });

  it.skipIf(process.platform === 'win32')('reads no file without end', async () => {
    await expect(query(contextIn(folder), undefined, { timeout: '10', file: '/dev/zero' })).rejects.toThrow(
      '--file: expected at most 1 MB of SQL; /dev/zero has more',
    );
  });

  it('shows whole numbers in full, and others without binary noise', async () => {
    const context = contextIn(folder);
    const sql = `SELECT 1234567890123 AS a, 1234567890123456 AS b, 9007199254740993 AS c, 0.1 + 0.2 AS d, 0.9349000000000001 AS e`;
    await query(context, sql, { timeout: '10' });
    expect(context.printed.out.split('\n')[1].trim().split(/ +/)).toEqual([
      '1234567890123',
      '1234567890123456',
      '9007199254740993',
      '0.3',
      '0.9349',
    ]);
  });

  it('has the standard deviation of a sample', async () => {
    const context = contextIn(folder, { json: true });
    // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, squares 32, √(32 / 7) = 2.13808993529939…
    const sql = `SELECT stddev(column1), (SELECT stddev(1)), (SELECT stddev(NULL))
                 FROM (VALUES (2), (4), (4), (4), (5), (5), (7), (9.0), (NULL))`;
    await query(context, sql, { timeout: '10' });
    const [[deviation, ...few]] = jsonIn(context).rows as number[][];
    expect(deviation).toBeCloseTo(2.1380899352993947, 14);
    expect(few).toEqual([null, null]);
  });

  it('cuts a cell of a table that nobody can read, says so, and ends with status 1', async () => {
    const context = contextIn(folder);
    expect(await query(context, `SELECT printf('%.*c', 5000000, 'x') AS x`, { timeout: '10' })).toBe(1);
    expect(context.printed.out).toBe(`x  ${'x'.repeat(2000)}…\n`);
    expect(context.printed.err).toBe('bothways: a long value is cut. --csv and --json have everything\n');
    const whole = contextIn(folder);
    expect(await query(whole, `SELECT printf('%.*c', 5000000, 'x') AS x`, { timeout: '10', csv: true })).toBe(0);
    expect(whole.printed.out).toHaveLength(5_000_000 + 5);
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
    const excel = contextIn(folder);
    await query(excel, `SELECT 'a;b' AS text, 0.5 AS number`, { timeout: '10', csv: 'excel' });
    expect(excel.printed.out).toBe('\ufefftext;number\r\n"a;b";0.5\r\n');
  });

  it('shows 10 000 rows in a table, says so, and ends with status 1; the rest goes to scripts', async () => {
    const numbers = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 50001) SELECT i FROM n';
    const context = contextIn(folder);
    expect(await query(context, numbers, { timeout: '60' })).toBe(1);
    expect(context.printed.out.split('\n')).toHaveLength(1 + 10_000 + 1);
    expect(context.printed.err).toBe(
      'bothways: only the first 10000 rows are shown. --csv and --json have everything\n',
    );
    const csv = contextIn(folder);
    expect(await query(csv, numbers, { timeout: '60', csv: true })).toBe(0);
    expect(csv.printed.out.split('\r\n')).toHaveLength(1 + 50_001 + 1);
    const json = contextIn(folder, { json: true });
    expect(await query(json, numbers, { timeout: '60' })).toBe(0);
    expect(jsonIn(json)).toMatchObject({ truncated: false });
    expect(jsonIn(json).rows).toHaveLength(50_001);
  });

  it('tells a mistake in the SQL with its place, and ends with status 2', async () => {
    const ended = await bothways(folder, ['query', 'SELECT acuracy FROM results', '--json']);
    expect(ended.status).toBe(2);
    const printed = jsonOf(ended);
    expectContract(printed, 'error');
    expect(printed.error).toMatchObject({
      code: 'sql',
      message: 'no such column: acuracy (line 1, column 8). Did you mean accuracy?',
    });
  });

  it.each([
    ['SELECT r.lr FROM results r', 'Did you mean learning_rate?'],
    ['SELECT accuracy FROM result', 'Did you mean results?'],
    ['SELECT accuracy FROM "experiment-results"', 'Did you mean experiment_results?'],
  ])('%s: %s', async (sql, suggestion) => {
    await expect(query(contextIn(folder), sql, { timeout: '10' })).rejects.toThrow(suggestion);
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
