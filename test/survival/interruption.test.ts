/** Ctrl-C, SIGTERM, SIGHUP and closed pipes at random moments: a quick end, nobody left behind, and the next run goes on. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { stream } from '../../src/random.ts';
import {
  CLI,
  firstWorker,
  livingIn,
  pause,
  runCli,
  signal,
  startCli,
  startInGroup,
  until,
  untilGone,
} from './cli-process.ts';
import { figure, SEED } from './figures.ts';
import { contentsOf, isSound, storedRuns, temporaryFolder, writeSweep } from './sweep.ts';

const SIGNALS = 40;
const RUNS = 480;
const IN_A_TERMINAL = 5;
const CLOSED_PIPES = 5;
const STATUS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
/** After the first worker has started. */
const LATEST_MS = 400;
const LIMIT_MS = 2000;

it(`${SIGNALS} signals each end a sweep within ${LIMIT_MS} ms, leave nobody behind, and the next run goes on`, async () => {
  const startedAt = performance.now();
  const random = stream(SEED, 'signal');
  const folder = temporaryFolder();
  const file = writeSweep(folder, { name: 'lasting', seeds: RUNS / 4 });
  const args = (database: string) => ['run', file, '--jobs', '2', '--database', join(folder, database)];
  const signals = Object.keys(STATUS) as (keyof typeof STATUS)[];
  let [sent, slowestMs, database] = [0, 0, '0.db'];
  while (sent < SIGNALS) {
    const cli = startCli(args(database), { cwd: folder });
    await firstWorker(cli.pid);
    await pause(random.below(LATEST_MS));
    if (livingIn(cli.pid).length === 0) {
      database = `${sent}.db`; // that plan is done: begin another one
      continue;
    }
    const before = storedRuns(join(folder, database));
    const name = signals[random.below(signals.length)];
    const signalledAt = performance.now();
    // To the whole group as a terminal does, or to the parent alone as `kill` does
    signal(random.below(2) === 0 ? -cli.pid : cli.pid, name);
    const { status, stderr } = await cli.ended;
    if (status === 0) continue; // it was done just before
    sent += 1;
    slowestMs = Math.max(slowestMs, performance.now() - signalledAt);

    expect(status, stderr).toBe(STATUS[name]);
    expect(stderr).toMatch(/^interrupted$/m);
    expect(stderr).not.toMatch(STACK_TRACE);
    await untilGone(cli.pid, 500);
    expect(isSound(join(folder, database))).toBe(true);
    const after = storedRuns(join(folder, database));
    expect(after).toEqual(expect.arrayContaining(before));
    // All of them may be trained, and the engine still be checked
    if (after.length < RUNS) expect(stderr).toMatch(/^lasting: \d+ of \d+ runs? finished and kept; the same command/m);
  }

  const last = await runCli(args(database), { cwd: folder });
  expect(last.status, last.stderr).toBe(0);
  await runCli(args('uninterrupted.db'), { cwd: folder });
  expect(contentsOf(join(folder, database))).toEqual(contentsOf(join(folder, 'uninterrupted.db')));
  figure(
    `${SIGNALS} signals (SIGINT, SIGTERM, SIGHUP)`,
    `ended with 130, 143 or 129 within ${slowestMs.toFixed(0)} ms, 0 processes left, the next run went on`,
    startedAt,
  );
  expect(slowestMs).toBeLessThan(LIMIT_MS);
});

const STACK_TRACE = /^\s+at .+:\d+/m;

it.skipIf(spawnSync('script', ['--version']).status !== 0)(
  `Ctrl-C in a terminal, ${IN_A_TERMINAL} times, leaves it as it was`,
  async () => {
    const startedAt = performance.now();
    const random = stream(SEED, 'terminal');
    const folder = temporaryFolder();
    const file = writeSweep(folder, { name: 'lasting', seeds: 500 });
    const command = `'${process.execPath}' '${CLI}' run '${file}' --jobs 2 --database '${folder}/terminal.db'`;
    let slowestMs = 0;
    for (let i = 0; i < IN_A_TERMINAL; i++) {
      // `script` runs a command in a terminal of its own: what is typed into it goes there, Ctrl-C too
      const terminal = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], { cwd: folder });
      let screen = '';
      terminal.stdout.on('data', (chunk) => {
        screen += chunk;
      });
      let isOver = false;
      const closed = once(terminal, 'close').then(([status]) => {
        isOver = true;
        return status;
      });
      await until('the bar is there', () => screen.includes('%') || isOver);
      await pause(random.below(LATEST_MS));
      const family = descendantsOf(terminal.pid as number);
      const typedAt = performance.now();
      terminal.stdin.write('\x03');
      const status = await Promise.race([closed, pause(10_000)]);
      slowestMs = Math.max(slowestMs, performance.now() - typedAt);
      if (!isOver) signal(terminal.pid as number, 'SIGKILL');

      expect(status, screen.slice(-1000)).toBe(130);
      expect(family.length).toBeGreaterThan(2); // the command and its workers
      await pause(100);
      expect(family.filter(isLiving)).toEqual([]);
      expect(lastSwitch(screen, '?25')).not.toBe('l'); // the cursor is shown
      expect(lastSwitch(screen, '?7')).not.toBe('l'); // long lines wrap
      expect(screen).toContain('finished and kept');
    }
    figure(
      `${IN_A_TERMINAL} times Ctrl-C in a terminal`,
      `status 130 within ${slowestMs.toFixed(0)} ms, terminal restored`,
      startedAt,
    );
    expect(slowestMs).toBeLessThan(LIMIT_MS);
  },
);

/** `h` or `l`, whichever a mode of the terminal was set to last; null where it was left alone. */
function lastSwitch(screen: string, mode: string): string | null {
  const switches = [...screen.matchAll(new RegExp(`\\x1b\\[\\${mode}([hl])`, 'g'))];
  return switches.at(-1)?.[1] ?? null;
}

function descendantsOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(Number);
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

function isLiving(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

it(`${CLOSED_PIPES} closed pipes cost no run and show no stack trace`, async () => {
  const startedAt = performance.now();
  const folder = temporaryFolder();
  const file = writeSweep(folder, { name: 'lasting', seeds: 100 });
  const database = join(folder, 'pipes.db');

  // Whoever watched a sweep is gone: it trains to its end
  const cli = startCli(['run', file, '--jobs', '2', '--database', database], { cwd: folder });
  await firstWorker(cli.pid);
  cli.child.stdout.destroy();
  cli.child.stderr.destroy();
  const { status } = await cli.ended;
  expect(status).toBe(0);
  expect(storedRuns(database)).toHaveLength(400);

  // A reader that has seen enough
  const words = ['runs --csv', 'runs --json', 'runs lasting', 'query "SELECT * FROM steps"'];
  expect(words).toHaveLength(CLOSED_PIPES - 1);
  for (const word of words) {
    const pipe = `'${process.execPath}' '${CLI}' ${word} --database '${database}' | head -c 100 >/dev/null; exit \${PIPESTATUS[0]}`;
    const {
      status: readerStatus,
      stderr,
      durationMs,
    } = await startInGroup('bash', ['-c', pipe], { cwd: folder }).ended;
    expect(stderr).toBe('');
    expect([0, 141]).toContain(readerStatus);
    expect(durationMs).toBeLessThan(LIMIT_MS + 8000); // with the start of the program, on a busy machine
  }
  figure(`${CLOSED_PIPES} closed pipes`, 'a sweep went on to its end, 4 readers left without a word', startedAt);
});
