/** Times as the page tells them, all UTC. */

/** @example day('2026-11-26T11:39:27.000Z') is '2026-11-26 11:39 UTC' */
export function day(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`;
}

/** @example clock('2026-11-26T11:39:27.000Z') is '11:39:27 UTC' */
export function clock(time: string): string {
  return `${time.slice(11, 19)} UTC`;
}
