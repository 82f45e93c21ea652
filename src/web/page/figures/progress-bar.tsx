/** How many of a level's runs have ended, where there is no verdict yet. */

import type { DocumentRow, ExperimentDocument } from '../../../report/experiment-document.ts';
import { grouped } from '../../../words.ts';
import type { Ink } from '../ink.ts';
import { round } from '../paths.ts';
import { Text } from '../svg.tsx';
import { textWidth } from '../text.ts';

export interface ProgressBarProps {
  readonly document: ExperimentDocument;
  readonly row: DocumentRow;
  readonly ink: Ink;
  readonly x: number;
  /** Of the middle. */
  readonly y: number;
  readonly width: number;
}

export function ProgressBar({ document, row, ink, x, y, width }: ProgressBarProps) {
  const planned = document.seeds.length;
  const label = `${grouped(row.done)} of ${grouped(planned)} runs`;
  const room = textWidth(`${grouped(planned)} of ${grouped(planned)} runs`, 12) + 12;
  const length = Math.max(0, width - room);
  return (
    <g>
      <rect x={round(x)} y={y - 4} width={round(length)} height={8} rx={4} fill={ink.shade} />
      <rect x={round(x)} y={y - 4} width={round((length * row.done) / planned)} height={8} rx={4} fill={ink.better} />
      <Text x={x + width} y={y + 4} fill={ink.muted} anchor="end">
        {label}
      </Text>
    </g>
  );
}
