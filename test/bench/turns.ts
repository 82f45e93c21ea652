/** Work that is measured in turns, so that whatever else the machine does hits all that take part. */

/** A turn is the median of chunks; a chunk is at least one call of the work. */
export interface TurnOptions {
  readonly chunks: number;
  readonly chunkMs: number;
  /** Milliseconds, of whatever is measured. */
  readonly clock: () => number;
}

/**
 * A function that works for a turn and returns µs per update; the compilers have finished by then.
 *
 * @param work of so many updates
 */
export async function turnsOf(
  work: () => Promise<unknown>,
  updates: number,
  { chunks, chunkMs, clock }: TurnOptions,
): Promise<() => Promise<number>> {
  const chunk = async () => {
    let done = 0;
    let passed = 0;
    const started = clock();
    while (passed < chunkMs) {
      await work();
      done += updates;
      passed = clock() - started;
    }
    return (passed * 1000) / done;
  };
  const turn = async () => {
    const each: number[] = [];
    while (each.length < chunks) each.push(await chunk());
    return median(each);
  };
  await turn();
  return turn;
}

/** Of this process, by the user and the system. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
