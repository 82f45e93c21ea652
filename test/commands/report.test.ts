import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { report } from '../../src/commands/report.ts';
import { UsageError } from '../../src/session/errors.ts';
import { bothways, contextIn, jsonIn, userFolder } from './bothways.ts';
import { expectContract } from './json-contract.ts';
import { SIZES, store, storeRefuted, storeSizes } from './stored-example.ts';

const folder = userFolder();
beforeAll(() => storeSizes(folder));
const out = (name: string) => join(folder, name);

/** The text of a page without its data, style and scripts. */
function textOf(html: string): string {
  return html
    .replace(/<(style|script)\b.*?<\/\1>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
}

describe('bothways report', () => {
  it('writes the experiment run last, named after it, and says where and how large', async () => {
    const ended = await bothways(folder, ['report']);
    expect(ended).toMatchObject({ status: 0, stderr: '' });
    expect(ended.stdout).toMatch(/^wrote sizes\.html, \d+ kB\n$/);
    expect(textOf(readFileSync(out('sizes.html'), 'utf8'))).toContain(
      'Bidirectional is better than forward with 2 units',
    );
  });

  it('takes the place of an earlier report', async () => {
    const before = readFileSync(out('sizes.html'), 'utf8');
    expect(await bothways(folder, ['report', 'sizes'])).toMatchObject({ status: 0 });
    expect(readFileSync(out('sizes.html'), 'utf8')).not.toBe(before); // made at another time
    expect(readdirSync(folder).filter((file) => file.includes('unfinished'))).toEqual([]);
  });

  it('keeps the contract for scripts', async () => {
    const context = contextIn(folder, { json: true });
    await report(context, 'sizes', { output: out('json.html') });
    const printed = jsonIn(context);
    expectContract(printed, 'report');
    expect(printed).toMatchObject({ file: out('json.html'), bytes: readFileSync(out('json.html')).length });
  });

  it.each([
    ['a page of somebody else', () => writeFileSync(out('mine.html'), '<!doctype html><p>mine</p>'), 'mine.html'],
    ['an empty file', () => writeFileSync(out('empty.html'), ''), 'empty.html'],
    ['a folder', () => mkdirSync(out('folder.html')), 'folder.html'],
  ])('leaves %s as it is', async (_, make, file) => {
    make();
    await expect(report(contextIn(folder), 'sizes', { output: out(file) })).rejects.toThrow(UsageError);
    if (file === 'mine.html') expect(readFileSync(out(file), 'utf8')).toBe('<!doctype html><p>mine</p>');
  });

  it('makes the folder that the file is to lie in', async () => {
    await report(contextIn(folder), 'sizes', { output: out('new/folder/sizes.html') });
    expect(existsSync(out('new/folder/sizes.html'))).toBe(true);
  });

  it('says of an unfinished experiment that it is, and gives no verdict', async () => {
    const half = userFolder();
    store(half, 'name: half\nepochs: 100\nseeds: 4\nsweep:\n  direction: [forward, bidirectional]\n', () => null);
    const context = contextIn(half);
    expect(await report(context, 'half', { output: join(half, 'half.html') })).toBe(0);
    const text = textOf(readFileSync(join(half, 'half.html'), 'utf8'));
    expect(text).toContain('0 of 8 runs');
    expect(text).toContain('No verdict before the last run.');
    expect(text).not.toMatch(/is better|is worse|Undecided|Too few seeds/);
  });

  it('warns of an engine that disagrees, on the page and by its status', async () => {
    const refuted = userFolder();
    storeRefuted(refuted);
    const context = contextIn(refuted);
    expect(await report(context, 'refuted', { output: join(refuted, 'refuted.html') })).toBe(1);
    expect(context.printed.err).toMatch(/^bothways: warning: .*disagrees with .*Do not rely on this/);
    expect(textOf(readFileSync(join(refuted, 'refuted.html'), 'utf8'))).toMatch(/disagrees with .*Do not rely on this/);
  });

  it('is written by run --report when the answer stands', async () => {
    const other = userFolder();
    storeSizes(other); // so that nothing is left to be trained
    writeFileSync(join(other, 'sizes.yaml'), SIZES);
    const args = ['run', 'sizes.yaml', '--report'];
    const ended = await bothways(other, args);
    expect(ended.stdout).toMatch(/\nwrote (sizes\.html), \d+ kB\n$/);
    expect(textOf(readFileSync(join(other, 'sizes.html'), 'utf8'))).toContain('7 paired seeds');
    const again = await bothways(other, [...args, '--json']);
    expectContract(JSON.parse(again.stdout), 'run');
    expect(JSON.parse(again.stdout).report.file).toBe('sizes.html');
  });

  it('refuses the name of another file before anything is trained', async () => {
    const other = userFolder();
    writeFileSync(join(other, 'article.html'), 'mine');
    const ended = await bothways(other, ['run', 'experiments/article.yaml', '--report']);
    expect(ended).toMatchObject({ status: 2, stdout: '' });
    expect(ended.stderr).toMatch(/article\.html exists already, is no report of bothways/);
    expect(readFileSync(join(other, 'article.html'), 'utf8')).toBe('mine');
  });

  it.skipIf(process.platform === 'win32')('leaves alone what has no end', async () => {
    await expect(report(contextIn(folder), 'sizes', { output: '/dev/zero' })).rejects.toThrow(
      '/dev/zero exists already, is no report of bothways, and is left as it is. Give another name: --output FILE',
    );
  });

  it('names the experiments there are where it does not know one', async () => {
    await expect(report(contextIn(folder), 'size', {})).rejects.toThrow(
      new UsageError('no experiment is named "size". In this database: sizes'),
    );
  });
});
