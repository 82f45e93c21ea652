/** Small pictures of one size beside each other, each under its title. */
import { SMALL } from './svg.tsx';
import { lines, textWidth } from './text.ts';

export interface Facet {
  /** Of the picture, axes included. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly title: readonly string[];
  readonly isFirstInRow: boolean;
  readonly isLastInColumn: boolean;
}

export interface Facets {
  readonly facets: readonly Facet[];
  /** Lines of the longest title, times their height. */
  readonly titleHeight: number;
  /** From the top of the first row to the bottom of the last. */
  readonly height: number;
}

/** Pictures of a figure at most: nobody looks at more. */
const MOST_FACETS = 48;

/** Of very many blocks the first, for a picture each. */
export function firstBlocks<Block>(blocks: readonly Block[]): readonly Block[] {
  return blocks.slice(0, MOST_FACETS);
}

/** What is said where not all blocks have a picture; '' where all have. */
export function firstBlocksPhrase(blocks: readonly unknown[]): string {
  return blocks.length <= MOST_FACETS ? '' : `Pictures of the first ${MOST_FACETS} of ${blocks.length} combinations.`;
}

export const TITLE_LINE = 17;
const GAP = { x: 28, y: 22 };

/** Many pictures are for the pattern, few for the values: so many are many, and may be so much narrower. */
const MANY = 7;
const NARROWER = 0.74;

/**
 * As many columns as leave each the least width; one facet has the whole width.
 *
 * @param least of few pictures
 * @param height of a picture without its title
 */
export function layFacets(
  titles: readonly (readonly string[])[],
  { width, least, height }: { width: number; least: number; height: number },
): Facets {
  const count = titles.length;
  const narrowest = count < MANY ? least : least * NARROWER;
  const most = Math.max(1, Math.floor((width + GAP.x) / (narrowest + GAP.x)));
  const rowsNeeded = Math.ceil(count / most);
  const columns = Math.max(1, Math.ceil(count / rowsNeeded)); // rows as even as can be
  const each = (width - GAP.x * (columns - 1)) / columns;
  const broken = titles.map((parts) => lines(parts, each, SMALL, true));
  const titleHeight =
    TITLE_LINE * Math.max(...broken.map(({ length }) => length)) + (broken.some(({ length }) => length > 0) ? 6 : 0);
  const facets = broken.map((title, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    return {
      x: column * (each + GAP.x),
      y: row * (height + titleHeight + GAP.y),
      width: each,
      title,
      isFirstInRow: column === 0,
      isLastInColumn: i + columns >= count,
    };
  });
  return { facets, titleHeight, height: rowsNeeded * (height + titleHeight + GAP.y) - GAP.y };
}

/** Room for the labels of an axis on the left. */
export function labelRoom(labels: readonly string[]): number {
  return Math.max(0, ...labels.map((label) => textWidth(label, SMALL))) + 10;
}
