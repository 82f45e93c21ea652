/** Two thousand damaged databases and other files in their place: an answer or one line of advice, and never a write. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { StoreError } from '../../src/store/store.ts';
import { damage, readEverything, writeDatabase } from '../store/damage.ts';
import { runCli } from './cli-process.ts';
import { figure, SEED } from './figures.ts';
import { temporaryFolder } from './sweep.ts';

const COPIES = 1960;
/** Asked by the command line too, which must not end by a signal or with a stack trace. */
const COPIES_FOR_CLI = 24;

it('2,000 damaged copies and other files give an answer or one line, and are never written by reading', async () => {
  const startedAt = performance.now();
  const folder = temporaryFolder();
  const whole = join(folder, 'whole.db');
  writeDatabase(whole);
  const bytes = readFileSync(whole);
  const results = join(folder, 'results');
  const path = join(results, 'bothways.db');
  const place = (content: Uint8Array) => {
    rmSync(results, { recursive: true, force: true });
    mkdirSync(results);
    writeFileSync(path, content);
  };
  const found = { answered: 0, refused: 0, written: 0 };
  const attempt = (what: string) => {
    const before = readFileSync(path);
    const refusal = refusalOf(path, what);
    found[refusal === null ? 'answered' : 'refused'] += 1;
    if (!readFileSync(path).equals(before) || readdirSync(results).length !== 1) found.written += 1;
  };

  for (let i = 0; i < COPIES; i++) {
    place(bytes);
    attempt(damage(path, SEED * COPIES + i));
  }
  const others = otherFiles(bytes);
  expect(COPIES + others.length).toBe(2000);
  for (const { what, content } of others) {
    place(content);
    attempt(what);
  }

  const commands = [['runs'], ['compare'], ['show', '1'], ['query', 'SELECT count(*) FROM learning_curves']];
  for (let i = 0; i < COPIES_FOR_CLI; i++) {
    place(bytes);
    const what = damage(path, SEED * COPIES + i);
    const before = readFileSync(path);
    const { status, signal, stderr } = await runCli([...commands[i % commands.length], '--database', path], {
      cwd: folder,
    });
    expect(signal, what).toBe(null);
    expect([0, 1, 2], what).toContain(status);
    if (status !== 0) expect(stderr, what).toMatch(/^bothways: [^\n]+\n$/);
    expect(readFileSync(path).equals(before), what).toBe(true);
  }

  figure(
    `2,000 damaged databases (bytes flipped, cut, pages zeroed, other files), ${COPIES_FOR_CLI} of them by the command line too`,
    `${found.answered} answered, ${found.refused} refused in one line, 0 crashes, ${found.written} written`,
    startedAt,
  );
  expect(found.written).toBe(0);
  expect(found.refused).toBeGreaterThan(400); // the damage is real
});

/** One line, with advice, or null where everything could be read; any other error is one of ours and goes on. */
function refusalOf(path: string, what: string): string | null {
  try {
    readEverything(path);
    return null;
  } catch (error) {
    if (!(error instanceof StoreError)) throw new Error(`${what}: expected a StoreError`, { cause: error });
    expect(error.message, what).toMatch(/^[^\n]+$/);
    expect(error.message, what).toContain(path);
    expect(error.message, what).toMatch(/[.:] [A-Z]|recover|run FILE/);
    return error.message;
  }
}

interface OtherFile {
  readonly what: string;
  readonly content: Uint8Array;
}

function otherFiles(database: Buffer): OtherFile[] {
  const png = Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806000000', 'hex');
  const header = (offset: number, value: number) => {
    const changed = Buffer.from(database);
    changed[offset] = value;
    return changed;
  };
  return [
    { what: 'nothing', content: Buffer.alloc(0) },
    { what: 'a picture', content: Buffer.concat([png, Buffer.alloc(8000, 7)]) },
    { what: 'text', content: Buffer.from('name: article\n'.repeat(500)) },
    { what: 'zeroes', content: Buffer.alloc(database.length) },
    { what: 'the first page twice', content: Buffer.concat([database.subarray(0, 4096), database.subarray(0, 4096)]) },
    { what: 'the database twice', content: Buffer.concat([database, database]) },
    { what: 'backwards', content: Buffer.from(database).reverse() },
    { what: 'the header alone', content: database.subarray(0, 100) },
    { what: 'half the header', content: database.subarray(0, 50) },
    { what: 'the database of another program', content: otherProgram() },
    // Each of the fields of the header, see sqlite.org/fileformat2, 1.3
    ...[16, 17, 18, 19, 20, 21, 22, 23, 24, 28, 32, 36, 40, 44, 47, 48, 52, 56, 59, 60, 63, 64, 68, 71, 72, 92, 96].map(
      (offset) => ({ what: `byte ${offset} of the header`, content: header(offset, 0xff) }),
    ),
    { what: 'another page size', content: header(17, 2) },
    { what: 'UTF-16', content: header(59, 2) },
    { what: 'no application id', content: header(68, 0) },
  ];
}

function otherProgram(): Buffer {
  const db = new Database(':memory:');
  db.exec('CREATE TABLE runs (id INTEGER PRIMARY KEY, accuracy TEXT)');
  const content = db.serialize();
  db.close();
  return content;
}
