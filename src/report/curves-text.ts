/** Learning curves in a terminal: a line for each level, a picture for each block. */
import type { Block, Value } from '../vocabulary.ts';
import { linePlot, MOST_LINES } from './line-plot.ts';
import { nameOf } from './phrases.ts';
import { terminalText } from './terminal-text.ts';

export interface CurvesOfBlock {
  readonly block: Block;
  readonly levels: readonly {
    readonly level: Value | null;
    /** The mean over the runs, at the last epoch of each stretch. */
    readonly mean: readonly { readonly epoch: number; readonly value: number }[];
  }[];
}

export interface CurvesStyle {
  readonly by: string;
  readonly of: 'loss' | 'accuracy';
  readonly width: number;
}

/** More pictures would run off the screen; the page has them all. */
const MOST_BLOCKS = 4;

export function curvesText(blocks: readonly CurvesOfBlock[], { by, of, width }: CurvesStyle): string {
  const shown = blocks.slice(0, MOST_BLOCKS).map(({ block, levels }) => {
    const name = Object.entries(block)
      .map(([key, value]) => nameOf(key, value))
      .join(', ');
    const lines = levels.slice(0, MOST_LINES).map(({ level, mean }) => ({
      name: by === '' ? of : nameOf(by, level),
      points: mean.map(({ epoch, value }) => ({ x: epoch, y: value })),
    }));
    const more = levels.length > MOST_LINES ? `\n   and ${levels.length - MOST_LINES} more levels` : '';
    const title = ` ${of} in training, mean of the seeds${name === '' ? '' : `, ${terminalText(name)}`}`;
    return `${title}\n${linePlot(lines, { width, of: 'epoch' })}${more}`;
  });
  const left = blocks.length - shown.length;
  return [...shown, ...(left > 0 ? [` and ${left} more blocks: bothways report has all curves`] : [])].join('\n\n');
}
