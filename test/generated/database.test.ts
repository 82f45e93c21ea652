/** docs/database.md and results/README.md have the tables, views, columns and queries as they are. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EXAMPLE_QUERIES, schema } from '../../src/store/schema.ts';
import { STORE_ERROR_CODES } from '../../src/store/store-error.ts';
import { between } from './between.ts';

const page = (path: string) => new URL(`../../${path}`, import.meta.url);
const read = (path: string) => readFileSync(page(path), 'utf8');

const cell = (text: string) => text.replaceAll('|', '\\|');

/** A section per table; of a view that has all columns of `results`, only what it adds. */
function schemaSection(): string {
  const all = schema();
  const shared = all.find(({ name }) => name === 'results')?.columns.map(({ name }) => name) ?? [];
  return all
    .map(({ name, kind, meaning, columns }) => {
      const names = columns.map((c) => c.name);
      const isResultsWithMore = name !== 'results' && shared.every((each) => names.includes(each));
      const rows = columns
        .filter((c) => !isResultsWithMore || !shared.includes(c.name))
        .map((c) => `| \`${c.name}\` | ${c.type} | ${cell(c.meaning)} |`);
      const rest = isResultsWithMore ? ' All columns of `results`, and:' : '';
      return `### ${name}\n\n${sentence(`${kind}: ${meaning}`)}${rest}\n\n| column | type | meaning |\n|---|---|---|\n${rows.join('\n')}`;
    })
    .join('\n\n');
}

function sentence(text: string): string {
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

function tablesSection(): string {
  const rows = schema().map(({ name, kind, meaning }) => `| \`${name}\` | ${kind} | ${cell(meaning)} |`);
  return ['| name | | what it has |', '|---|---|---|', ...rows].join('\n');
}

const QUERIES = EXAMPLE_QUERIES.map(({ question, sql }) => `${question}\n\`\`\`sql\n${sql}\n\`\`\``);

describe('the pages about the database', () => {
  it('docs/database.md has the tables, views and columns as they are', async () => {
    const text = read('docs/database.md');
    await expect(between(text, 'schema', schemaSection())).toMatchFileSnapshot(page('docs/database.md').pathname);
  });

  it('results/README.md has the tables and the five queries as they are', async () => {
    const text = between(read('results/README.md'), 'tables', tablesSection());
    await expect(between(text, 'queries', QUERIES.join('\n\n'))).toMatchFileSnapshot(
      page('results/README.md').pathname,
    );
  });

  it('docs/database.md shows what each of the five queries answers', () => {
    for (const query of QUERIES) expect(read('docs/database.md')).toContain(`${query}\n\`\`\`\n`);
  });

  it('docs/database.md has a row for every error code, and none too many', () => {
    const section = read('docs/database.md').split('## When something is wrong')[1];
    const codes = [...section.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => code);
    expect(codes).toEqual([...STORE_ERROR_CODES]);
  });
});
