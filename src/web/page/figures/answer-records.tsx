/** The answer's table on a narrow screen: every level a record of three lines, the picture as wide as the screen. */
import type { DocumentRow } from '../../../report/experiment-document.ts';
import type { Drawing, Scene } from '../figure.ts';
import { blockParts, isFinished, levelName, styleOf } from '../levels.ts';
import { Mark, NORMAL, SMALL, Text } from '../svg.tsx';
import { lines, textWidth } from '../text.ts';
import { type AnswerRow, answerRows, bestRow, isDecided, runNotes, stacked, verdictText } from './answer-rows.ts';
import { AXIS_HEIGHT, IntervalAxis, IntervalBackground, IntervalMark, intervalScale } from './interval-plot.tsx';
import { ProgressBar } from './progress-bar.tsx';

const MARK_ROOM = 18;
const TITLE = 26;
const HEAD = 22;
const PICTURE = 30;
const NUMBERS = 24;
const NOTE = 16;
const SPACE = 12;

export function drawRecords(scene: Scene): Drawing {
  const { document, width, ink } = scene;
  const isCompared = document.comparisons > 0 && isFinished(document);
  const hasPicture = isCompared || !isFinished(document);
  const scale = intervalScale(document, [4, width - 4]);
  const best = bestRow(document);
  const star = (row: DocumentRow) => (row === best ? ' ★' : '');

  const records = answerRows(document).map((each) => {
    const { row, baseline, isFirstOfBlock } = each;
    const block = isFirstOfBlock ? lines(blockParts(row.block), width, SMALL, true) : [];
    const notes = [runNotes(row), baseline === null ? '' : runNotesOfBaseline(document, baseline)].filter(
      (note) => note !== '',
    );
    const withNumbers = isCompared && row.against !== null;
    const withPicture = hasPicture && (row.against !== null || !isCompared);
    const height =
      block.length * HEAD +
      HEAD +
      (withPicture ? PICTURE : 0) +
      (withNumbers ? NUMBERS : 0) +
      notes.length * NOTE +
      SPACE;
    return { ...each, block, notes, withNumbers, withPicture, height };
  });
  const tops = stacked(
    records.map(({ height }) => height),
    isCompared ? TITLE : 6,
  );
  const bottom = tops[records.length];
  return {
    height: bottom + (isCompared ? AXIS_HEIGHT : 0),
    content: (
      <g>
        {isCompared && (
          <Text x={0} y={14} fill={ink.muted}>
            {`${document.titles.difference} (${document.titles.together})`}
          </Text>
        )}
        {records.map((record, i) => (
          <RecordLines
            key={`${JSON.stringify(record.row.block)} ${record.row.level}`}
            {...{ record, scene, scale, star }}
            top={tops[i]}
          />
        ))}
        {isCompared && <IntervalAxis document={document} scale={scale} ink={ink} y={bottom + 2} />}
      </g>
    ),
  };
}

interface RecordOfRow extends Omit<AnswerRow, 'block'> {
  readonly block: readonly string[];
  readonly notes: readonly string[];
  readonly withNumbers: boolean;
  readonly withPicture: boolean;
}

interface RecordProps {
  readonly record: RecordOfRow;
  readonly scene: Scene;
  readonly scale: ReturnType<typeof intervalScale>;
  readonly star: (row: DocumentRow) => string;
  readonly top: number;
}

function RecordLines({ record, scene, scale, star, top }: RecordProps) {
  const { document, width, ink } = scene;
  const { row, baseline, block, notes, withNumbers, withPicture } = record;
  const head = top + block.length * HEAD + 16;
  const picture = head + 6 + PICTURE / 2;
  const numbers = head + (withPicture ? PICTURE : 0) + 20;
  const firstNote = head + (withPicture ? PICTURE : 0) + (withNumbers ? NUMBERS : 0) + NOTE;
  return (
    <g>
      {block.map((line, i) => (
        <Text key={line} x={0} y={top + 16 + i * HEAD} fill={ink.muted} size={NORMAL} isBold>
          {line}
        </Text>
      ))}
      <Mark x={7} y={head - 4.5} {...styleOf(document, row.level, ink)} radius={5} />
      <Text x={MARK_ROOM} y={head} fill={ink.ink} size={NORMAL} isBold>
        {`${levelName(document, row.level)}${star(row)}`}
      </Text>
      <Text x={width} y={head} fill={ink.ink} size={NORMAL} anchor="end">
        {baseline === null ? row.text.mean : `${baseline.text.mean}${star(baseline)} → ${row.text.mean}`}
      </Text>
      {row.isBaseline && !withPicture && (
        <Text
          x={MARK_ROOM + textWidth(`${levelName(document, row.level)}${star(row)}`, NORMAL, true) + 10}
          y={head}
          fill={ink.muted}
          size={NORMAL}
        >
          baseline
        </Text>
      )}
      {withPicture &&
        (withNumbers ? (
          <g>
            <IntervalBackground
              document={document}
              scale={scale}
              ink={ink}
              from={picture - PICTURE / 2 + 2}
              to={picture + PICTURE / 2 - 2}
            />
            <IntervalMark document={document} row={row} scale={scale} ink={ink} y={picture} />
          </g>
        ) : (
          <ProgressBar document={document} row={row} ink={ink} x={0} y={picture} width={width} />
        ))}
      {withNumbers && (
        <g>
          <Text x={0} y={numbers} fill={ink.ink} size={NORMAL} isBold>
            {row.text.difference}
            {row.text.interval !== '' && (
              <tspan dx={6} fill={ink.muted} font-weight={400}>
                {`(${row.text.interval})`}
              </tspan>
            )}
          </Text>
          <Text x={width} y={numbers} fill={ink.ink} size={NORMAL} anchor="end" isBold={isDecided(row)}>
            {verdictText({ row })}
          </Text>
        </g>
      )}
      {notes.map((note, i) => (
        <Text key={note} x={0} y={firstNote + i * NOTE} fill={ink.muted}>
          {note}
        </Text>
      ))}
    </g>
  );
}

function runNotesOfBaseline(document: Scene['document'], baseline: DocumentRow): string {
  const notes = runNotes(baseline);
  return notes === '' ? '' : `${levelName(document, baseline.level)}: ${notes}`;
}
