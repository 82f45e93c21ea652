import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseTarGzip } from 'nanotar';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../src/commands/bundle.ts';
import { run } from '../../src/commands/run.ts';
import { openStore } from '../../src/store/store.ts';
import { bothways, contextIn, jsonIn, jsonOf, userFolder } from './bothways.ts';
import { expectContract } from './json-contract.ts';
import { databaseIn } from './stored-example.ts';

const folder = userFolder();
const elsewhere = userFolder();
const NAME = 'mine epochs=30';

beforeAll(async () => {
  const text = 'epochs: 20\nunits: 2\ntest_sequences: 20\nseeds: 2\nsweep:\n  direction: [forward, backward]\n';
  writeFileSync(join(folder, 'mine.yaml'), text);
  writeFileSync(join(folder, 'other.yaml'), text.replace('units: 2', 'units: 3'));
  for (const words of [['mine.yaml'], ['mine.yaml', 'epochs=30'], ['other.yaml']]) {
    expect(await run(contextIn(folder), [join(folder, words[0]), ...words.slice(1)], {})).toBe(0);
  }
});

/** Writes a bundle and unpacks it where nothing else of the experiment is. */
async function unpacked(): Promise<string> {
  const file = join(folder, 'packed.tar.gz');
  const context = contextIn(folder, { json: true });
  expect(await bundle(context, NAME, { output: file })).toBe(0);
  expectContract(jsonIn(context), 'bundle');
  for (const { name, data } of await parseTarGzip(readFileSync(file))) {
    mkdirSync(dirname(join(elsewhere, name)), { recursive: true });
    writeFileSync(join(elsewhere, name), data ?? '');
  }
  return join(elsewhere, 'mine-epochs-30');
}

describe('bothways bundle', () => {
  it('packs what run and verify need on another machine, and of other experiments nothing', async () => {
    const there = await unpacked();
    const verified = jsonOf(await bothways(there, ['verify', NAME, '--json']));
    expect(verified.verifications).toHaveLength(4);
    expect(verified.verifications).toMatchObject(
      new Array(4).fill({ verdict: 'bit-identical', tfjs: { passed: true } }),
    );
    const again = await bothways(there, ['run', 'mine-epochs-30.yaml', '--json']);
    expect(jsonOf(again)).toMatchObject({ runs: { planned: 4, done_before: 4, trained: 0 } });

    const store = openStore(databaseIn(there), { mode: 'read' });
    expect(store.listRuns()).toHaveLength(4);
    store.close();
  });

  it('packs a table, the receipts and a page that says what is what', async () => {
    const there = join(elsewhere, 'mine-epochs-30'); // of the test before
    expect(readFileSync(join(there, 'results.csv'), 'utf8').split('\r\n')).toHaveLength(1 + 4 + 1);
    const [receipt] = JSON.parse(readFileSync(join(there, 'receipts.json'), 'utf8'));
    expect(receipt).toMatchObject({
      runs: 4,
      node: process.version,
      git_commit: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    expect(readFileSync(join(there, 'README.md'), 'utf8')).toMatch(
      /^# mine epochs=30\n[\s\S]*with its 4 runs[\s\S]*floor/,
    );
  });

  it('writes over nothing, and says how to call it otherwise', async () => {
    const file = join(folder, 'there.tar.gz');
    writeFileSync(file, 'mine');
    await expect(bundle(contextIn(folder), 'mine', { output: file })).rejects.toThrow(
      /there\.tar\.gz exists already and is left as it is. Name another: --output FILE/,
    );
    expect(readFileSync(file, 'utf8')).toBe('mine');
    await expect(bundle(contextIn(folder), 'nobody', {})).rejects.toThrow('no experiment is named "nobody"');
  });
});
