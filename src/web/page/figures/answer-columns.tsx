/** The answer's table where there is room: a line for each level, numbers in columns. */

import type { ComponentChildren } from 'preact';
import { nameOf } from '../../../report/phrases.ts';
import { grouped, spaced } from '../../../words.ts';
import type { Drawing, Scene } from '../figure.ts';
import { isFinished, type LevelStyle, levelName, styleOf } from '../levels.ts';
import { round } from '../paths.ts';
import { Mark, NORMAL, SMALL, Text } from '../svg.tsx';
import { textWidth } from '../text.ts';
import { type AnswerRow, answerRows, bestRow, isDecided, runNotes, stacked, verdictText } from './answer-rows.ts';
import { AXIS_HEIGHT, IntervalAxis, IntervalBackground, IntervalMark, intervalScale } from './interval-plot.tsx';
import { ProgressBar } from './progress-bar.tsx';

export interface Column {
  readonly title: string;
  readonly align: 'start' | 'end';
  readonly cells: readonly ColumnCell[];
}

interface ColumnCell {
  readonly text: string;
  readonly isBold?: boolean;
  readonly isMuted?: boolean;
  /** In brackets after the text, of second rank. */
  readonly after?: string;
  /** Small, on a line of its own. */
  readonly note?: string;
  readonly mark?: LevelStyle;
}

const GAP = 18;
const LEAST_PICTURE = 160;
const HEADER = 34;
const LINE = 34;
const LINE_WITH_NOTE = 44;
const MARK_ROOM = 18;

/** The columns left and right of the picture. */
export interface Columns {
  readonly left: readonly Column[];
  readonly right: readonly Column[];
  readonly hasPicture: boolean;
}

export function columnsOf({ document, ink }: Scene): Columns {
  const rows = answerRows(document);
  const best = bestRow(document);
  const star = (row: AnswerRow['row'] | null) => (row !== null && row === best ? ' ★' : '');
  const hasBaselineColumn = rows.some(({ baseline }) => baseline !== null);
  const isCompared = document.comparisons > 0 && isFinished(document);
  const all = (cell: (row: AnswerRow) => ColumnCell) => rows.map(cell);
  const left: Column[] = [
    ...document.keys.map(
      ({ name }, k): Column => ({
        title: spaced(name),
        align: 'start',
        cells: all(({ block }) => ({ text: block[k] })),
      }),
    ),
    {
      title: document.by === null ? '' : spaced(document.by),
      align: 'start',
      cells: all(({ row }) => ({
        text: `${row.level ?? '–'}${star(row)}`,
        isBold: true,
        mark: styleOf(document, row.level, ink),
      })),
    },
    ...(hasBaselineColumn
      ? [
          {
            title: nameOf(document.by, document.baseline),
            align: 'end',
            cells: all(({ baseline, isFirstOfBlock }) =>
              baseline === null || !isFirstOfBlock
                ? { text: '' }
                : { text: `${baseline.text.mean}${star(baseline)}`, note: runNotes(baseline) },
            ),
          } as const,
        ]
      : [
          {
            title: 'params',
            align: 'end',
            cells: all(({ row }) => ({ text: grouped(row.parameters), isMuted: true })),
          } as const,
        ]),
    {
      title: hasBaselineColumn ? sharedName(rows, document) : spaced(document.metric.name),
      align: 'end',
      cells: all(({ row }) => ({ text: row.text.mean, note: runNotes(row) })),
    },
  ];
  const right: Column[] = !isCompared
    ? []
    : [
        {
          title: document.titles.together,
          align: 'start',
          cells: all(({ row }) => ({
            text: row.text.difference,
            isBold: true,
            ...(row.text.interval !== '' && { after: `(${row.text.interval})` }),
          })),
        },
        { title: 'better in', align: 'end', cells: all(({ row }) => ({ text: row.text.betterIn })) },
        {
          title: 'verdict',
          align: 'start',
          cells: all((each) => ({
            text: verdictText(each),
            isBold: isDecided(each.row),
            isMuted: each.row.against === null,
          })),
        },
      ];
  return { left, right, hasPicture: isCompared || !isFinished(document) };
}

/** The name of the other level where there is one only. */
function sharedName(rows: readonly AnswerRow[], document: Scene['document']): string {
  const levels = new Set(rows.map(({ row }) => row.level));
  return levels.size === 1 ? levelName(document, [...levels][0]) : spaced(document.metric.name);
}

function widthOf({ title, cells }: Column): number {
  const widths = cells.map(
    ({ text, isBold, after, note, mark }) =>
      Math.max(
        textWidth(text, NORMAL, isBold) + (after === undefined ? 0 : 6 + textWidth(after, NORMAL)),
        note === undefined ? 0 : textWidth(note, SMALL),
      ) + (mark === undefined ? 0 : MARK_ROOM),
  );
  return Math.max(textWidth(title, SMALL), ...widths);
}

