/** Paths of straight lines and the six marks, as text for an SVG. */
import type { Shape } from './levels.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A tenth of a pixel is finer than anybody sees, and a third of the file. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** A line through the points, broken where one is null. */
export function linePath(points: readonly (Point | null)[]): string {
  let path = '';
  let isDown = false;
  for (const point of points) {
    if (point !== null) path += `${isDown ? 'L' : 'M'}${round(point.x)},${round(point.y)}`;
    isDown = point !== null;
  }
  return path;
}

/** The area between two lines over the same places, broken where one has no value. */
export function bandPath(
  points: readonly ({ readonly x: number; readonly low: number; readonly high: number } | null)[],
): string {
  const stretches: { x: number; low: number; high: number }[][] = [[]];
  for (const point of points) {
    if (point === null) stretches.push([]);
    else stretches[stretches.length - 1].push(point);
  }
  return stretches
    .filter((stretch) => stretch.length > 1)
    .map((stretch) => {
      const there = stretch.map(({ x, low }) => ({ x, y: low }));
      const back = stretch.map(({ x, high }) => ({ x, y: high })).reverse();
      return `${linePath([...there, ...back])}Z`;
    })
    .join('');
}

/** Points for a line with round ends to draw: the shortest that a dot can be. */
export function dotsPath(points: readonly Point[]): string {
  return points.map(({ x, y }) => `M${round(x)},${round(y)}h0`).join('');
}

/** A mark around each point, all of them in one path. */
export function marksPath(shape: Shape, radius: number, points: readonly Point[]): string {
  return points.map((point) => markPath(shape, radius, point)).join('');
}

/** A mark around a point. All shapes of one radius have the area of the circle, so that they look of one size. */
export function markPath(shape: Shape, radius: number, around: Point = { x: 0, y: 0 }): string {
  const area = Math.PI * radius * radius;
  switch (shape) {
    case 'circle': {
      const r = round(radius);
      const [left, right, y] = [round(around.x - r), round(around.x + r), round(around.y)];
      return `M${left},${y}A${r},${r},0,1,1,${right},${y}A${r},${r},0,1,1,${left},${y}Z`;
    }
    case 'triangle':
      return polygon(regular(3, Math.sqrt((4 * area) / (3 * Math.sqrt(3))), -90), around);
    case 'square':
      return polygon(regular(4, Math.sqrt(area / 2), 45), around);
    case 'diamond': {
      const wide = Math.sqrt(area / 3);
      const diamond: Corner[] = [
        [0, -1.5 * wide],
        [wide, 0],
        [0, 1.5 * wide],
        [-wide, 0],
      ];
      return polygon(diamond, around);
    }
    case 'cross': {
      const r = Math.sqrt(area / 5) / 2;
      const corners = [-3, -1, -1, -1, -1, -3, 1, -3, 1, -1, 3, -1, 3, 1, 1, 1, 1, 3, -1, 3, -1, 1, -3, 1];
      return polygon(
        Array.from({ length: 12 }, (_, i): Corner => [corners[2 * i] * r, corners[2 * i + 1] * r]),
        around,
      );
    }
    case 'star': {
      // Five outer corners at R and five inner ones at INNER · R: ten triangles of R² · INNER · sin 36° ÷ 2
      const R = Math.sqrt(area / (5 * INNER * Math.sin(Math.PI / 5)));
      return polygon(
        Array.from({ length: 10 }, (_, i) => corner(i % 2 === 0 ? R : INNER * R, -90 + 36 * i)),
        around,
      );
    }
    default:
      throw new Error(`no mark for ${shape satisfies never}`);
  }
}

/** Of a pentagram: the square of the golden ratio's inverse. */
const INNER = 0.382;

type Corner = readonly [number, number];

function regular(corners: number, radius: number, from: number): Corner[] {
  return Array.from({ length: corners }, (_, i) => corner(radius, from + (360 / corners) * i));
}

function corner(radius: number, degrees: number): Corner {
  const angle = (degrees * Math.PI) / 180;
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

function polygon(corners: readonly Corner[], around: Point): string {
  return `M${corners.map(([x, y]) => `${round(around.x + x)},${round(around.y + y)}`).join('L')}Z`;
}
