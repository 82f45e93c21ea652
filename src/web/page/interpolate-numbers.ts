/**
 * What scales of numbers need of d3-interpolate, put in its place when the client is bundled: the whole of it also
 * blends colours, dates and texts, which would be a fifth of the file.
 */

export function interpolateNumber(a: number, b: number): (t: number) => number {
  return (t) => a * (1 - t) + b * t;
}

export function interpolateRound(a: number, b: number): (t: number) => number {
  return (t) => Math.round(a * (1 - t) + b * t);
}

/** Between numbers, which is all that scales here are between. */
export const interpolate = interpolateNumber;

export function piecewise(): never {
  throw new Error('a scale between more than numbers');
}
