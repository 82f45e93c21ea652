/** The table of docs/limits.md is what the errors say. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { NOT_OFFERED } from '../../src/experiment/not-offered.ts';
import { between } from './between.ts';

const PAGE = resolve(import.meta.dirname, '../../docs/limits.md');

it('docs/limits.md has all that is not offered, with what to use then', async () => {
  const rows = NOT_OFFERED.map(({ what, words, instead }) => {
    return `| ${what} | ${words.map((word) => `\`${word}\``).join(' ')} | ${instead} |`;
  });
  const table = ['| what | as others call it | what to do then |', '|---|---|---|', ...rows].join('\n');
  await expect(between(readFileSync(PAGE, 'utf8'), 'not-offered', table)).toMatchFileSnapshot(PAGE);
});
