/** `serve` in a browser, while runs come in. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { type CliProcess, runCli, signal, startCli, until } from '../survival/cli-process.ts';
import { browserPages } from './chromium.ts';

const FILE =
  'name: live\nepochs: 20000\ntest_sequences: 100\nseeds: 7\nsweep:\n  direction: [forward, bidirectional]\n';

describe.skipIf(inject('folder') === null)('bothways serve, in a browser', () => {
  const pages = browserPages();
  const started: CliProcess[] = [];
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bothways-serve-'));
    writeFileSync(join(folder, 'live.yaml'), FILE);
  });
  afterEach(async () => {
    await pages.closeAll();
    for (const { pid, ended } of started.splice(0)) {
      signal(pid, 'SIGINT');
      await ended;
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function serve(cwd: string): Promise<string> {
    const process = startCli(['serve', '--json'], { cwd });
    started.push(process);
    let printed = '';
    process.child.stdout.on('data', (text) => {
      printed += text;
    });
    await until('it has said where it is', () => printed.includes('\n'));
    return JSON.parse(printed).url;
  }

  it('shows an experiment that begins, its runs as they are stored, and the verdict with the last', async () => {
    const { page, complaints, foreign } = await pages.open(await serve(folder));
    await page.getByText('None yet.').waitFor();
    const running = runCli(['run', 'live.yaml', '--jobs', '1'], { cwd: folder });
    await page.getByRole('link', { name: 'live' }).click();
    await page.getByText(/^[1-9]\d* of 14 runs$/).waitFor();
    expect(await page.locator('h1').textContent()).toBe('live');
    expect(await page.locator('main').textContent()).not.toMatch(/is better|is worse|Undecided/);
    const marks = () => page.locator('#every-seed svg path title').count();
    const before = await marks();
    await page.waitForFunction(
      (count) => document.querySelectorAll('#every-seed svg path title').length > count,
      before,
    );
    expect((await running).status).toBe(0);
    await page.locator('h1 .sentence').first().waitFor();
    expect(await page.locator('progress').count()).toBe(0);
    await page.waitForFunction(() => document.querySelectorAll('#every-seed svg path title').length === 14);
    await page.getByRole('link', { name: 'all experiments' }).click();
    await page.getByText('14 runs').waitFor();
    expect({ complaints, foreign }).toEqual({ complaints: [], foreign: [] });
  });

  it('says that an experiment has been forgotten, and that nobody serves any more', async () => {
    const url = await serve(folder);
    const { page } = await pages.open(`${url}experiment/live`);
    await page.locator('.live-mark', { hasText: /^live$/ }).waitFor();
    await runCli(['forget', 'live', '--yes'], { cwd: folder });
    await page.getByText('this experiment is not in the database any more').waitFor();
    expect(await page.locator('h1').textContent()).toMatch(/\.\s*$/); // its last state stays
    const [{ pid, ended }] = started.splice(0);
    signal(pid, 'SIGINT');
    await ended;
    await page.getByText('bothways serve has ended').waitFor();
  });

  it('loads in ten tabs at once', async () => {
    const url = await serve(inject('folder') ?? '');
    const { page, context } = await pages.open(url);
    await page.getByRole('link', { name: 'sizes' }).waitFor();
    const tabs = await Promise.all(Array.from({ length: 9 }, () => context.newPage()));
    await Promise.all(tabs.map((tab) => tab.goto(`${url}experiment/sizes`)));
    for (const tab of tabs) await tab.locator('#curves svg').waitFor();
  });

  it('is not read by another page of the same browser', async () => {
    const url = await serve(inject('folder') ?? '');
    const { page } = await pages
      .open(inject('reports').sizes.replace('sizes.html', 'nothing.html'))
      .catch(() => pages.open('about:blank'));
    const outcome = await page.evaluate(async (address) => {
      try {
        return (await fetch(`${address}document.json`)).status;
      } catch (error) {
        return String(error);
      }
    }, url);
    expect(outcome).toMatch(/Failed to fetch/);
  });
});
