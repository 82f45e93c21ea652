/** The schema for editors and the tables of docs/experiment-file.md are what the source says. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { schemaText } from '../../src/experiment/editor-schema.ts';
import { between } from './between.ts';
import { keyTables } from './key-table.ts';

const ROOT = resolve(import.meta.dirname, '../..');

describe('generated files', () => {
  it('experiments/experiment.schema.json is the schema', async () => {
    await expect(schemaText()).toMatchFileSnapshot(join(ROOT, 'experiments/experiment.schema.json'));
  });

  it('docs/experiment-file.md has a row for every key', async () => {
    const file = join(ROOT, 'docs/experiment-file.md');
    const text = between(readFileSync(file, 'utf8'), 'keys', keyTables());
    await expect(text).toMatchFileSnapshot(file);
  });
});
