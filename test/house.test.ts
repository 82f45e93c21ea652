/** The house of docs/house.md: every import of src/ is one that the table there allows. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');
const OPEN_TO_ALL: readonly string[] = ['vocabulary.ts', 'words.ts', 'keys.ts'];
/** What those are joined of: for them alone, so that there is one door to each. */
const BEHIND_A_DOOR: readonly string[] = ['vocabulary', 'keys'];
const MOST_LINES = 400;

interface Rule {
  readonly mayImport: readonly string[];
  readonly onlyRoomThatMayUse: readonly string[];
}

const wordsIn = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word.replace(/\/$/, ''));

/** The rows of docs/house.md's tables with so many columns, as cells. */
function rowsOf(columns: number): string[][] {
  return readFileSync(join(ROOT, 'docs/house.md'), 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter((cells) => cells.length === columns + 2 && cells[1].startsWith('`'))
    .map((cells) => cells.slice(1, -1));
}

/** Reads the first table of docs/house.md: room → rooms it may import, and what no other room may use. */
function rules(): Map<string, Rule> {
  return new Map(
    rowsOf(3).flatMap(([rooms, mayImport, only]) =>
      wordsIn(rooms).map(
        (room) => [room, { mayImport: wordsIn(mayImport), onlyRoomThatMayUse: wordsIn(only) }] as const,
      ),
    ),
  );
}

/** 'store' for src/store/store.ts, 'random.ts' for src/random.ts. */
const roomOf = (file: string) => relative(SRC, file).split('/')[0];

/** The files of src/ with their text; those of the kernel are AssemblyScript. */
const FILES = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => ({ path, file: join(SRC, path), text: readFileSync(join(SRC, path), 'utf8') }));
const isOfKernel = (path: string) => path.startsWith('engines/fused/');

interface Import {
  readonly file: string;
  /** As written. */
  readonly target: string;
  /** Whether it is gone once the types are. */
  readonly isType: boolean;
}

function imports(): Import[] {
  return FILES.flatMap(({ file, text }) =>
    [...text.matchAll(/(?:^(import|export)( type)? [^'"]*?\bfrom|\bimport\(|^import)\s*'([^']+)'/gm)].map(
      ([, , type, target]) => ({ file, target, isType: type !== undefined }),
    ),
  );
}

/** The lines of a file that are no comment. */
function codeOf(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}

describe('the house', () => {
  const table = rules();
  const all = imports();

  it('finds the imports', () => {
    expect(all.length).toBeGreaterThan(100);
  });

  it('has a row in docs/house.md for every room', () => {
    const rooms = new Set(
      readdirSync(SRC).filter((name) => ![...OPEN_TO_ALL, ...BEHIND_A_DOOR, 'index.ts'].includes(name)),
    );
    expect(new Set(table.keys())).toEqual(rooms);
  });

  it('has no import between rooms that the table does not allow', () => {
    const refused = all.flatMap(({ file, target }) => {
      if (!target.startsWith('.')) return [];
      const [from, to] = [roomOf(file), roomOf(resolve(dirname(file), target))];
      const isFree =
        from === to ||
        OPEN_TO_ALL.includes(to) ||
        from === 'index.ts' ||
        (BEHIND_A_DOOR.includes(to) && from === `${to}.ts`);
      const allowed = isFree || table.get(from)?.mayImport.some((room) => room === to || room === 'everything');
      return allowed ? [] : [`${relative(ROOT, file)} imports ${target}`];
    });
    expect(refused).toEqual([]);
  });

  it(`has no file of more than ${MOST_LINES} lines`, () => {
    const files = ['src', 'test']
      .flatMap((folder) =>
        readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
      )
      .concat(readdirSync(ROOT).filter((path) => path.endsWith('.mjs')))
      .filter((path) => /\.(tsx?|mjs|[ch])$/.test(path));
    expect(files.length).toBeGreaterThan(300);
    const linesOf = (path: string) => readFileSync(join(ROOT, path), 'utf8').split('\n').length - 1;
    const long = files.filter((path) => linesOf(path) > MOST_LINES);
    expect(long).toEqual([]);
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

  it('uses of Node in each room what the second table says, no more and no less', () => {
    const used = new Map<string, Set<string>>();
    for (const { file, target } of all) {
      if (!target.startsWith('node:')) continue;
      const room = roomOf(file);
      used.set(room, (used.get(room) ?? new Set()).add(target.slice('node:'.length).split('/')[0]));
    }
    const allowed = new Map(rowsOf(2).map(([room, ofNode]) => [wordsIn(room)[0], new Set(wordsIn(ofNode))]));
    expect(used).toEqual(allowed);
  });

  it('keeps the kernel to itself', () => {
    const foreign = all.filter(({ file, target }) => isOfKernel(relative(SRC, file)) && !/^\.\/[a-z-]+$/.test(target));
    expect(foreign).toEqual([]);
  });

  it.each<[what: string, use: RegExp, allowed: RegExp]>([
    [
      'the process',
      /\bprocess\./,
      /^(cli\.ts|commands\/|machine\/|training\/workers\/|engines\/tfjs\/tensorflow\.ts|tasks\/own-data\/prepared-file\.ts)/,
    ],
    [
      'the clock',
      /\b(Date\.now|performance\.now|process\.hrtime)\b|new Date\(\)/,
      /^(cli\.ts|commands\/command-line\.ts|training\/workers\/process\.ts|store\/open-file\.ts|library\/|web\/page\/live\.tsx)/,
    ],
    ['chance', /\bMath\.random\b|\brandomBytes\b|\brandomUUID\b/, /^web\/server\.ts$/],
  ])('touches %s only where docs/house.md says so', (_, use, allowed) => {
    const touching = FILES.filter(({ path, text }) => !isOfKernel(path) && use.test(codeOf(text)));
    expect(touching.map(({ path }) => path).filter((path) => !allowed.test(path))).toEqual([]);
  });

  it('has no circle of files', () => {
    const next = new Map<string, string[]>();
    for (const { file, target, isType } of all) {
      // The kernel is one module once it is compiled
      if (!target.startsWith('.') || isType || isOfKernel(relative(SRC, file))) continue;
      const to = resolve(dirname(file), target);
      next.set(file, [...(next.get(file) ?? []), to]);
    }
    const isDone = new Set<string>();
    const circleFrom = (file: string, path: readonly string[]): string[] | null => {
      if (path.includes(file)) return [...path.slice(path.indexOf(file)), file].map((one) => relative(SRC, one));
      if (isDone.has(file)) return null;
      for (const to of next.get(file) ?? []) {
        const circle = circleFrom(to, [...path, file]);
        if (circle !== null) return circle;
      }
      isDone.add(file);
      return null;
    };
    for (const file of next.keys()) expect(circleFrom(file, [])).toBeNull();
  });
});
