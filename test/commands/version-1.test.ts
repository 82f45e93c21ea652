/**
 * A database that version 0.1.0 has written, and what its `compare --json` printed of it. The experiments sweep every
 * key, in orders that are not those of their values; one matches parameters, one has runs that diverged.
 */
import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { compare } from '../../src/commands/compare.ts';
import { report } from '../../src/commands/report.ts';
import { readExperiment } from '../../src/experiment/experiment.ts';
import { LiveDocuments } from '../../src/session/live-documents.ts';
import { openToRead, openToWrite } from '../../src/session/open-results.ts';
import { runsOf } from '../../src/session/plan.ts';
import { contextIn, jsonIn, type Recorded, userFolder } from './bothways.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/database');
const COMPARED: readonly { readonly args: readonly string[]; readonly printed: object }[] = JSON.parse(
  readFileSync(join(FIXTURES, 'version-1-compared.json'), 'utf8'),
);

const folder = userFolder();
const database = join(folder, 'version-1.db');
const context = (): Recorded => ({ ...contextIn(folder, { json: true }), database });
beforeEach(() => copyFileSync(join(FIXTURES, 'version-1-trained.db'), database));

/** What `compare --json` prints with the words of a command line. */
async function compared([name, ...options]: readonly string[]): Promise<Record<string, unknown>> {
  const printing = context();
  const chosen = Object.fromEntries(
    options.flatMap((word, i) => (word.startsWith('--') ? [[word.slice(2), options[i + 1] ?? true]] : [])),
  );
  await compare(printing, name, chosen);
  return jsonIn(printing);
}

describe('a database of version 1', () => {
  it.each(COMPARED)('gives the same comparison, row for row, of $args', async ({ args, printed }) => {
    expect(await compared(args)).toMatchObject(printed);
  });

  it('is only read by a command that only reads', async () => {
    const before = readFileSync(database);
    await compared(['order']);
    expect(readFileSync(database)).toEqual(before);
    expect(readdirSync(dirname(database)).filter((name) => name.startsWith('version-1'))).toEqual(['version-1.db']);
  });

  it('has its pages: a report, and in a browser', async () => {
    const before = readFileSync(database);
    const file = join(folder, 'order.html');
    expect(await report(context(), 'order', { output: file })).toBe(0);
    const { answer } = (await compared(['order'])) as { answer: string };
    expect(readFileSync(file, 'utf8')).toContain(answer.split('. ')[0]);
    const documents = new LiveDocuments({ database, clock: () => 0, now: () => new Date(0), onError: () => {} });
    expect(documents.list().document.experiments).toHaveLength(9);
    expect(documents.experiment('order')?.document.runs.stored).toBeGreaterThan(0);
    documents.close();
    expect(readFileSync(database)).toEqual(before);
  });

  it('is brought up to date by one that writes, which keeps a copy, says so, and finds nothing to train', async () => {
    const notes: string[] = [];
    const store = await openToWrite(database, { note: (text) => notes.push(text) });
    try {
      const names = store.experimentNames();
      expect(names).toHaveLength(9);
      for (const name of names) {
        const { source = '' } = store.results(name) ?? {};
        const reading = readExperiment({ file: name, text: source, overrides: [] });
        expect(reading.kind === 'valid' && store.missing(runsOf(reading.experiment))).toEqual([]);
      }
    } finally {
      store.close();
    }
    expect(notes).toEqual([expect.stringContaining(`${database} has been brought to a newer format`)]);
    expect(existsSync(`${database}.version-1.backup`)).toBe(true);
    for (const { args, printed } of COMPARED) expect(await compared(args)).toMatchObject(printed);
  });

  it('knows the units as they were written, which match had raised', async () => {
    const store = await openToRead(database);
    const units = store
      .results('matched')
      ?.points.map(({ level, writtenUnits, planned }) => [level, writtenUnits, planned.configuration.units]);
    store.close();
    expect(units).toEqual([
      ['forward', 2, 4],
      ['forward', 2, 4],
      ['bidirectional', 2, 2],
      ['bidirectional', 2, 2],
    ]); // (2, 2) has 69 parameters; 3 units one way have 64, 4 have 101
  });
});
