/** Dots beside each other where they would cover each other. */

/**
 * For each dot how far it moves aside, in pixels: as little as leaves it free, in turns to the right and to the left.
 *
 * @param heights of the dots; null is no dot
 * @param most how far; beyond it dots may cover each other
 */
export function swarm(
  heights: readonly (number | null)[],
  { radius, most }: { radius: number; most: number },
): number[] {
  const offsets = heights.map(() => 0);
  const order = heights.flatMap((y, i) => (y === null ? [] : [{ y, i }])).sort((a, b) => a.y - b.y || a.i - b.i);
  const placed: { x: number; y: number }[] = [];
  const step = radius;
  const distance = radius * 2;
  for (const { y, i } of order) {
    const near = placed.filter((other) => y - other.y < distance);
    const isFree = (x: number) =>
      near.every((other) => (x - other.x) ** 2 + (y - other.y) ** 2 >= distance ** 2 - 0.01);
    let x = 0;
    for (let k = 0; k * step <= most * 2; k++) {
      const aside = Math.ceil(k / 2) * step * (k % 2 === 1 ? 1 : -1);
      if (Math.abs(aside) > most) break;
      x = aside;
      if (isFree(x)) break;
    }
    offsets[i] = x;
    placed.push({ x, y });
  }
  return offsets;
}
