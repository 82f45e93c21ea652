/** docs/own-data.md says how every file of experiments/data is read. */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { loadExperiments } from '../../src/session/load.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PAGE = join(ROOT, 'docs/own-data.md');

it('docs/own-data.md says of every file of experiments/data how it is read', async () => {
  const data = join(ROOT, 'experiments/data');
  const folder = mkdtempSync(join(tmpdir(), 'bothways-layouts-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const rows = [...readFileSync(PAGE, 'utf8').matchAll(/^\| `(\S+)` \| [^|]* \| `([^`]*)`/gm)];
  const testFiles = rows.flatMap(([, , say]) => /test: \{file: ([^}]+)\}/.exec(say)?.slice(1) ?? []);
  expect([...rows.map(([, file]) => file), ...testFiles].sort()).toEqual(
    readdirSync(data)
      .filter((file) => file !== 'make.mjs')
      .sort(),
  );
  for (const file of readdirSync(data)) copyFileSync(join(data, file), join(folder, file));
  for (const [, file, say] of rows) {
    writeFileSync(join(folder, 'mine.yaml'), say.startsWith('data:') ? say : `data: {file: ${file}, ${say}}`);
    const [{ data: opened }] = await loadExperiments({ note: () => {} }, [join(folder, 'mine.yaml')], {
      preparedIn: null,
    });
    expect(opened?.prepared[0]?.description.output.kind).toMatch(file === 'load.csv' ? /linear/ : /sigmoid|softmax/);
  }
});
