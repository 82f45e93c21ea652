import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/store.ts';
import { temporaryFolder } from './examples.ts';

const RUNNER = fileURLToPath(new URL('runner.mjs', import.meta.url));

interface Ended {
  /** `SEED OUTCOME`, whole lines only. */
  readonly lines: readonly string[];
  readonly complaints: string;
  readonly status: number | null;
}

function start(
  path: string,
  first: number,
  last: number,
  step: number,
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [RUNNER, path, ...[first, last, step].map(String)]);
  let [output, complaints] = ['', ''];
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    complaints += chunk;
  });
  const ended = once(child, 'close').then(([status]) => ({
    lines: output.split('\n').slice(0, -1),
    complaints,
    status,
  }));
  return { child, ended };
}

describe('several processes on one file', () => {
  it('store every run once, the file being made by all of them at the same time and read for long', async () => {
    const path = join(temporaryFolder(), 'bothways.db');
    // Orders that go through the 101 seeds differently, so that the processes meet everywhere
    const runners = [1, 100, 37, 64].map((step) => start(path, 1, 101, step));
    await once(runners[0].child.stdout as NodeJS.ReadableStream, 'data');
    const reader = new Database(path);
    reader.exec('BEGIN; SELECT count(*) FROM runs');
    const ends = await Promise.all(runners.map(({ ended }) => ended));
    reader.close();

    expect(ends.map(({ status, complaints }) => [status, complaints])).toEqual(ends.map(() => [0, '']));
    const outcomes = ends.flatMap(({ lines }) => lines);
    const stored = outcomes.filter((line) => line.endsWith(' stored')).map((line) => Number(line.split(' ')[0]));
    expect(outcomes).toHaveLength(404);
    expect(stored.sort((a, b) => a - b)).toEqual(Array.from({ length: 101 }, (_, i) => i + 1));
    const store = openStore(path, { mode: 'read' });
    expect(store.results('shared')?.points[0].runs).toHaveLength(101);
    store.close();
  });
});

describe('a process that is killed', () => {
  it('loses no run that it has said to be stored, and leaves none by half', async () => {
    const path = join(temporaryFolder(), 'bothways.db');
    const said: number[] = [];
    for (let kill = 0; kill < 6; kill++) {
      const { child, ended } = start(path, kill * 10_000 + 1, kill * 10_000 + 5000, 1);
      await once(child.stdout as NodeJS.ReadableStream, 'data');
      await new Promise((resolve) => setTimeout(resolve, 7 * kill));
      child.kill('SIGKILL');
      const { lines, status } = await ended;
      expect(status).toBeNull(); // killed, not finished
      said.push(...lines.map((line) => Number(line.split(' ')[0])));

      const db = new Database(path);
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
      const seeds = db.prepare('SELECT seed FROM runs').pluck().all() as number[];
      expect(said.filter((seed) => !seeds.includes(seed))).toEqual([]);
      const halves = db.prepare(`
        SELECT count(*) FROM runs WHERE (SELECT count(*) FROM curves WHERE run_id = id) <> 2
          OR (SELECT count(*) FROM steps WHERE run_id = id) <> 3 OR id NOT IN (SELECT run_id FROM models)`);
      expect(halves.pluck().get()).toBe(0);
      db.close();
    }
    expect(said.length).toBeGreaterThan(6);
  });
});
