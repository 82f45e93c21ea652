/** Files made from the source stay as the source says; `npm run generate` writes them anew. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keyTables } from '../src/experiment/key-table.ts';
import { schemaText } from '../src/experiment/schema.ts';

const ROOT = resolve(import.meta.dirname, '..');

/** The file's text with what stands between two comments replaced. */
function withGenerated(file: string, { start, end, generated }: { start: RegExp; end: string; generated: string }) {
  const text = readFileSync(file, 'utf8');
  const from = text.match(start);
  if (from?.index === undefined || !text.includes(end)) throw new Error(`${file} has no place for what is generated`);
  return `${text.slice(0, from.index + from[0].length)}\n${generated}\n${text.slice(text.indexOf(end))}`;
}

describe('generated files', () => {
  it('experiments/experiment.schema.json is the schema', async () => {
    await expect(schemaText()).toMatchFileSnapshot(join(ROOT, 'experiments/experiment.schema.json'));
  });

  it('docs/experiment-file.md has a row for every key', async () => {
    const file = join(ROOT, 'docs/experiment-file.md');
    const text = withGenerated(file, {
      start: /<!-- keys: .* -->/,
      end: '<!-- end of keys -->',
      generated: keyTables(),
    });
    await expect(text).toMatchFileSnapshot(file);
  });
});