const totalWidth = (columns: readonly Column[]) => columns.reduce((sum, column) => sum + widthOf(column) + GAP, 0);

export function fitsColumns({ left, right, hasPicture }: Columns, width: number): boolean {
  return totalWidth(left) + totalWidth(right) + (hasPicture ? LEAST_PICTURE : 0) <= width;
}

export function drawColumns(scene: Scene, { left, right, hasPicture }: Columns): Drawing {
  const { document, width, ink } = scene;
  const rows = answerRows(document);
  const hasNote = rows.map((_, i) => [...left, ...right].some(({ cells }) => Boolean(cells[i].note)));
  const tops = stacked(
    hasNote.map((some) => (some ? LINE_WITH_NOTE : LINE)),
    HEADER + 4,
  );
  const bottom = tops[rows.length];
  const pictureFrom = totalWidth(left) + 6;
  const pictureTo = hasPicture ? width - totalWidth(right) - 6 : pictureFrom;
  const isCompared = right.length > 0;
  const scale = intervalScale(document, [pictureFrom, pictureTo]);
  const middle = (i: number) => tops[i] + LINE / 2;
  return {
    height: bottom + (isCompared ? AXIS_HEIGHT : 8),
    content: (
      <g>
        {isCompared && <IntervalBackground document={document} scale={scale} ink={ink} from={HEADER} to={bottom} />}
        {isCompared && (
          <Text x={(pictureFrom + pictureTo) / 2} y={16} fill={ink.muted} anchor="middle">
            {document.titles.difference}
          </Text>
        )}
        <line x1={0} x2={width} y1={HEADER - 8} y2={HEADER - 8} stroke={ink.rule} />
        {rows.map(({ row, isFirstOfBlock }, i) => (
          <g key={`${JSON.stringify(row.block)} ${row.level}`}>
            {i > 0 && isFirstOfBlock && document.keys.length > 0 && (
              <line x1={0} x2={width} y1={tops[i] - 1} y2={tops[i] - 1} stroke={ink.rule} />
            )}
            {isCompared && <IntervalMark document={document} row={row} scale={scale} ink={ink} y={middle(i)} />}
            {hasPicture && !isCompared && (
              <ProgressBar
                document={document}
                row={row}
                ink={ink}
                x={pictureFrom}
                y={middle(i)}
                width={pictureTo - pictureFrom}
              />
            )}
          </g>
        ))}
        <ColumnTexts columns={left} x={0} {...{ tops, ink }} />
        <ColumnTexts columns={right} x={width - totalWidth(right) + GAP} {...{ tops, ink }} />
        {isCompared && <IntervalAxis document={document} scale={scale} ink={ink} y={bottom + 2} />}
      </g>
    ),
  };
}

interface TextsProps {
  readonly columns: readonly Column[];
  readonly x: number;
  readonly tops: readonly number[];
  readonly ink: Scene['ink'];
}

function ColumnTexts({ columns, x, tops, ink }: TextsProps): ComponentChildren {
  let start = x;
  return columns.map((column) => {
    const width = widthOf(column);
    const at = column.align === 'start' ? start : start + width;
    start += width + GAP;
    return (
      <g key={column.title}>
        <Text x={at} y={16} fill={ink.muted} anchor={column.align}>
          {column.title}
        </Text>
        {column.cells.map((cell, i) => (
          <CellText key={`${i + 1}`} cell={cell} x={at} y={tops[i] + LINE / 2} align={column.align} ink={ink} />
        ))}
      </g>
    );
  });
}

function CellText({
  cell,
  x,
  y,
  align,
  ink,
}: {
  cell: ColumnCell;
  x: number;
  y: number;
  align: Column['align'];
  ink: Scene['ink'];
}) {
  const from = cell.mark === undefined ? x : x + MARK_ROOM;
  return (
    <g>
      {cell.mark !== undefined && <Mark x={x + 7} y={y} {...cell.mark} radius={5} />}
      {cell.text !== '' && (
        <Text
          x={from}
          y={y + 4.5}
          fill={cell.isMuted ? ink.muted : ink.ink}
          size={NORMAL}
          anchor={align}
          isBold={cell.isBold ?? false}
        >
          {cell.text}
          {cell.after !== undefined && (
            <tspan dx={6} fill={ink.muted} font-weight={400}>
              {cell.after}
            </tspan>
          )}
        </Text>
      )}
      {cell.note !== undefined && cell.note !== '' && (
        <Text x={from} y={round(y + 18)} fill={ink.muted} anchor={align} size={SMALL}>
          {cell.note}
        </Text>
      )}
    </g>
  );
}
