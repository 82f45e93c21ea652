/** The article and its original are named, dated and linked wherever they are spoken of. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packageVersion } from '../src/machine/package.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const citation = parse(read('CITATION.cff'));
const urls: readonly string[] = citation.references.map(({ url }: { url: string }) => url);

describe('a page that speaks of the article', () => {
  const pages = ['README.md', ...filesIn('docs', '.md'), ...filesIn('experiments', '.yaml')];
  // docs/commands.md is what --help says, where a command is named after it
  const citing = pages.filter((page) => page !== 'docs/commands.md' && /\bthe article\b/i.test(read(page)));

  it.each(citing)('links it: %s', (page) => {
    const text = read(page);
    const named =
      urls.every((url) => text.includes(url)) &&
      /双向 LSTM.*2017[\s\S]*Brownlee.*2017/.test(text.replaceAll('\n', ' '));
    expect(named || /\]\(article\.md\)/.test(text), `${page} names neither the article nor docs/article.md`).toBe(true);
  });

  it('is not rare', () => expect(citing.length).toBeGreaterThan(8));
});

it('CITATION.cff has the version of the package', () => {
  expect(citation).toMatchObject({
    'cff-version': '1.2.0',
    title: 'Bothways',
    version: packageVersion(),
    license: 'MIT',
  });
});

function filesIn(folder: string, ending: string): string[] {
  return readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => `${folder}/${name}`);
}
