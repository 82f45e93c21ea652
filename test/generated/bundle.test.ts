/** What is computed when Bothways is built says the same as what it is computed from. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ValidateFunction } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as schema from '../../src/experiment/schema.ts';
import { validator } from '../../src/experiment/validator.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** The modules as they stand in the bundle. */
async function computed(): Promise<{ schema: typeof schema; validator: () => ValidateFunction }> {
  const { computedModules } = await import(join(ROOT, 'bundle.mjs'));
  const code: Record<string, string> = await computedModules(join(ROOT, 'dist'));
  const load = (path: string) => import(`data:text/javascript,${encodeURIComponent(code[path])}`);
  const { validator } = await load('src/experiment/validator.ts');
  return { schema: await load('src/experiment/schema.ts'), validator };
}

/** Every document that the tests and the experiments have, as far as it is YAML and not hostile to its parser. */
function documents(): { name: string; value: unknown }[] {
  const folders = ['test/fixtures/invalid', 'experiments'].map((folder) => join(ROOT, folder));
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.yaml') && !name.startsWith('deep-'))
      .flatMap((name) => {
        const text = readFileSync(join(folder, name), 'utf8');
        try {
          return [{ name, value: parse(text, { logLevel: 'error' }) }];
        } catch {
          return [];
        }
      }),
  );
}

describe('what is computed when Bothways is built', () => {
  it('has the schema as it is defined', async () => {
    const { schema: data } = await computed();
    expect(Object.keys(data).toSorted()).toEqual(Object.keys(schema).toSorted());
    expect(JSON.stringify(data.EXPERIMENT_SCHEMA)).toBe(JSON.stringify(schema.EXPERIMENT_SCHEMA));
  });

  it('finds the errors that ajv finds, in every file there is', async () => {
    const [bundled, own] = [(await computed()).validator(), validator()];
    const found = documents().map(({ name, value }) => {
      expect(bundled(value), name).toBe(own(value));
      const [errors, others] = [bundled.errors ?? [], own.errors ?? []];
      expect(errors.length, name).toBe(others.length);
      // A hopeless file has thousands, each with the whole of its data
      errors.slice(0, 20).forEach(({ data: _, ...error }, i) => {
        const { data: __, ...other } = others[i];
        expect(JSON.stringify(error), name).toBe(JSON.stringify(other));
      });
      return others.length;
    });
    expect(found.filter((errors) => errors > 0).length).toBeGreaterThan(20);
    expect(found.filter((errors) => errors === 0).length).toBeGreaterThan(10);
  });
});
