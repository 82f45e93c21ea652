/** Differences with their intervals along one axis: the line at 0, the stretch that counts as none, arrows at the edges. */
import { median } from 'd3-array';
import { type ScaleLinear, scaleLinear } from 'd3-scale';
import type { DocumentRow, ExperimentDocument } from '../../../report/experiment-document.ts';
import { scaled } from '../../../report/numbers.ts';
import type { Ink } from '../ink.ts';
import { styleOf } from '../levels.ts';
import { round } from '../paths.ts';
import { apart, Mark, SMALL, Text } from '../svg.tsx';
import { textWidth } from '../text.ts';

export type IntervalScale = ScaleLinear<number, number>;

/** An interval so many times as far from 0 as the middle one leaves the picture, or it would flatten the rest. */
const OUTLIER = 3;

/** In points for shares. The range holds 0, ± the smallest effect, and every interval that is no outlier. */
export function intervalScale(document: ExperimentDocument, [from, to]: readonly [number, number]): IntervalScale {
  const { metric, smallestEffect, rows } = document;
  const effect = scaled(metric.name, smallestEffect);
  const bounds = rows.map(({ against }) => boundsOf(against).map((bound) => scaled(metric.name, bound)));
  const extents = bounds.flatMap((some) => (some.length === 0 ? [] : [Math.max(...some.map(Math.abs))]));
  const usual = (median(extents) ?? 0) * OUTLIER;
  const kept = extents.filter((extent) => extent <= usual);
  const most = kept.length === extents.length ? Number.POSITIVE_INFINITY : Math.max(...kept, effect) * 1.15;
  const all = bounds.flat().map((bound) => Math.min(Math.max(bound, -most), most));
  const low = Math.min(-effect * 1.3, ...all);
  const high = Math.max(effect * 1.3, ...all);
  const margin = (high - low) * 0.04;
  return scaleLinear([low - margin, high + margin], [from, to]);
}

function boundsOf(against: DocumentRow['against']): readonly number[] {
  if (against === null || against.difference === null) return [];
  return against.interval ?? [against.difference];
}

export interface IntervalProps {
  readonly document: ExperimentDocument;
  readonly row: DocumentRow;
  readonly scale: IntervalScale;
  readonly ink: Ink;
  /** Of the middle. */
  readonly y: number;
}

/** One level's difference: a line from bound to bound with its mark, and an arrow where it leaves the picture. */
export function IntervalMark({ document, row, scale, ink, y }: IntervalProps) {
  if (row.against === null || row.against.difference === null) return null;
  const { colour, shape } = styleOf(document, row.level, ink);
  const [from, to] = scale.range();
  const at = (value: number) => scale(scaled(document.metric.name, value));
  const inside = (x: number) => x >= from && x <= to;
  const x = at(row.against.difference);
  const ends = row.against.interval?.map(at) ?? [];
  const [low, high] = ends.map((end) => Math.min(Math.max(end, from), to));
  return (
    <g>
      {ends.length === 2 && (
        <g>
          <line
            x1={round(low === to ? to - ARROW * 2 : low)}
            x2={round(high === from ? from + ARROW * 2 : high)}
            y1={y}
            y2={y}
            stroke={colour}
            stroke-width={2}
          />
          {ends.map((end, i) =>
            inside(end) ? (
              <line
                key={i === 0 ? 'low' : 'high'}
                x1={round(end)}
                x2={round(end)}
                y1={y - 5}
                y2={y + 5}
                stroke={colour}
                stroke-width={2}
              />
            ) : null,
          )}
          {ends[0] < from && <Arrow x={from} y={y} towards={-1} colour={colour} />}
          {ends[1] > to && <Arrow x={to} y={y} towards={1} colour={colour} />}
        </g>
      )}
      {inside(x) ? (
        <Mark x={x} y={y} shape={shape} colour={colour} radius={5} />
      ) : (
        ends.length === 0 && <Arrow x={x > to ? to : from} y={y} towards={x > to ? 1 : -1} colour={colour} />
      )}
    </g>
  );
}

const ARROW = 8;

function Arrow({ x, y, towards, colour }: { x: number; y: number; towards: 1 | -1; colour: string }) {
  return <path d={`M${round(x)},${y}l${-towards * ARROW},-5v10z`} fill={colour} />;
}

export interface BackgroundProps {
  readonly document: ExperimentDocument;
  readonly scale: IntervalScale;
  readonly ink: Ink;
  readonly from: number;
  readonly to: number;
}

/** The stretch that counts as no difference, and the line at 0. */
export function IntervalBackground({ document, scale, ink, from, to }: BackgroundProps) {
  const effect = scaled(document.metric.name, document.smallestEffect);
  const x = scale(-effect);
  return (
    <g>
      <rect x={round(x)} y={from} width={round(scale(effect) - x)} height={to - from} fill={ink.shade} />
      <line x1={round(scale(0))} x2={round(scale(0))} y1={from} y2={to} stroke={ink.muted} />
    </g>
  );
}

/** Ticks under the whole, and which side is which. */
export function IntervalAxis({
  document,
  scale,
  ink,
  y,
}: Omit<BackgroundProps, 'from' | 'to'> & { readonly y: number }) {
  const [from, to] = scale.range();
  const count = Math.max(3, Math.round((to - from) / 70));
  const format = scale.tickFormat(count, '+f');
  const ticks = scale.ticks(count).map((value) => ({ at: scale(value), label: value === 0 ? '0' : format(value) }));
  const isHigherBetter = document.metric.better === 'higher';
  const [below, above] = isHigherBetter ? ['← worse', 'better →'] : ['← better', 'worse →'];
  // On either side of 0, unless one of them would leave the picture
  const zero = Math.min(Math.max(scale(0), from + textWidth(below, SMALL) + 8), to - textWidth(above, SMALL) - 8);
  return (
    <g>
      <line x1={round(from)} x2={round(to)} y1={y} y2={y} stroke={ink.muted} />
      {apart(ticks, [from - 4, to + 4]).map(({ at, label }) => (
        <g key={label}>
          <line x1={round(at)} x2={round(at)} y1={y} y2={y + 4} stroke={ink.muted} />
          <Text x={at} y={y + 18} fill={ink.muted} anchor="middle">
            {label}
          </Text>
        </g>
      ))}
      <Text x={zero - 8} y={y + 36} fill={ink.muted} anchor="end" size={SMALL}>
        {below}
      </Text>
      <Text x={zero + 8} y={y + 36} fill={ink.muted} size={SMALL}>
        {above}
      </Text>
    </g>
  );
}

/** Height of the axis with its words. */
export const AXIS_HEIGHT = 42;
