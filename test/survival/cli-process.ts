/** The compiled command line as a user starts it: a process group of its own, with its output, its end, its children. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

export const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface Ended {
  readonly status: number | null;
  /** That has ended it. */
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** From start to end. */
  readonly durationMs: number;
}

export interface CliProcess {
  readonly child: ChildProcessByStdio<Writable | null, Readable, Readable>;
  /** Of the process and of its group, which its workers belong to. */
  readonly pid: number;
  readonly ended: Promise<Ended>;
}

export interface CliOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Standard input; none at all where not given. */
  readonly input?: string;
}

export function startCli(args: readonly string[], options: CliOptions): CliProcess {
  return startInGroup(process.execPath, [CLI, ...args], options);
}

/** Starts any command as the leader of a new process group. */
export function startInGroup(command: string, args: readonly string[], { cwd, env, input }: CliOptions): CliProcess {
  const startedAt = performance.now();
  const child = spawn(command, args, {
    cwd,
    detached: true,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', ...env },
  }) as ChildProcessByStdio<Writable | null, Readable, Readable>;
  child.stdin?.end(input);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, endedBy) => {
      resolve({ status, signal: endedBy, stdout, stderr, durationMs: performance.now() - startedAt });
    });
  });
  return { child, pid: child.pid as number, ended }; // undefined only where `error` follows
}

export function runCli(args: readonly string[], options: CliOptions): Promise<Ended> {
  return startCli(args, options).ended;
}

/** Sends a signal to a process, or to a group by its negative number; false where nobody is there any more. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

/** The living processes of a group, its leader included. Read from /proc, so on Linux only. */
export function livingIn(group: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => isLivingMember(pid, group));
}

function isLivingMember(pid: number, group: number): boolean {
  try {
    // 'pid (name) state parent group …'; a name may hold anything, so what follows its last bracket is read
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, , itsGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(itsGroup) === group && state !== 'Z' && state !== 'X';
  } catch {
    return false; // it has ended meanwhile
  }
}

/** The milliseconds until nothing of a group lives; what still lives after `limitMs` is ended and counted as an error. */
export async function untilGone(group: number, limitMs: number): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const living = livingIn(group);
    const waitedMs = performance.now() - startedAt;
    if (living.length === 0) return waitedMs;
    if (waitedMs > limitMs) {
      signal(-group, 'SIGKILL');
      throw new Error(`processes ${living.join(', ')} outlived their parent by ${waitedMs.toFixed(0)} ms`);
    }
    await pause(10);
  }
}

/** The processes of ours that a command has started; the short-lived `git` that a receipt asks is none of them. */
export function workersIn(group: number): number[] {
  return livingIn(group).filter((pid) => /workers\/process|commands\/query-process/.test(commandLine(pid)));
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // it has ended meanwhile
  }
}

/** Until a process has started its first worker, or has ended. */
export async function firstWorker(group: number): Promise<void> {
  await until(`${group} has a worker`, () => livingIn(group).length === 0 || workersIn(group).length > 0);
}

/** Asks again and again, and rejects where the answer is no for longer than any busy machine takes. */
export async function until(what: string, isSo: () => boolean, limitMs = 60_000): Promise<void> {
  const startedAt = performance.now();
  while (!isSo()) {
    if (performance.now() - startedAt > limitMs) throw new Error(`not so after ${limitMs / 1000} s: ${what}`);
    await pause(10);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
