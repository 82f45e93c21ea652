/** kill -9 of a worker, of the parent, of all, at random moments; then the same command goes on. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type RandomStream, stream } from '../../src/random.ts';
import {
  type CliProcess,
  firstWorker,
  livingIn,
  pause,
  runCli,
  signal,
  startCli,
  untilGone,
  workersIn,
} from './cli-process.ts';
import { figure, many, SEED } from './figures.ts';
import { contentsOf, halfStored, isSound, storedRuns, temporaryFolder, writeSweep } from './sweep.ts';

const KILLS = many(200);
/** So that a file is also begun, and finished, several times. */
const KILLS_PER_DATABASE = 25;
/** After the start of the command, its first worker, or the kill before. */
const LATEST_MS = 300;
const VICTIMS = ['worker', 'worker', 'parent', 'all'] as const;
type Victim = (typeof VICTIMS)[number];

interface Tally {
  readonly kills: Record<Victim, number>;
  /** Runs that could be read before a kill and not after it, or with other weights. */
  lost: number;
  /** Runs that are there more than once. */
  twice: number;
  /** Runs that are there in part. */
  half: number;
  /** Files that integrity_check finds something wrong with. */
  damaged: number;
}

it(`${KILLS} kills lose no run that was stored, and the plan is finished as if there had been none`, async () => {
  const startedAt = performance.now();
  const random = stream(SEED, 'kill');
  const folder = temporaryFolder();
  const file = writeSweep(folder, { name: 'killed', seeds: 160 });
  const run = (database: string) => ['run', file, '--jobs', '2', '--database', join(folder, database)];
  const uninterrupted = await runCli(run('uninterrupted.db'), { cwd: folder });
  expect(uninterrupted.status, uninterrupted.stderr).toBe(0);
  const expected = contentsOf(join(folder, 'uninterrupted.db'));

  const tally: Tally = { kills: { worker: 0, parent: 0, all: 0 }, lost: 0, twice: 0, half: 0, damaged: 0 };
  let databases = 0;
  while (total(tally) < KILLS) {
    databases += 1;
    expect(databases, 'databases').toBeLessThan(KILLS); // each has seen some kills
    const database = `killed-${databases}.db`;
    const most = Math.min(KILLS_PER_DATABASE, KILLS - total(tally));
    await killWhileRunning({ args: run(database), database: join(folder, database), most, random, tally });
    const last = await runCli(run(database), { cwd: folder });
    expect(last.status, last.stderr).toBe(0);
    expect(contentsOf(join(folder, database))).toEqual(expected);
  }

  const { kills, lost, twice, half, damaged } = tally;
  figure(
    `${total(tally)} kills (${kills.worker} of a worker, ${kills.parent} of the parent, ${kills.all} of all)`,
    `${lost} lost, ${twice} twice, ${half} by half, ${damaged} damaged; ${databases} databases equal to an uninterrupted one`,
    startedAt,
  );
  expect({ lost, twice, half, damaged }).toEqual({ lost: 0, twice: 0, half: 0, damaged: 0 });
  expect(Math.min(kills.worker, kills.parent, kills.all)).toBeGreaterThan(KILLS / 10);
});

interface Scene {
  readonly args: readonly string[];
  readonly database: string;
  readonly most: number;
  readonly random: RandomStream;
  readonly tally: Tally;
}

/** Starts the command again after each kill that has ended it, until the plan is done or there were enough kills. */
async function killWhileRunning({ args, database, most, random, tally }: Scene): Promise<void> {
  let kills = 0;
  while (kills < most) {
    const cli = startCli(args, { cwd: '/' });
    // One in four is killed while it starts or plans, the others while they train and store
    if (random.below(4) > 0) await firstWorker(cli.pid);
    for (;;) {
      await Promise.race([cli.ended, pause(random.below(LATEST_MS))]);
      if (livingIn(cli.pid).length === 0) break;
      const before = existsSync(database) ? storedRuns(database) : [];
      const { victim, target } = chosenIn(cli, VICTIMS[random.below(VICTIMS.length)], random);
      if (!signal(target, 'SIGKILL')) continue; // it has just ended
      tally.kills[victim] += 1;
      kills += 1;
      if (victim !== 'worker') await untilGone(cli.pid, 5000);
      inspect(database, before, tally);
      if (victim !== 'worker' || kills === most) break;
    }
    signal(-cli.pid, 'SIGKILL');
    const { status } = await cli.ended;
    if (status === 0) return;
  }
}

/** Whom to kill, and its number: the parent where no worker is there yet. */
function chosenIn({ pid }: CliProcess, victim: Victim, random: RandomStream): { victim: Victim; target: number } {
  const workers = workersIn(pid);
  if (victim === 'all') return { victim, target: -pid };
  if (victim === 'parent' || workers.length === 0) return { victim: 'parent', target: pid };
  return { victim, target: workers[random.below(workers.length)] };
}

function inspect(database: string, before: readonly string[], tally: Tally): void {
  if (!existsSync(database)) return;
  if (!isSound(database)) tally.damaged += 1;
  const after = storedRuns(database);
  const found = new Set(after);
  tally.lost += before.filter((run) => !found.has(run)).length;
  tally.twice += after.length - new Set(after.map(withoutWeights)).size;
  tally.half += halfStored(database);
}

function withoutWeights(run: string): string {
  return run.slice(0, run.lastIndexOf(' '));
}

function total({ kills }: Tally): number {
  return kills.worker + kills.parent + kills.all;
}
