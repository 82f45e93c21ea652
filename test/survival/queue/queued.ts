/** Workers and runners of a queue, as a user starts them. */
import { onTestFinished } from 'vitest';
import { type CliProcess, signal, startCli, until } from '../cli-process.ts';

export interface QueueWorker extends CliProcess {
  /** What it has said so far. */
  said(): string;
}

/** Starts `bothways worker`, which ends with the test. */
export function startWorker(url: string, { jobs = 1, env = {} }: { jobs?: number; env?: NodeJS.ProcessEnv } = {}) {
  const cli = startCli(['worker', url, '--jobs', String(jobs)], { cwd: '/', env });
  onTestFinished(() => {
    signal(-cli.pid, 'SIGKILL');
  });
  return listening(cli);
}

/** Starts `bothways run --queue`. */
export function startRunner(file: string, database: string, url: string, env: NodeJS.ProcessEnv = {}): QueueWorker {
  const cli = startCli(['run', file, '--queue', url, '--database', database], { cwd: '/', env });
  onTestFinished(() => {
    signal(-cli.pid, 'SIGKILL');
  });
  return listening(cli);
}

function listening(cli: CliProcess): QueueWorker {
  let text = '';
  const hear = (chunk: string) => {
    text += chunk;
  };
  cli.child.stdout.on('data', hear);
  cli.child.stderr.on('data', hear);
  return { ...cli, said: () => text };
}

/** Until a worker or runner has said something. */
export async function hasSaid(process: QueueWorker, what: RegExp): Promise<void> {
  await until(`${what} in ${process.said()}`, () => what.test(process.said()));
}
