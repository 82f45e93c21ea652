/** Learning curves in a terminal: a line for each level, a picture for each block and quantity; and as JSON. */
import type { Block, ThinnedCurve, Value } from '../vocabulary.ts';
import { linePlot, MOST_LINES } from './line-plot.ts';
import { levelText, nameOf } from './phrases.ts';
import { terminalText } from './terminal-text.ts';

/** Of several runs. */
export type MeanCurve = Omit<ThinnedCurve, 'keptEpoch'>;

export interface CurvesOfBlock {
  readonly block: Block;
  readonly levels: readonly (MeanCurve & { readonly level: Value | null })[];
}

export interface CurvesStyle {
  readonly by: string | null;
  /** What the comparison is of. */
  readonly metric: string;
  readonly width: number;
}

/** More pictures would run off the screen; the page has them all. */
const MOST_BLOCKS = 4;

const TITLES = {
  loss: 'loss in training',
  accuracy: 'accuracy in training',
  validationLoss: 'loss on validation sequences',
} as const;

type Quantity = keyof typeof TITLES;

/** Of the loss where the comparison is of a loss or there is no accuracy; and of the validation loss where there is one. */
export function curvesText(blocks: readonly CurvesOfBlock[], { by, metric, width }: CurvesStyle): string {
  const has = (quantity: Quantity) =>
    blocks.some(({ levels }) => levels.some((curve) => curve[quantity].some((value) => value !== null)));
  const inTraining = metric.includes('loss') || !has('accuracy') ? 'loss' : 'accuracy';
  const quantities: readonly Quantity[] = [inTraining, ...(has('validationLoss') ? ['validationLoss' as const] : [])];
  const shown = blocks
    .slice(0, MOST_BLOCKS)
    .flatMap((block) => quantities.map((quantity) => picture(block, { quantity, by, width })));
  const left = blocks.length - MOST_BLOCKS;
  return [...shown, ...(left > 0 ? [` and ${left} more blocks: bothways report has all curves`] : [])].join('\n\n');
}

function picture(
  { block, levels }: CurvesOfBlock,
  { quantity, by, width }: { quantity: Quantity; by: string | null; width: number },
): string {
  const name = Object.entries(block)
    .map(([key, value]) => nameOf(key, value))
    .join(', ');
  const lines = levels.slice(0, MOST_LINES).map(({ level, epochs, [quantity]: values }) => ({
    name: by === null ? TITLES[quantity] : nameOf(by, level),
    points: epochs.flatMap((epoch, i) => (values[i] === null ? [] : [{ x: epoch, y: values[i] }])),
  }));
  const more = levels.length > MOST_LINES ? `\n   and ${levels.length - MOST_LINES} more levels` : '';
  const title = ` ${TITLES[quantity]}, mean of the seeds${name === '' ? '' : `, ${terminalText(name)}`}`;
  return `${title}\n${linePlot(lines, { width, of: 'epoch' })}${more}`;
}

/** For `--json`: the means, a list for each quantity with a value for each epoch of `epochs`. */
export function curvesJson(blocks: readonly CurvesOfBlock[], { by }: { by: string | null }): Record<string, unknown>[] {
  return blocks.flatMap(({ block, levels }) =>
    levels.map(({ level, epochs, loss, accuracy, validationLoss }) => ({
      ...(Object.keys(block).length > 0 && { block }),
      level: levelText(level, { by }),
      epochs,
      loss,
      accuracy,
      validation_loss: validationLoss,
    })),
  );
}
