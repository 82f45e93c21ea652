/** What a command is given on standard input. */
import { fstatSync } from 'node:fs';
import { text } from 'node:stream/consumers';

/** How long a pipe that nobody has asked for may stay silent before it counts as one that a program has left open. */
const SILENT_MS = 1000;

/**
 * The whole text of a file or a pipe; null where there is neither, as in a terminal. A pipe that is not expected and
 * says nothing for a second is none: programs leave one open for a command that they start.
 */
export async function standardInput({ isExpected }: { isExpected: boolean }): Promise<string | null> {
  const { stdin } = process;
  if (stdin.isTTY || !(isExpected || isGiven())) return null;
  const silence = new AbortController();
  const timer = isExpected ? undefined : setTimeout(() => silence.abort(), SILENT_MS);
  stdin.once('readable', () => clearTimeout(timer));
  try {
    return await Promise.race([text(stdin), aborted(silence.signal)]);
  } finally {
    clearTimeout(timer);
    stdin.destroy();
  }
}

function isGiven(): boolean {
  try {
    const stats = fstatSync(0);
    return stats.isFile() || stats.isFIFO() || stats.isSocket();
  } catch {
    return false; // closed
  }
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(null), { once: true }));
}
