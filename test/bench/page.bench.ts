/** The page: how large it is, how long it takes to make, to open and to follow a run. The bars are those of docs/performance.md. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath } from '../browser/chromium.ts';

const CLI = new URL('../../dist/cli.js', import.meta.url).pathname;
const EXPERIMENTS = new URL('../../experiments/', import.meta.url).pathname;
/** 2,400 runs with 200 points of learning curve each. */
const LARGE = `name: large
epochs: 400
test_sequences: 200
seeds: 200
sweep:
  learning_rate: [0.001, 0.003, 0.01]
  units: [4, 8]
  direction: [forward, bidirectional]
`;
/** Runs of about a second, and of a few milliseconds. */
const SLOW =
  'name: slow\nunits: 20\nepochs: 100000\ntest_sequences: 200\nseeds: 7\nsweep:\n  direction: [forward, bidirectional]\n';
const QUICK =
  'name: quick\nunits: 8\nepochs: 2000\ntest_sequences: 200\nseeds: 60\nsweep:\n  direction: [forward, bidirectional]\n';

const hasBrowser = chromiumPath() !== null;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bothways-bench-page-'));
  writeFileSync(join(folder, 'large.yaml'), LARGE);
  writeFileSync(join(folder, 'slow.yaml'), SLOW);
  writeFileSync(join(folder, 'quick.yaml'), QUICK);
  await cli('run', join(EXPERIMENTS, 'hidden-sizes.yaml'), 'large.yaml');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One command line with its seconds from start to end and the memory it had at most, in MiB. */
async function cli(...args: string[]): Promise<{ seconds: number; mebibytes: number }> {
  const started = performance.now();
  const child = spawn(process.execPath, [CLI, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let [printed, kibibytes] = ['', 0];
  child.stderr.on('data', (text) => {
    printed += text;
  });
  const watching = setInterval(() => {
    kibibytes = peakKibibytes(child.pid ?? 0) ?? kibibytes;
  }, 5);
  const [status] = await once(child, 'close');
  clearInterval(watching);
  expect(status, printed).toBe(0);
  return { seconds: (performance.now() - started) / 1000, mebibytes: kibibytes / 1024 };
}

/** The most that a process has held in memory so far; null where it has ended. */
function peakKibibytes(pid: number): number | null {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) || null;
  } catch {
    return null;
  }
}

/** Prints a figure beside its bar, and fails where it is missed. */
function bar(what: string, found: number, most: number, unit: string): void {
  const digits = most < 10 ? 2 : 0;
  console.log(`page: ${what}: ${found.toFixed(digits)} ${unit} (bar ${most} ${unit})`);
  expect(found, what).toBeLessThanOrEqual(most);
}

describe('a report', () => {
  it.each([
    ['hidden-sizes', 400, 1],
    ['large', 1536, 3],
  ])('of %s is made within %i KiB', async (name, mostKibibytes, mostSeconds) => {
    const { seconds, mebibytes } = await cli('report', name);
    bar(`${name}, size`, statSync(join(folder, `${name}.html`)).size / 1024, mostKibibytes, 'KiB');
    bar(`${name}, from the shell`, seconds, mostSeconds, 's');
    bar(`${name}, memory`, mebibytes, 250, 'MiB');
  });

  it('has a client of 90 kB at most', () => {
    bar('client', statSync(new URL('../../dist/web/client.js', import.meta.url)).size / 1000, 90, 'kB');
  });
});

