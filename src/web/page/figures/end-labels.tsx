/** Names of levels where their lines end. */
import type { ExperimentDocument, Level } from '../../../report/experiment-document.ts';
import type { Ink } from '../ink.ts';
import { levelName, styleOf } from '../levels.ts';
import { SMALL, spread, Text } from '../svg.tsx';
import { textWidth } from '../text.ts';

export interface EndLabel {
  readonly level: Level;
  readonly y: number;
}

/** Room on the right that the names of all levels take. */
export function endLabelRoom(document: ExperimentDocument): number {
  return Math.max(...document.levels.map((level) => textWidth(levelName(document, level), SMALL, true))) + 12;
}

/** Names where lines end, moved apart where they would touch. */
export function EndLabels({
  document,
  ends,
  x,
  from,
  to,
  ink,
}: {
  document: ExperimentDocument;
  ends: readonly EndLabel[];
  x: number;
  from: number;
  to: number;
  ink: Ink;
}) {
  const ys = spread(
    ends.map(({ y }) => y),
    { height: 15, from, to },
  );
  return (
    <g>
      {ends.map(({ level }, i) => (
        <Text key={level} x={x} y={ys[i] + 4} fill={styleOf(document, level, ink).colour} isBold>
          {levelName(document, level)}
        </Text>
      ))}
    </g>
  );
}
