/** Figures saved from a page, opened again. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { browserPages } from './chromium.ts';

const reports = inject('reports');

describe.skipIf(inject('folder') === null)('a saved figure', () => {
  const pages = browserPages();
  afterEach(() => pages.closeAll());

  async function figures(page: Page): Promise<string[]> {
    return page.locator('section.figure').evaluateAll((all) => all.map(({ id }) => id));
  }

  async function saved(page: Page, figure: string, kind: string): Promise<{ name: string; bytes: Buffer }> {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator(`#${figure} .save`).getByRole('button', { name: kind }).click(),
    ]);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  }

  it.each(['sizes', 'grid'])('of %s is an SVG that other programs open, in the colours of paper', async (name) => {
    const { page, complaints } = await pages.open(reports[name], { colorScheme: 'dark', acceptDownloads: true });
    const viewer = (await pages.open('about:blank')).page;
    for (const figure of await figures(page)) {
      const { name: file, bytes } = await saved(page, figure, 'SVG');
      expect(file).toBe(`${name}-${figure}.svg`);
      const svg = bytes.toString();
      // What Inkscape, Word and LaTeX do not follow
      expect(svg).not.toMatch(/ class=| style=|var\(|<script|<foreignObject|href=/);
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [^>]*font-family="Helvetica/);
      const parsed = await viewer.evaluate((text) => {
        const xml = new DOMParser().parseFromString(text, 'image/svg+xml');
        return { errors: xml.querySelectorAll('parsererror').length, texts: xml.querySelectorAll('text').length };
      }, svg);
      expect(parsed.errors).toBe(0);
      expect(parsed.texts).toBeGreaterThan(3);
      expect(svg).toContain('fill="#ffffff"');
    }
    expect(complaints).toEqual([]);
  });

  it('is a PNG at three times the size', async () => {
    const { page } = await pages.open(reports.sizes, { acceptDownloads: true });
    for (const figure of await figures(page)) {
      const { bytes } = await saved(page, figure, 'PNG');
      expect(bytes.subarray(1, 4).toString()).toBe('PNG');
      const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
      const shown = await page
        .locator(`#${figure} svg`)
        .evaluate((svg) => [svg.getAttribute('width'), svg.getAttribute('height')]);
      expect([width, height]).toEqual(shown.map((size) => 3 * Number(size)));
      expect(bytes.length).toBeGreaterThan(5000);
    }
  });

  it('is a CSV with all numbers in full', async () => {
    const { page } = await pages.open(reports.sizes, { acceptDownloads: true });
    const { name, bytes } = await saved(page, 'every-seed', 'CSV');
    expect(name).toBe('sizes-every-seed.csv');
    const [header, ...rows] = bytes
      .toString()
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','));
    expect(header).toEqual(['units', 'direction', ...[1, 2, 3, 4, 5, 6, 7, 8].map((seed) => `seed ${seed}`)]);
    expect(rows).toHaveLength(10);
    const data = await page.locator('#document').textContent();
    const [row] = JSON.parse(data ?? '').rows;
    expect(rows[0].slice(2).map(Number)).toEqual(row.values);
  });
});
