/** The worker processes that a test has started, read from /proc: on Linux only. */
import { readdirSync, readFileSync } from 'node:fs';
import { until } from '../survival/cli-process.ts';

/** Those that live, in their order. */
export function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        // 'pid (name) state parent …'; a name may hold anything, so what follows its last bracket is read
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const [state, itsParent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const isOurs = /workers\/process|misbehaving-worker/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
        return Number(itsParent) === parent && isOurs && state !== 'Z' && state !== 'X';
      } catch {
        return false; // it has ended meanwhile
      }
    });
}

/** Resolves once none of them lives. */
export async function gone(pids: readonly number[]): Promise<void> {
  await until(`${pids.join(', ')} gone`, () => !childrenOf(process.pid).some((pid) => pids.includes(pid)));
}
