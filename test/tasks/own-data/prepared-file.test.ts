import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bytesInMemory } from '../../../src/tasks/own-data/bytes.ts';
import { openData } from '../../../src/tasks/own-data/open.ts';
import { preparedPath, readPrepared, settingsJson, writePrepared } from '../../../src/tasks/own-data/prepared-file.ts';
import type { WrittenData } from '../../../src/tasks/own-data/settings.ts';
import { prepared } from './opening.ts';

const NUMBERS: WrittenData = {
  file: 'x.csv',
  sequence: 'id',
  input: ['a', 'b'],
  target: 'y',
  per: 'sequence',
  missing: 'mean',
};
const TEXT = `id,a,b,y\n${Array.from({ length: 40 }, (_, i) => `s${i},${i},${i % 3 ? i : ''},${i / 7}\n`).join('')}`;
const TOKENS: WrittenData = { file: 'x.csv', input: 'a', label: 'y' };
const WORDS = `a,y\n${Array.from({ length: 80 }, (_, i) => `"w${i} x y",${i % 3}\n`).join('')}`;

describe('prepared data', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bothways-prepared-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each<[string, WrittenData, string]>([
    ['numbers with targets', NUMBERS, TEXT],
    ['tokens with classes', TOKENS, WORDS],
  ])('come back as they were: %s', async (_, map, text) => {
    const data = await prepared(map, { text });
    const path = join(folder, 'deeper', 'x.bin');
    writePrepared(path, data);
    expect(readPrepared(path)).toEqual(data);
    expect(readdirSync(join(folder, 'deeper'))).toEqual(['x.bin']);
  });

  it('are read from their file the second time, whatever has become of the text', async () => {
    const open = (text: string) => openData(TOKENS, { files: [bytesInMemory('x.csv', Buffer.from(text))], folder });
    const first = await open(WORDS);
    const second = await open(WORDS);
    if (first.kind === 'invalid' || second.kind === 'invalid') throw new Error('invalid');
    expect(second).toEqual(first);
    expect(readdirSync(folder)).toHaveLength(1);
    const other = await open(WORDS.replace('w1 ', 'v1 ')); // another file
    expect(other.kind === 'opened' && other.path).not.toBe(first.path);
  });

  it('are another file for other settings, and the same for the same in another order', async () => {
    const { settings } = (await prepared(TOKENS, { text: WORDS })).description;
    const { row, ...rest } = settings;
    const reordered = { ...rest, row };
    expect(settingsJson(reordered)).toBe(settingsJson(settings));
    const sha256 = '0'.repeat(64);
    expect(preparedPath(folder, { sha256, settings: reordered })).toBe(preparedPath(folder, { sha256, settings }));
    expect(preparedPath(folder, { sha256, settings: { ...settings, min_count: 3 } })).not.toBe(
      preparedPath(folder, { sha256, settings }),
    );
  });

  it('that are cut short, of another version or no such file are none', async () => {
    const path = join(folder, 'x.bin');
    writePrepared(path, await prepared(NUMBERS, { text: TEXT }));
    const whole = readFileSync(path);
    for (const length of [0, 5, 11, 100, whole.length - 9]) {
      truncateSync(path, length);
      expect(readPrepared(path)).toBeNull();
      writeFileSync(path, whole);
    }
    writeFileSync(path, Buffer.concat([Buffer.from('BWDATA99'), whole.subarray(8)]));
    expect(readPrepared(path)).toBeNull();
    expect(readPrepared(join(folder, 'y.bin'))).toBeNull();
  });
});
