/** Debian's Chromium, where there is one: these tests bring no browser along. */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';

const PLACES = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** null where there is none. In CI that is an error: a check that never runs is none. */
export function chromiumPath(): string | null {
  const path = PLACES.find((place) => place !== undefined && existsSync(place)) ?? null;
  if (path === null && process.env.CI)
    throw new Error(`expected Chromium at one of ${PLACES.slice(1).join(', ')}; found none`);
  return path;
}

export interface Opened {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page complained of: errors, warnings, refused by its policy. */
  readonly complaints: string[];
  /** Addresses it asked for, but for its own and those it made itself. */
  readonly foreign: string[];
}

/** Opens pages in one browser for the tests of a file. */
export function browserPages() {
  let browser: Browser;
  const contexts: BrowserContext[] = [];
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath() ?? '', args: ['--no-sandbox'] });
  });
  afterAll(() => browser?.close());

  return {
    async open(url: string, options: BrowserContextOptions = {}): Promise<Opened> {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      contexts.push(context);
      const page = await context.newPage();
      const [complaints, foreign]: [string[], string[]] = [[], []];
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('request', (request) => {
        const asked = new URL(request.url());
        const isOwn = asked.protocol === 'blob:' || asked.protocol === 'data:' || asked.origin === new URL(url).origin;
        if (!isOwn) foreign.push(request.url());
      });
      await page.goto(url);
      return { page, context, complaints, foreign };
    },
    async closeAll(): Promise<void> {
      for (const context of contexts.splice(0)) await context.close();
    },
  };
}
