/** How does it depend on the swept key? The mean of every level along a numeric key, with its interval. */

import { extent } from 'd3-array';
import { scaleLinear, scaleLog } from 'd3-scale';
import type { DocumentRow, ExperimentDocument, Level } from '../../../report/experiment-document.ts';
import { spaced } from '../../../words.ts';
import { type Facet, firstBlocks, firstBlocksPhrase, labelRoom, layFacets, TITLE_LINE } from '../facets.ts';
import type { Drawing, Figure, Scene, Table } from '../figure.ts';
import { blockParts, levelName, styleOf } from '../levels.ts';
import { linePath, round } from '../paths.ts';
import { AxisX, AxisY, apart, belowLegend, legend, Mark, NO_LEGEND, type Scale, Text } from '../svg.tsx';
import { EndLabels, endLabelRoom } from './end-labels.tsx';

export const DEPENDENCE: Figure = {
  name: 'dependence',
  applies: (document) => document.rows.some(({ mean }) => mean !== null) && keyOf(document) !== null,
  question: (document) => `How does it depend on ${spaced(keyOf(document)?.name ?? '')}?`,
  reading,
  controls: () => [],
  draw,
  table: tableOf,
};

const HEIGHT = 230;
const LEAST_WIDTH = 270;
const BELOW = 42;
const FEWEST_VALUES = 3;

interface Key {
  readonly name: string;
  readonly values: readonly number[];
}

/** The numeric key with the most values, the compared one included; null where none has enough of them for a line. */
function keyOf({ keys, by, levels }: ExperimentDocument): Key | null {
  const numeric = [...(by === null ? [] : [{ name: by, values: levels }]), ...keys]
    .map(({ name, values }) => ({ name, values: values.map(numberIn) }))
    .flatMap(({ name, values }) => (values.every((value) => value !== null) ? [{ name, values }] : []))
    .filter(({ values }) => values.length >= FEWEST_VALUES);
  return numeric.reduce<Key | null>((most, key) => (key.values.length > (most?.values.length ?? 0) ? key : most), null);
}

/** '25%' is 25; null for a word. */
function numberIn(value: Level): number | null {
  if (typeof value === 'number') return value;
  return value !== null && /^\d+(\.\d+)?(e-?\d+)?%?$/.test(value) ? Number.parseFloat(value) : null;
}

function reading(document: ExperimentDocument): string {
  const key = keyOf(document);
  return [
    'The mean over the seeds, with the 95 % interval of that mean.',
    document.comparisons > 0 &&
      'Whether two levels differ is decided by the paired differences above, not by whether these bars overlap.',
    key === null ? '' : firstBlocksPhrase(panelsOf(document, key)),
  ]
    .filter((sentence) => sentence !== false && sentence !== '')
    .join(' ');
}

interface Series {
  readonly level: Level;
  readonly points: readonly { readonly value: number; readonly row: DocumentRow }[];
}

interface Panel {
  readonly rest: Readonly<Record<string, string | number>>;
  readonly series: readonly Series[];
}

/** A panel for each combination of the other keys, a series for each level. */
function panelsOf(document: ExperimentDocument, key: Key): Panel[] {
  const panels = new Map<string, { rest: Panel['rest']; series: Map<Level, { value: number; row: DocumentRow }[]> }>();
  for (const row of document.rows) {
    const value = numberIn(key.name === document.by ? row.level : (row.block[key.name] ?? ''));
    if (value === null) continue;
    const rest = Object.fromEntries(Object.entries(row.block).filter(([name]) => name !== key.name));
    const id = JSON.stringify(rest);
    const panel = panels.get(id) ?? { rest, series: new Map() };
    panels.set(id, panel);
    const level = key.name === document.by ? document.baseline : row.level; // one line
    panel.series.set(level, [...(panel.series.get(level) ?? []), { value, row }]);
  }
  return [...panels.values()].map(({ rest, series }) => ({
    rest,
    series: [...series].map(([level, points]) => ({ level, points: points.toSorted((a, b) => a.value - b.value) })),
  }));
}

/** Whether values grow by factors rather than by steps. */
function isSpacedByFactors(values: readonly number[]): boolean {
  const sorted = values.toSorted((a, b) => a - b);
  if (sorted[0] <= 0) return false;
  const middle = Math.sqrt(sorted[0] * sorted[sorted.length - 1]);
  const mean = (sorted[0] + sorted[sorted.length - 1]) / 2;
  const below = (at: number) =>
    Math.abs(sorted.filter((value) => value < at).length - sorted.filter((value) => value > at).length);
  return sorted[sorted.length - 1] / sorted[0] >= 4 && below(middle) <= below(mean);
}

