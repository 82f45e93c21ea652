/** Ends a process that has done its work, where timers of a library would keep it. */

const WITHIN_MS = 500;

/** To be called last: output is written and the exit status set by then. */
export function endSoon(): void {
  setTimeout(() => process.exit(), WITHIN_MS).unref(); // never comes where nothing keeps the process
}