describe.skipIf(!hasBrowser)('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath() ?? '', args: ['--no-sandbox'] });
  });
  afterAll(() => browser?.close());

  it.each(['hidden-sizes', 'large'])('%s is painted, taken over and switched at once', async (name) => {
    const page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
    // Taken over is what has been drawn again at its true width
    await page.addInitScript(() => {
      const look = () => {
        const width = document.querySelector('.drawing svg')?.getAttribute('width');
        if (width === undefined || width === null || width === '1040') requestAnimationFrame(look);
        else performance.mark('taken-over');
      };
      requestAnimationFrame(look);
    });
    await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
    const hasBoth = () =>
      ['first-contentful-paint', 'taken-over'].every((entry) => performance.getEntriesByName(entry).length > 0);
    await page.waitForFunction(hasBoth);
    const [painted, takenOver] = await page.evaluate(() =>
      ['first-contentful-paint', 'taken-over'].map((entry) => performance.getEntriesByName(entry)[0].startTime),
    );
    bar(`${name}, first paint`, painted, 500, 'ms');
    bar(`${name}, taken over`, takenOver, 1000, 'ms');
    for (const label of ['accuracy', 'log epochs', 'log loss'])
      bar(`${name}, ${label}`, await switched(page, label), 200, 'ms');
    await page.close();
  });

  /** Milliseconds from a press to the next frame. */
  function switched(page: Page, label: string): Promise<number> {
    return page.getByRole('button', { name: label, exact: true }).evaluate(
      (button: HTMLElement) =>
        new Promise<number>((resolve) => {
          const started = performance.now();
          button.click();
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started)));
        }),
    );
  }

  it('follows runs of a second within one, and runs of milliseconds within three', async () => {
    const slow = await followed('slow.yaml');
    bar('slow runs on the screen, p90', slow.p90, 1000, 'ms');
    const quick = await followed('quick.yaml');
    bar('quick runs on the screen, p90', quick.p90, 3000, 'ms');
    bar('serve at full rate', quick.share * 100, 25, '% of a core');
    const alone = await cli('run', 'quick.yaml', 'epochs=2001', '--jobs', '1');
    const beside = await followed('quick.yaml', 'epochs=2002');
    console.log(
      `page: run beside a tab: ${((beside.seconds / alone.seconds - 1) * 100).toFixed(0)} % slower (bar 5 %)`,
    );
  });

  it('costs next to nothing where nothing is new', async () => {
    const { url, pid, stop } = await serve();
    const page = await browser.newPage();
    await page.goto(`${url}experiment/hidden-sizes`);
    await page.waitForTimeout(2000);
    const before = processorSeconds(pid);
    await page.waitForTimeout(10_000);
    bar('serve with nothing new', ((processorSeconds(pid) - before) / 10) * 100, 2, '% of a core');
    await page.close();
    await stop();
  });

  /** A run that is watched: how long its runs take from the database to the screen, and what serve costs meanwhile. */
  async function followed(...words: string[]): Promise<{ p90: number; share: number; seconds: number }> {
    const { url, pid, stop } = await serve();
    const page = await browser.newPage();
    const name = [words[0].replace('.yaml', ''), ...words.slice(1)].join(' ');
    await page.goto(url);
    const running = cli('run', ...words, '--jobs', '1');
    await page.getByRole('link', { name, exact: true }).click();
    await page.locator('.so-far').waitFor();
    // When the page first showed so many runs: [count, time of day]
    await page.evaluate(() => {
      const seen: [number, number][] = [];
      Object.assign(window, { seen });
      const look = () => {
        const text = document.querySelector('.so-far')?.textContent ?? '';
        const count = Number(/^([\d ]+) of/.exec(text.replace(/[^\d of]/g, ''))?.[1].replaceAll(' ', ''));
        if (count > (seen.at(-1)?.[0] ?? 0)) seen.push([count, Date.now()]);
      };
      new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
      look();
    });
    const [busyFrom, from] = [processorSeconds(pid), performance.now()];
    const { seconds } = await running;
    const share = (processorSeconds(pid) - busyFrom) / ((performance.now() - from) / 1000);
    await page.locator('h1 .sentence').first().waitFor();
    const seen = await page.evaluate(() => (window as unknown as { seen: [number, number][] }).seen);
    await page.close();
    await stop();
    const finished = await finishedAt(name);
    const delays = finished.flatMap((at, i) => {
      const shown = seen.find(([count]) => count >= i + 1);
      return shown === undefined || i + 1 < seen[0][0] ? [] : [shown[1] - at];
    });
    delays.sort((a, b) => a - b);
    return { p90: delays[Math.floor(delays.length * 0.9)], share, seconds };
  }

  async function finishedAt(name: string): Promise<number[]> {
    const { default: Database } = await import('better-sqlite3');
    const db = new Database(join(folder, 'results/bothways.db'), { readonly: true });
    const rows = db
      .prepare<[string], { at: string }>(
        'SELECT finished_at AS at FROM experiment_results WHERE experiment = ? ORDER BY finished_at',
      )
      .all(name);
    db.close();
    return rows.map(({ at }) => Date.parse(at));
  }

  async function serve(): Promise<{ url: string; pid: number; stop: () => Promise<unknown> }> {
    const child = spawn(process.execPath, [CLI, 'serve', '--json'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(child.stdout, 'data');
    const ended = once(child, 'close');
    const stop = () => {
      child.kill('SIGINT');
      return ended;
    };
    return { url: JSON.parse(String(line)).url, pid: child.pid ?? 0, stop };
  }
});

/** Of all threads of a process, from /proc, in hundredths of a second. */
function processorSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