function draw(scene: Scene): Drawing {
  const { document, width, ink } = scene;
  const key = keyOf(document);
  if (key === null) return NO_LEGEND;
  const panels = firstBlocks(panelsOf(document, key));
  const layout = layFacets(
    panels.map(({ rest }) => blockParts(rest)),
    { width, least: LEAST_WIDTH, height: HEIGHT + BELOW },
  );
  const hasLevels = key.name !== document.by && document.levels.length > 1;
  const endRoom = hasLevels && panels.length === 1 && width > 560 ? endLabelRoom(document) : 0;
  const keyed = hasLevels ? legend(document, width, ink) : NO_LEGEND;
  const shownFloor = document.metric.name === 'accuracy' ? document.rows.flatMap(({ floor }) => floor ?? []) : [];
  const [low = 0, high = 1] = extent([
    ...document.rows.flatMap(({ mean, interval }) => [mean, ...(interval ?? [])]).filter((value) => value !== null),
    ...shownFloor,
  ]);
  const margin = (high - low) * 0.06 || 0.01;
  return belowLegend(
    keyed,
    { height: layout.height, gap: 10 },
    panels.map((panel, i) => (
      <DependencePanel
        key={JSON.stringify(panel.rest)}
        {...{ scene, name: key.name, values: key.values, panel, endRoom }}
        range={[low - margin, high + margin]}
        facet={layout.facets[i]}
        titleHeight={layout.titleHeight}
      />
    )),
  );
}

interface PanelProps {
  readonly scene: Scene;
  readonly name: string;
  readonly values: readonly number[];
  readonly panel: Panel;
  readonly endRoom: number;
  readonly range: readonly [number, number];
  readonly facet: Facet;
  readonly titleHeight: number;
}

function DependencePanel({ scene, name, values, panel, endRoom, range, facet, titleHeight }: PanelProps) {
  const { document, ink } = scene;
  const [top, bottom] = [titleHeight + 6, titleHeight + HEIGHT];
  const y: Scale = scaleLinear(range, [bottom, top]);
  const room = labelRoom(y.ticks(5).map(y.tickFormat(5)));
  const right = facet.width - endRoom - 4;
  const isLog = isSpacedByFactors(values);
  const ends: [number, number] = [Math.min(...values), Math.max(...values)];
  const x = (isLog ? scaleLog : scaleLinear)(ends, [room + 24, right - 24]);
  const aside = (i: number) => (i - (panel.series.length - 1) / 2) * 5;
  const floors = [
    ...new Set(
      document.metric.name === 'accuracy'
        ? panel.series.flatMap(({ points }) => points.map(({ row }) => row.floor))
        : [],
    ),
  ];
  const labels = panel.series.flatMap(({ level, points }) => {
    const last = points.at(-1)?.row.mean;
    return last === undefined || last === null ? [] : [{ level, y: y(last) }];
  });
  return (
    <g transform={`translate(${round(facet.x)},${round(facet.y)})`}>
      {facet.title.map((line, i) => (
        <Text key={line} x={0} y={12 + i * TITLE_LINE} fill={ink.ink} isBold>
          {line}
        </Text>
      ))}
      <AxisY scale={y} ink={ink} count={5} from={room} to={right} />
      {floors.length === 1 && floors[0] !== null && (
        <g>
          <line
            x1={round(room)}
            x2={round(right)}
            y1={round(y(floors[0]))}
            y2={round(y(floors[0]))}
            stroke={ink.muted}
            stroke-width={1.5}
            stroke-dasharray="1.5 3"
          />
          <Text x={right} y={y(floors[0]) - 5} fill={ink.muted} anchor="end">
            floor
          </Text>
        </g>
      )}
      {panel.series.map(({ level, points }, i) => {
        const style = styleOf(document, level, ink);
        const places = points.map(({ value, row }) =>
          row.mean === null ? null : { x: x(value) + aside(i), y: y(row.mean) },
        );
        return (
          <g key={level}>
            <path d={linePath(places)} fill="none" stroke={style.colour} stroke-width={2} />
            {points.map(({ row }, p) => {
              const place = places[p];
              if (place === null) return null;
              return (
                <g key={row.level + JSON.stringify(row.block)}>
                  {row.interval !== null && (
                    <line
                      x1={round(place.x)}
                      x2={round(place.x)}
                      y1={round(y(row.interval[0]))}
                      y2={round(y(row.interval[1]))}
                      stroke={style.colour}
                      stroke-width={2}
                    />
                  )}
                  <Mark {...place} {...style} />
                </g>
              );
            })}
          </g>
        );
      })}
      <AxisX
        ticks={apart(values.toSorted((a, b) => a - b).map((value) => ({ at: x(value), label: String(value) })))}
        ink={ink}
        y={bottom}
        from={room}
        to={right}
      />
      <Text x={(room + right) / 2} y={bottom + 37} fill={ink.muted} anchor="middle">
        {`${spaced(name)}${isLog ? ' (log)' : ''}`}
      </Text>
      {endRoom > 0 && <EndLabels document={document} ends={labels} x={right + 8} from={top} to={bottom} ink={ink} />}
    </g>
  );
}

function tableOf(document: ExperimentDocument): Table {
  const { keys, rows, metric } = document;
  return {
    columns: [...keys.map(({ name }) => name), document.by ?? 'level', `mean ${spaced(metric.name)}`, 'low', 'high'],
    rows: rows.map((row) => [
      ...keys.map(({ name }) => row.block[name] ?? null),
      levelName(document, row.level),
      row.mean,
      row.interval?.[0] ?? null,
      row.interval?.[1] ?? null,
    ]),
  };
}
