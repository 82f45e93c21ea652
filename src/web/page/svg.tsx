/** The strokes that figures are drawn with: text, marks, axes, legends. Attributes only, so that a saved file keeps them. */

import type { ComponentChildren } from 'preact';
import type { ExperimentDocument } from '../../report/experiment-document.ts';
import { grouped } from '../../words.ts';
import type { Drawing } from './figure.ts';
import type { Ink } from './ink.ts';
import { type LevelStyle, levelName, styleOf } from './levels.ts';
import { markPath, round } from './paths.ts';
import { textWidth } from './text.ts';

/** Sizes of text in figures, in pixels. */
export const SMALL = 12;
export const NORMAL = 13.5;

export interface TextProps {
  readonly x: number;
  /** Of the base line. */
  readonly y: number;
  readonly fill: string;
  readonly size?: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly isBold?: boolean;
  readonly children: ComponentChildren;
}

export function Text({ x, y, fill, size = SMALL, anchor = 'start', isBold = false, children }: TextProps) {
  return (
    <text
      x={round(x)}
      y={round(y)}
      fill={fill}
      font-size={size}
      text-anchor={anchor === 'start' ? undefined : anchor}
      font-weight={isBold ? 600 : undefined}
      lang={typeof children === 'string' && /\p{Script=Han}/u.test(children) ? 'zh' : undefined}
    >
      {children}
    </text>
  );
}

export interface MarkProps extends LevelStyle {
  readonly x: number;
  readonly y: number;
  readonly radius?: number;
  /** The colour inside: that of the level unless the mark is hollow. */
  readonly inside?: string;
  readonly children?: ComponentChildren;
}

export function Mark({ x, y, shape, colour, radius = 4.5, inside = colour, children }: MarkProps) {
  return (
    <path
      d={markPath(shape, radius)}
      transform={`translate(${round(x)},${round(y)})`}
      fill={inside}
      stroke={colour}
      stroke-width={inside === colour ? undefined : 1.5}
    >
      {children}
    </path>
  );
}

/** Something with ticks: a linear or logarithmic scale. */
export interface Scale {
  (value: number): number;
  ticks(count?: number): number[];
  tickFormat(count?: number, specifier?: string): (value: number) => string;
}

export interface AxisProps {
  readonly scale: Scale;
  readonly ink: Ink;
  readonly count: number;
}

/** Lines across the picture with their values on the left. */
export function AxisY({
  scale,
  ink,
  count,
  from,
  to,
  labels = true,
}: AxisProps & { from: number; to: number; labels?: boolean }) {
  const format = scale.tickFormat(count);
  return (
    <g>
      {scale.ticks(count).map((tick) => (
        <g key={tick}>
          <line x1={round(from)} x2={round(to)} y1={round(scale(tick))} y2={round(scale(tick))} stroke={ink.rule} />
          {labels && format(tick) !== '' && (
            <Text x={from - 8} y={scale(tick) + 4} fill={ink.muted} anchor="end">
              {format(tick)}
            </Text>
          )}
        </g>
      ))}
    </g>
  );
}

/** A line with ticks and their values under it. */
export function AxisX({
  ticks,
  ink,
  y,
  from,
  to,
}: {
  ticks: readonly Tick[];
  ink: Ink;
  y: number;
  from: number;
  to: number;
}) {
  return (
    <g>
      <line x1={round(from)} x2={round(to)} y1={round(y)} y2={round(y)} stroke={ink.muted} />
      {ticks.map(({ at, label }) => (
        <g key={label}>
          <line x1={round(at)} x2={round(at)} y1={round(y)} y2={round(y + 4)} stroke={ink.muted} />
          <Text x={at} y={y + 18} fill={ink.muted} anchor="middle">
            {label}
          </Text>
        </g>
      ))}
    </g>
  );
}

export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** The ticks of a scale whose labels do not touch each other. */
export function ticksOf(scale: Scale, count: number): Tick[] {
  const format = scale.tickFormat(count);
  const ticks = scale.ticks(count).filter((value) => format(value) !== '');
  return apart(
    ticks.map((value) => ({ at: scale(value), label: Number.isInteger(value) ? grouped(value) : format(value) })),
  );
}

/** Of labels in a row, those that leave room between each other, and do not leave the place they have. */
export function apart(ticks: readonly Tick[], place: readonly [from: number, to: number] = EVERYWHERE): Tick[] {
  const kept: Tick[] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const tick of ticks) {
    const half = textWidth(tick.label, SMALL) / 2;
    if (tick.at - half < end + 6 || tick.at - half < place[0] || tick.at + half > place[1]) continue;
    kept.push(tick);
    end = tick.at + half;
  }
  return kept;
}

const EVERYWHERE = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

/** Where names stand beside what is drawn, or there is one level. */
export const NO_LEGEND: Drawing = { height: 0, content: null };

/** A legend with what it explains below it, that many pixels apart. */
export function belowLegend(
  { height: above, content: names }: Drawing,
  { height, gap }: { height: number; gap: number },
  content: ComponentChildren,
): Drawing {
  return {
    height: above + height + gap,
    content: (
      <g>
        {names}
        <g transform={`translate(0,${above + gap})`}>{content}</g>
      </g>
    ),
  };
}

/** The levels with their marks in a row, broken where the width is used up. */
export function legend(document: ExperimentDocument, width: number, ink: Ink): Drawing {
  const gap = 22;
  let [x, y] = [0, 0];
  const items = document.levels.map((level) => {
    const name = levelName(document, level);
    const length = 26 + textWidth(name, NORMAL);
    if (x > 0 && x + length > width) [x, y] = [0, y + LEGEND_LINE];
    const item = { level, name, x, y };
    x += length + gap;
    return item;
  });
  return {
    height: y + LEGEND_LINE,
    content: (
      <g>
        {items.map((item) => {
          const style = styleOf(document, item.level, ink);
          const middle = item.y + 10;
          return (
            <g key={item.level}>
              <line x1={item.x} x2={item.x + 20} y1={middle} y2={middle} stroke={style.colour} stroke-width={2} />
              <Mark x={item.x + 10} y={middle} {...style} />
              <Text x={item.x + 26} y={middle + 4.5} fill={ink.ink} size={NORMAL}>
                {item.name}
              </Text>
            </g>
          );
        })}
      </g>
    ),
  };
}
const LEGEND_LINE = 24;

/** Where labels of a height go that want to stand at `wanted`, so that none covers another; in the order given. */
export function spread(
  wanted: readonly number[],
  { height, from, to }: { height: number; from: number; to: number },
): number[] {
  const order = wanted.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y || a.i - b.i);
  const placed = order.map(({ y }) => y);
  for (let i = 0; i < placed.length; i++) placed[i] = Math.max(placed[i], i === 0 ? from : placed[i - 1] + height);
  for (let i = placed.length - 1; i >= 0; i--) {
    placed[i] = Math.min(placed[i], i === placed.length - 1 ? Math.max(to, from + i * height) : placed[i + 1] - height);
  }
  const result: number[] = [];
  for (const [rank, { i }] of order.entries()) result[i] = placed[rank];
  return result;
}
