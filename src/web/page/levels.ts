/** How the levels of the compared key look and are called: the same in every figure. */
import type { DocumentRow, ExperimentDocument, Level } from '../../report/experiment-document.ts';
import { nameOf } from '../../report/phrases.ts';
import { type Block, DIRECTIONS } from '../../vocabulary.ts';
import type { Ink } from './ink.ts';

export const SHAPES = ['circle', 'triangle', 'square', 'diamond', 'cross', 'star'] as const;
export type Shape = (typeof SHAPES)[number];

export interface LevelStyle {
  readonly colour: string;
  readonly shape: Shape;
}

/** A direction looks the same on every page; other levels by their place. */
export function styleOf({ by, levels }: ExperimentDocument, level: Level, ink: Ink): LevelStyle {
  const directions: readonly string[] = DIRECTIONS;
  const index = by === 'direction' ? directions.indexOf(String(level)) : levels.indexOf(level);
  const i = Math.max(index, 0) % SHAPES.length;
  return { colour: ink.levels[i], shape: SHAPES[i] };
}

/** 'bidirectional', 'units 16'; of an experiment that compares nothing, its metric. */
export function levelName({ by, metric }: ExperimentDocument, level: Level): string {
  return by === null ? metric.name.replaceAll('_', ' ') : nameOf(by, level);
}

/** A part for each key: 'units 16', 'learning rate 0.01'. */
export function blockParts(block: Block): string[] {
  return Object.entries(block).map(([key, value]) => nameOf(key, value));
}

export interface RowsOfBlock {
  readonly block: Block;
  readonly rows: readonly DocumentRow[];
}

/** The rows of a document in their blocks, in its order. */
export function rowsByBlock({ rows }: Pick<ExperimentDocument, 'rows'>): RowsOfBlock[] {
  const blocks = new Map<string, DocumentRow[]>();
  for (const row of rows) {
    const key = JSON.stringify(row.block);
    const block = blocks.get(key);
    if (block === undefined) blocks.set(key, [row]);
    else block.push(row);
  }
  return [...blocks.values()].map((block) => ({ block: block[0].block, rows: block }));
}

/** Whether all planned runs have ended: before, nothing is decided. */
export function isFinished({ runs }: ExperimentDocument): boolean {
  return runs.stored === runs.planned;
}
