/** What a test has measured, as a line of its own: docs/reliability.md quotes them. */

/** Of everything random in this folder. Another one tries other moments, bytes and mutations. */
export const SEED = Number(process.env.SURVIVAL_SEED ?? 1);

/** Of what is tried many times, the share that is tried now: SURVIVAL_SHARE=0.1 where there is little time. */
const SHARE = Number(process.env.SURVIVAL_SHARE ?? 1);

/** @example many(200) is 20 with SURVIVAL_SHARE=0.1 */
export function many(times: number): number {
  return Math.ceil(times * SHARE);
}

/** @example figure('200 kills', '0 lost, 0 twice, 0 damaged', started) prints '200 kills: 0 lost, …, 38 s (seed 1)' */
export function figure(what: string, found: string, startedAt: number): void {
  console.log(`${what}: ${found}, ${((performance.now() - startedAt) / 1000).toFixed(0)} s (seed ${SEED})`);
}
