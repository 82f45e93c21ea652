/** The files of experiments/data are what their script writes. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const FOLDER = join(import.meta.dirname, '../experiments/data');

it('experiments/data has the files that make.mjs writes', () => {
  const made = mkdtempSync(join(tmpdir(), 'bothways-data-'));
  try {
    execFileSync(process.execPath, [join(FOLDER, 'make.mjs'), made]);
    const files = readdirSync(made).sort();
    expect(
      readdirSync(FOLDER)
        .filter((name) => name !== 'make.mjs')
        .sort(),
    ).toEqual(files);
    for (const file of files)
      expect(readFileSync(join(FOLDER, file), 'utf8')).toBe(readFileSync(join(made, file), 'utf8'));
  } finally {
    rmSync(made, { recursive: true });
  }
});
