/** The house of docs/house.md: every import of src/ is one that the table there allows. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');
const OPEN_TO_ALL: readonly string[] = ['vocabulary.ts', 'data-vocabulary.ts', 'words.ts', 'keys.ts'];

interface Rule {
  readonly mayImport: readonly string[];
  readonly onlyRoomThatMayUse: readonly string[];
}

/** Reads the table of docs/house.md: room → rooms it may import, and what no other room may use. */
function rules(): Map<string, Rule> {
  const words = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word.replace(/\/$/, ''));
  const rows = readFileSync(join(ROOT, 'docs/house.md'), 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter((cells) => cells.length === 5 && cells[1].startsWith('`'));
  return new Map(
    rows.flatMap(([, rooms, mayImport, only]) =>
      words(rooms).map((room) => [room, { mayImport: words(mayImport), onlyRoomThatMayUse: words(only) }] as const),
    ),
  );
}

/** 'store' for src/store/store.ts, 'random.ts' for src/random.ts. */
const roomOf = (file: string) => relative(SRC, file).split('/')[0];

function imports(): { file: string; target: string }[] {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !path.startsWith('engines/fused/'))
    .map((path) => join(SRC, path))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/(?:\bfrom|\bimport\(|^import)\s*'([^']+)'/gm)].map(([, target]) => ({
        file,
        target,
      })),
    );
}

describe('the house', () => {
  const table = rules();
  const all = imports();

  it('finds the imports', () => {
    expect(all.length).toBeGreaterThan(100);
  });

  it('has a row in docs/house.md for every room', () => {
    const rooms = new Set(readdirSync(SRC).filter((name) => !OPEN_TO_ALL.includes(name) && name !== 'index.ts'));
    expect(new Set(table.keys())).toEqual(rooms);
  });

  it('has no import between rooms that the table does not allow', () => {
    const refused = all.flatMap(({ file, target }) => {
      if (!target.startsWith('.')) return [];
      const [from, to] = [roomOf(file), roomOf(resolve(dirname(file), target))];
      const isFree = from === to || OPEN_TO_ALL.includes(to) || from === 'index.ts';
      const allowed = isFree || table.get(from)?.mayImport.some((room) => room === to || room === 'everything');
      return allowed ? [] : [`${relative(ROOT, file)} imports ${target}`];
    });
    expect(refused).toEqual([]);
  });

  it('keeps each outside package in the room that owns it', () => {
    const owners = [...table].flatMap(([room, { onlyRoomThatMayUse }]) =>
      onlyRoomThatMayUse.map((name) => ({ room, name })),
    );
    const refused = all.flatMap(({ file, target }) => {
      const owned = owners.filter(({ name }) => target === name || target.startsWith(`${name}/`));
      const isAtHome = owned.length === 0 || owned.some(({ room }) => room === roomOf(file));
      return isAtHome ? [] : [`${relative(ROOT, file)} imports ${target}`];
    });
    expect(refused).toEqual([]);
  });
});
