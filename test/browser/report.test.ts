/** Reports as readers open them: wide and narrow, light and dark, without scripts, on paper. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { browserPages } from './chromium.ts';

const reports = Object.entries(inject('reports'));
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SIZES = [400, 1280].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
);

describe.skipIf(reports.length === 0)('a report', () => {
  const pages = browserPages();
  afterEach(() => pages.closeAll());

  for (const [name, url] of reports) {
    it.each(SIZES)(`of ${name} is in order at $width pixels, $colorScheme`, async ({ width, colorScheme }) => {
      const { page, complaints, foreign } = await pages.open(url, { viewport: { width, height: 900 }, colorScheme });
      await drawn(page);
      expect(await sideways(page)).toEqual([]);
      expect(await collisions(page)).toEqual([]);
      expect(await violations(page)).toEqual([]);
      expect({ complaints, foreign }).toEqual({ complaints: [], foreign: [] });
    });
  }

  it.each(reports)('of %s says the same without scripts', async (_, url) => {
    const [without, withScripts] = [await pages.open(url, { javaScriptEnabled: false }), await pages.open(url)];
    await drawn(withScripts.page);
    const heads = ({ page }: typeof without) =>
      page.locator('h1, h2, .counts, .setting, .advice li, .reading').allInnerTexts();
    expect(await heads(without)).toEqual(await heads(withScripts));
    expect(await without.page.locator('.needs-script:visible').count()).toBe(0);
    const figures = without.page.locator('.drawing svg');
    for (let i = 0; i < (await figures.count()); i++)
      expect((await figures.nth(i).boundingBox())?.height).toBeGreaterThan(60);
    expect(without.complaints).toEqual([]);
  });

  it('can be read on a narrow screen without scripts: drawings scroll, the page does not', async () => {
    const { page } = await pages.open(inject('reports').sizes, {
      javaScriptEnabled: false,
      viewport: { width: 400, height: 900 },
    });
    expect((await page.locator('.drawing svg').first().boundingBox())?.width).toBeGreaterThanOrEqual(720);
    const widths = await page
      .locator('body')
      .evaluate((body) => [body.ownerDocument.documentElement.scrollWidth, innerWidth]);
    expect(widths[0]).toBe(widths[1]);
  });

  it.each(reports)('of %s prints on A4', async (_, url) => {
    const { page } = await pages.open(url, { viewport: { width: 687, height: 1000 } }); // 210 − 28 mm at 96 dpi
    await drawn(page);
    await page.emulateMedia({ media: 'print' });
    expect(await sideways(page)).toEqual([]);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('redraws its figures as its window changes', async () => {
    const { page } = await pages.open(inject('reports').sizes);
    await drawn(page);
    const width = () => page.locator('#curves svg').evaluate((svg) => Number(svg.getAttribute('width')));
    const wide = await width();
    await page.setViewportSize({ width: 500, height: 900 });
    await page.waitForFunction(
      (before) => Number(document.querySelector('#curves svg')?.getAttribute('width')) < before,
      wide,
    );
    expect(await sideways(page)).toEqual([]);
  });

  it('switches its curves, by mouse and by keyboard', async () => {
    const { page, complaints } = await pages.open(inject('reports').directions);
    await drawn(page);
    const curves = page.locator('#curves');
    const picture = () => curves.locator('svg').innerHTML();
    const button = (label: string) => curves.getByRole('button', { name: label, exact: true });
    const seen = new Set([await picture()]);
    await button('accuracy').click();
    seen.add(await picture());
    await button('loss').focus();
    await page.keyboard.press('Enter');
    await button('log loss').focus();
    await page.keyboard.press('Space');
    seen.add(await picture());
    await button('log epochs').click();
    seen.add(await picture());
    await button('every seed').click();
    seen.add(await picture());
    expect(seen.size).toBe(5);
    expect(await button('log loss').getAttribute('aria-pressed')).toBe('true');
    expect(complaints).toEqual([]);
  });

  it('tells the values under the pointer', async () => {
    const { page } = await pages.open(inject('reports').directions);
    await drawn(page);
    await page.locator('#curves').scrollIntoViewIfNeeded();
    const box = await page.locator('#curves svg').boundingBox();
    if (box === null) throw new Error('the curves are not there');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.locator('#curves svg text', { hasText: /^epoch \d+$/ }).waitFor();
    await page.mouse.move(10, 10);
    await page.locator('#curves svg text', { hasText: /^epoch \d+$/ }).waitFor({ state: 'detached' });
  });

  it('marks Chinese as Chinese', async () => {
    const { page } = await pages.open(inject('reports').gap);
    expect(await page.locator('.question [lang=zh]').allInnerTexts()).toEqual(['我打算____一天']);
  });
});

/** Until the figures have the width of their places. */
async function drawn(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    [...document.querySelectorAll('.drawing')].every(
      (place) =>
        Math.abs(
          (place.querySelector('svg')?.getBoundingClientRect().width ?? 0) - place.getBoundingClientRect().width,
        ) <= 1,
    ),
  );
}

/** What makes the page scroll sideways. */
function sideways(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    return [...document.body.querySelectorAll('*')]
      .filter((element) => element.getBoundingClientRect().right > clientWidth + 0.5)
      .map((element) => `${element.tagName} ${element.className} ${element.textContent?.slice(0, 40)}`);
  });
}

/** Texts of a figure that cover each other, or leave it. */
function collisions(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('.drawing svg')].flatMap((svg) => {
      const frame = svg.getBoundingClientRect();
      const texts = [...svg.querySelectorAll('text')].map((text) => ({
        text: text.textContent,
        box: text.getBoundingClientRect(),
      }));
      const outside = texts
        .filter(
          ({ box }) =>
            box.left < frame.left - 1 ||
            box.right > frame.right + 1 ||
            box.bottom > frame.bottom + 1 ||
            box.top < frame.top - 1,
        )
        .map(({ text }) => `"${text}" leaves its figure`);
      const touching = texts.flatMap((a, i) =>
        texts.slice(i + 1).flatMap((b) => {
          const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
          const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
          // A line of text is higher than its letters
          return across > 1 && down > 4 ? [`"${a.text}" and "${b.text}" cover each other`] : [];
        }),
      );
      return [...outside, ...touching];
    }),
  );
}

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

/** Against WCAG 2.2 AA. Everything is unfolded: what is hidden is not looked at. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
  await page.evaluate(AXE);
  const { violations: found } = (await page.evaluate(
    "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })",
  )) as AxeResult; // axe's own
  return found.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .slice(0, 3)
        .map(({ html }) => html.slice(0, 120))
        .join(' | ')}`,
  );
}
