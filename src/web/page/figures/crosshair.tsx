/** The values of all lines at the epoch under the pointer. */

import { bisectCenter } from 'd3-array';
import { useState } from 'preact/hooks';
import type { ExperimentDocument, Level } from '../../../report/experiment-document.ts';
import { grouped } from '../../../words.ts';
import type { Ink } from '../ink.ts';
import { levelName, styleOf } from '../levels.ts';
import { round } from '../paths.ts';
import { Mark, type Scale, Text } from '../svg.tsx';
import { textWidth } from '../text.ts';

export interface CrosshairProps {
  readonly document: ExperimentDocument;
  readonly ink: Ink;
  readonly area: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  readonly x: Scale;
  readonly lines: readonly {
    readonly level: Level;
    readonly at: readonly number[];
    readonly values: readonly (number | null)[];
  }[];
}

export function Crosshair({ document, ink, area, x, lines }: CrosshairProps) {
  const [pointer, setPointer] = useState<number | null>(null);
  const longest = lines.reduce((a, b) => (b.at.length > a.at.length ? b : a)).at;
  const index = pointer === null ? null : bisectCenter(longest.map(x), pointer);
  return (
    <g>
      {index !== null && <Values {...{ document, ink, area, x, lines, index }} epoch={longest[index]} />}
      <rect
        x={round(area.left)}
        y={round(area.top)}
        width={round(Math.max(0, area.right - area.left))}
        height={round(area.bottom - area.top)}
        fill="none"
        pointer-events="all"
        onPointerMove={(event) =>
          setPointer(event.clientX - event.currentTarget.getBoundingClientRect().left + area.left)
        }
        onPointerLeave={() => setPointer(null)}
      />
    </g>
  );
}

const LINE = 17;

function Values({ document, ink, area, x, lines, index, epoch }: CrosshairProps & { index: number; epoch: number }) {
  const at = x(epoch);
  const texts = lines.flatMap(({ level, values }) => {
    const value = values[index];
    return value === undefined || value === null ? [] : [{ level, text: `${levelName(document, level)} ${value}` }];
  });
  const title = `epoch ${grouped(epoch)}`;
  const width = Math.max(textWidth(title, 12), ...texts.map(({ text }) => 18 + textWidth(text, 12))) + 18;
  const left = at + 10 + width > area.right ? at - 10 - width : at + 10;
  return (
    <g pointer-events="none">
      <line x1={round(at)} x2={round(at)} y1={round(area.top)} y2={round(area.bottom)} stroke={ink.ink} />
      <rect
        x={round(left)}
        y={round(area.top)}
        width={round(width)}
        height={LINE * (texts.length + 1) + 10}
        rx={4}
        fill={ink.paper}
        stroke={ink.muted}
      />
      <Text x={left + 9} y={area.top + 17} fill={ink.ink} isBold>
        {title}
      </Text>
      {texts.map(({ level, text }, i) => (
        <g key={level}>
          <Mark x={left + 14} y={area.top + 13 + LINE * (i + 1)} {...styleOf(document, level, ink)} radius={4} />
          <Text x={left + 25} y={area.top + 17 + LINE * (i + 1)} fill={ink.ink}>
            {text}
          </Text>
        </g>
      ))}
    </g>
  );
}
