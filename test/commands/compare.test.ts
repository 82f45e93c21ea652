import { beforeAll, describe, expect, it } from 'vitest';
import { compare } from '../../src/commands/compare.ts';
import { UsageError } from '../../src/session/errors.ts';
import { bothways, contextIn, jsonIn, jsonOf, snapshot, steady, userFolder } from './bothways.ts';
import { expectContract } from './json-contract.ts';
import { storeRefuted, storeSizes } from './stored-example.ts';

const folder = userFolder();
beforeAll(() => storeSizes(folder));

describe('bothways compare', () => {
  it.each([40, 60, 80, 120, 200])('prints table, answer and next command within %i columns', async (columns) => {
    const context = contextIn(folder, { columns });
    expect(await compare(context, 'sizes', {})).toBe(0);
    expect(context.printed.err).toBe('');
    await expect(steady(context.printed.out)).toMatchFileSnapshot(snapshot(`compare-${columns}`));
  });

  it('marks verdicts with colour too, in a terminal, and the answer in bold', async () => {
    const context = contextIn(folder, { colour: true });
    await compare(context, 'sizes', {});
    expect(context.printed.out).toContain('\u001b[32mbetter\u001b[39m');
    expect(context.printed.out).toContain('\u001b[1m Bidirectional is better than forward');
  });

  it('says what hardly ever changes with --verbose alone', async () => {
    const [usual, verbose] = [contextIn(folder), contextIn(folder)];
    await compare(usual, 'sizes', {});
    await compare(verbose, 'sizes', { verbose: true });
    for (const part of ['The label depends on the past only', 'engine: fused-']) {
      expect(usual.printed.out).not.toContain(part);
      expect(verbose.printed.out).toContain(part);
    }
  });

  it.each([60, 80, 120, 200])('draws how each level learns within %i columns', async (columns) => {
    const context = contextIn(folder, { columns });
    await compare(context, 'sizes', { curves: true });
    const lines = context.printed.out.split('\n');
    expect(
      Math.max(...lines.filter((line) => !line.startsWith(' next:')).map((line) => line.length)),
    ).toBeLessThanOrEqual(columns);
    await expect(steady(context.printed.out)).toMatchFileSnapshot(snapshot(`compare-curves-${columns}`));
  });

  it('compares the levels of another key, by another metric, and by time step', async () => {
    const context = contextIn(folder);
    await compare(context, undefined, { by: 'units', baseline: '4', metric: 'loss', steps: true });
    await expect(steady(context.printed.out)).toMatchFileSnapshot(snapshot('compare-by-units-steps-120'));
  });

  it('keeps the contract for scripts', async () => {
    const printed = jsonOf(await bothways(folder, ['compare', '--json']));
    expectContract(printed, 'compare');
    const withSteps = contextIn(folder, { json: true });
    await compare(withSteps, 'sizes', { steps: true });
    expectContract(jsonIn(withSteps), 'compare --steps');
    const withCurves = contextIn(folder, { json: true });
    await compare(withCurves, 'sizes', { curves: true });
    expectContract(jsonIn(withCurves), 'compare --curves');
    // The differences at 2 units are 2 points plus what bidirectional varies by on its own, which adds up to 0
    const rows = printed.rows as { block: object; level: string; against_baseline: { difference: number } | null }[];
    const row = rows.find(({ block, level }) => JSON.stringify(block) === '{"units":2}' && level === 'bidirectional');
    expect(row?.against_baseline).toMatchObject({ verdict: 'better', pairs: 7, better_in: 7, ties: 0 });
    expect(row?.against_baseline?.difference).toBeCloseTo(0.02, 12);
  });

  it('gives the rows to a spreadsheet', async () => {
    const context = contextIn(folder);
    await compare(context, undefined, { csv: true });
    const [header, ...rows] = context.printed.out.trimEnd().split('\r\n');
    expect(header).toBe(
      'units,direction,parameters,accuracy,mean_low,mean_high,sd,median,difference,low,high,' +
        'median_difference,median_low,median_high,pairs,better_in,p,verdict,diverged,failed,at_floor,floor,ceiling,' +
        'both_learnt,both_learnt_difference,both_learnt_low,both_learnt_high',
    );
    expect(rows.map((row) => row.split(',').slice(0, 3).join(' '))).toEqual([
      '2 forward 35',
      '2 bidirectional 69',
      '4 forward 101',
      '4 bidirectional 201',
    ]);
  });

  it.each(['markdown', 'latex'] as const)('gives a table to paste as %s', async (format) => {
    const context = contextIn(folder);
    await compare(context, 'sizes', { [format]: true });
    await expect(context.printed.out).toMatchFileSnapshot(snapshot(`compare-${format}`));
  });

  it('writes numbers for a spreadsheet without binary noise', async () => {
    const context = contextIn(folder);
    await compare(context, 'sizes', { csv: true });
    const numbers = context.printed.out.match(/\d+\.\d+/g) ?? [];
    const digits = numbers.map((number) => number.replace(/^0\.0*|\./g, '').length);
    expect(Math.max(...digits)).toBeLessThanOrEqual(12);
    expect(numbers).toContain('0.92');
  });

  it('takes one format at a time', async () => {
    await expect(compare(contextIn(folder), 'sizes', { csv: true, latex: true })).rejects.toThrow(
      new UsageError('expected one format, found --csv and --latex'),
    );
  });

  it.each([
    [{ by: 'epochs' }, '--by: expected direction or units; found epochs'],
    [{ baseline: 'backward' }, '--baseline: expected a level of direction, forward or bidirectional; found backward'],
    [
      { metric: 'f1' },
      '--metric: expected one of accuracy, loss, sequence_accuracy, training_loss, f1_macro, mae, mse, r2; found "f1"',
    ],
  ])('says what %j should have been', async (options, message) => {
    await expect(compare(contextIn(folder), 'sizes', options)).rejects.toThrow(new UsageError(message));
  });

  it.each(['4', '4.0', '0x4', '04'])('takes the level that is 4, spelt %s, for a baseline', async (baseline) => {
    const context = contextIn(folder, { json: true });
    await compare(context, 'sizes', { by: 'units', baseline });
    expect(jsonIn(context)).toMatchObject({ by: 'units', baseline: '4' });
  });

  it('names the experiments there are where it does not know one', async () => {
    await expect(compare(contextIn(folder), 'size', {})).rejects.toThrow(
      new UsageError('no experiment is named "size". In this database: sizes'),
    );
  });

  it('shows a comparison whose engine has failed its check with a warning, and ends with 1', async () => {
    storeRefuted(folder);
    const ended = await bothways(folder, ['compare', 'refuted']);
    expect(ended.status).toBe(1);
    expect(ended.stdout).toMatch(
      /Bidirectional[\s\S]*engine: fused-\d+ disagrees with reference-\d+ in float64[\s\S]*Do not rely/,
    );
    expect(ended.stderr).toMatch(/^bothways: warning: fused-\d+ disagrees with .*\n$/);
    const json = await bothways(folder, ['compare', 'refuted', '--json']);
    expect(json.status).toBe(1);
    expectContract(jsonOf(json), 'compare');
  });
});
