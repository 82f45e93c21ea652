/** Processor time: of one process, as it says when it ends; of all that some have started, from /proc: on Linux only. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Of a clock that all Linux systems on today's processors have. */
const TICK_MS = 10;
/** What a process does after the last look at it is not counted. */
const EVERY_MS = 50;

export interface ProcessorTime {
  /** Milliseconds since the start, of user and system together, by the processes that were named. */
  stop(): number[];
}

export function startProcessorTime(roots: readonly number[]): ProcessorTime {
  const trees = roots.map((root) => ({ root, ticks: new Map<number, number>() }));
  const look = () => {
    for (const { root, ticks } of trees) visit(root, ticks);
  };
  const sums = () => trees.map(({ ticks }) => TICK_MS * [...ticks.values()].reduce((sum, one) => sum + one, 0));
  look();
  const before = sums();
  const timer = setInterval(look, EVERY_MS);
  return {
    stop() {
      look();
      clearInterval(timer);
      return sums().map((sum, i) => sum - before[i]);
    },
  };
}

function visit(pid: number, ticks: Map<number, number>): void {
  try {
    const fields = fieldsOf(`/proc/${pid}/stat`); // the 12th and 13th are user and system
    ticks.set(pid, Number(fields[11]) + Number(fields[12]));
    for (const child of readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')) {
      if (child !== '') visit(Number(child), ticks);
    }
  } catch {
    // It has ended: what was seen last of it stays
  }
}

/** Milliseconds by all the processes that this one has started and that have ended, with what they had started. */
export function endedChildrenMs(): number {
  const fields = fieldsOf('/proc/self/stat');
  return TICK_MS * (Number(fields[13]) + Number(fields[14]));
}

/** 'pid (name) state …': from the state on, since a name may hold anything. */
function fieldsOf(file: string): string[] {
  const stat = readFileSync(file, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

const TELLING =
  "data:text/javascript,process.on('exit',()=>{const{user,system}=process.cpuUsage();console.error((user+system)/1000)})";

/** Milliseconds that a process of Node takes with these arguments; what it starts is not counted. */
export function processorMsOf(args: readonly string[]): number {
  const { stderr, status } = spawnSync(process.execPath, ['--import', TELLING, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return Number(stderr.trim().split('\n').at(-1));
}
