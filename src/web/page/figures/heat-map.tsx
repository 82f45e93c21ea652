/** Where does it pay? The difference from the baseline over two swept keys, one map for each level. */

import type { DocumentRow, ExperimentDocument } from '../../../report/experiment-document.ts';
import { scaled } from '../../../report/numbers.ts';
import { spaced } from '../../../words.ts';
import { layFacets, TITLE_LINE } from '../facets.ts';
import type { Drawing, Figure, Scene, Table } from '../figure.ts';
import { levelName } from '../levels.ts';
import { round } from '../paths.ts';
import { NORMAL, SMALL, Text } from '../svg.tsx';
import { textWidth } from '../text.ts';
import { isDecided } from './answer-rows.ts';

export const HEAT_MAP: Figure = {
  name: 'heat-map',
  applies: ({ keys, rows, comparisons }) =>
    keys.length >= 2 && rows.length >= FEWEST_ROWS && comparisons > 0 && rows.some(({ against }) => against !== null),
  question: () => 'Where does it pay?',
  reading: (document) =>
    `The difference from ${levelName(document, document.baseline)}${document.metric.isShare ? ', in points' : ''}: grey where the level is better, magenta where it is worse, the stronger the more. Bold where that is decided, in (brackets) where it is not.`,
  controls: () => [],
  draw,
  table: tableOf,
};

const FEWEST_ROWS = 12;
const CELL_HEIGHT = 34;
/** So strong that text on it stays readable. */
const MOST_OPAQUE = 0.42;

/** The key with the most values goes across, all others down. */
function axesOf({ keys }: ExperimentDocument) {
  const across = keys.reduce((most, key) => (key.values.length > most.values.length ? key : most));
  return { across, down: keys.filter((key) => key !== across) };
}

function mapsOf(document: ExperimentDocument) {
  const { across, down } = axesOf(document);
  const lineOf = (row: DocumentRow) => down.map(({ name }) => row.block[name] ?? '–');
  const linesOfAll = [...new Map(document.rows.map((row) => [JSON.stringify(lineOf(row)), lineOf(row)])).values()];
  return document.levels
    .filter((level) => level !== document.baseline)
    .map((level) => ({
      level,
      lines: linesOfAll.map((line) => ({
        line,
        cells: across.values.map((value) =>
          document.rows.find(
            (row) =>
              row.level === level &&
              row.block[across.name] === value &&
              JSON.stringify(lineOf(row)) === JSON.stringify(line),
          ),
        ),
      })),
    }));
}

function textOf(row: DocumentRow | undefined): string {
  if (row === undefined || row.against === null || row.text.difference === '') return '–';
  return isDecided(row) ? row.text.difference : `(${row.text.difference})`;
}

function draw({ document, width, ink }: Scene): Drawing {
  const { across, down } = axesOf(document);
  const maps = mapsOf(document);
  const nameRoom =
    Math.max(
      ...maps[0].lines.map(({ line }) => textWidth(line.join(' · '), SMALL)),
      textWidth(down.map(({ name }) => spaced(name)).join(' · '), SMALL),
    ) + 14;
  const widest = Math.max(
    ...maps.flatMap(({ lines }) =>
      lines.flatMap(({ cells }) => cells.map((row) => textWidth(textOf(row), NORMAL, true))),
    ),
  );
  const least = nameRoom + across.values.length * Math.min(widest + 10, 64);
  const head = 26;
  const layout = layFacets(
    maps.map(({ level }) => [levelName(document, level)]),
    { width, least, height: head + maps[0].lines.length * CELL_HEIGHT },
  );
  const cell = Math.min(110, (layout.facets[0].width - nameRoom) / across.values.length);
  const size = widest + 6 <= cell ? NORMAL : Math.max(9, (NORMAL * (cell - 4)) / widest);
  const strongest = strongestOf(document);
  const sign = document.metric.better === 'higher' ? 1 : -1;
  return {
    height: layout.height + 8,
    content: (
      <g>
        {maps.map(({ level, lines }, m) => {
          const { x, y, title } = layout.facets[m];
          const top = layout.titleHeight + head;
          return (
            <g key={level} transform={`translate(${round(x)},${round(y)})`}>
              {title.map((line, i) => (
                <Text key={line} x={0} y={12 + i * TITLE_LINE} fill={ink.ink} isBold>
                  {line}
                </Text>
              ))}
              <Text x={0} y={top - 9} fill={ink.muted}>
                {down.map(({ name }) => spaced(name)).join(' · ')}
              </Text>
              {across.values.map((value, c) => (
                <Text key={value} x={nameRoom + cell * (c + 0.5)} y={top - 9} fill={ink.muted} anchor="middle">
                  {c === 0 ? `${spaced(across.name)} ${value}` : String(value)}
                </Text>
              ))}
              {lines.map(({ line, cells }, r) => (
                <g key={line.join(' ')}>
                  <Text x={0} y={top + CELL_HEIGHT * (r + 0.5) + 4} fill={ink.muted}>
                    {line.join(' · ')}
                  </Text>
                  {cells.map((row, c) => {
                    const difference = row?.against?.difference ?? null;
                    const gain = difference === null ? 0 : sign * difference;
                    return (
                      <g key={across.values[c]}>
                        <rect
                          x={round(nameRoom + cell * c + 1)}
                          y={round(top + CELL_HEIGHT * r + 1)}
                          width={round(cell - 2)}
                          height={CELL_HEIGHT - 2}
                          rx={3}
                          fill={gain === 0 ? ink.shade : gain > 0 ? ink.better : ink.worse}
                          fill-opacity={
                            gain === 0
                              ? undefined
                              : round(
                                  MOST_OPAQUE * Math.min(1, 0.12 + 0.88 * Math.sqrt(Math.abs(gain) / strongest)) * 100,
                                ) / 100
                          }
                        />
                        <Text
                          x={nameRoom + cell * (c + 0.5)}
                          y={top + CELL_HEIGHT * (r + 0.5) + 4.5}
                          fill={ink.ink}
                          size={round(size)}
                          anchor="middle"
                          isBold={row !== undefined && isDecided(row)}
                        >
                          {textOf(row)}
                        </Text>
                      </g>
                    );
                  })}
                </g>
              ))}
            </g>
          );
        })}
      </g>
    ),
  };
}

function strongestOf({ rows }: ExperimentDocument): number {
  return Math.max(Number.MIN_VALUE, ...rows.map(({ against }) => Math.abs(against?.difference ?? 0)));
}

function tableOf(document: ExperimentDocument): Table {
  const { across, down } = axesOf(document);
  return {
    columns: [
      document.by ?? 'level',
      ...down.map(({ name }) => name),
      ...across.values.map((value) => `${across.name} ${value}`),
    ],
    rows: mapsOf(document).flatMap(({ level, lines }) =>
      lines.map(({ line, cells }) => [
        level,
        ...line,
        ...cells.map((row) => {
          const difference = row?.against?.difference ?? null;
          return difference === null ? null : scaled(document.metric.name, difference);
        }),
      ]),
    ),
  };
}
