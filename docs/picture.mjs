/**
 * Makes docs/page.png, the picture in README: the top of the page of does-direction-matter, light. It trains the
 * experiment in a temporary folder and looks at its report with Chromium.
 *
 *     npm run build && node docs/picture.mjs
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const MOST_BYTES = 200_000;
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'bothways-picture-'));
try {
  const run = ['run', path('../experiments/does-direction-matter.yaml'), '--report'];
  execFileSync(process.execPath, [path('../dist/cli.js'), ...run], { cwd: folder, stdio: 'ignore' });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  const page = await browser.newPage({ viewport: { width: 1120, height: 900 }, colorScheme: 'light' });
  await page.goto(pathToFileURL(join(folder, 'does-direction-matter.html')).href);
  await page.locator('.save').first().waitFor();
  const next = await page.locator('#steps').boundingBox();
  await page.screenshot({ path: path('page.png'), clip: { x: 0, y: 0, width: 1120, height: next.y - 20 }, fullPage: true });
  await browser.close();
} finally {
  rmSync(folder, { recursive: true });
}
const { size } = statSync(path('page.png'));
if (size > MOST_BYTES) throw new Error(`docs/page.png: expected ${MOST_BYTES} bytes at most, found ${size}`);
console.log(`wrote docs/page.png, ${size} bytes`);
