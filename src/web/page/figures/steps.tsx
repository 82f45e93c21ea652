/** Where in the sequence is the gain? Accuracy at each time step, beside what can be known there. */
import { scaleLinear } from 'd3-scale';
import type { DocumentSteps, ExperimentDocument, Level } from '../../../report/experiment-document.ts';
import type { Stretch } from '../../../vocabulary.ts';
import { type Facet, firstBlocks, firstBlocksPhrase, labelRoom, layFacets, TITLE_LINE } from '../facets.ts';
import type { Cell, Drawing, Figure, Scene, Table } from '../figure.ts';
import { blockParts, levelName, styleOf } from '../levels.ts';
import { linePath, marksPath, round } from '../paths.ts';
import { AxisX, AxisY, apart, belowLegend, legend, NO_LEGEND, type Scale, Text } from '../svg.tsx';
import { EndLabels, endLabelRoom } from './end-labels.tsx';

export const STEPS: Figure = {
  name: 'steps',
  applies: ({ steps }) => steps.some(({ rows }) => rows.some(({ accuracy }) => counted(accuracy).length > 1)),
  question: ({ comparisons }) => (comparisons > 0 ? 'Where in the sequence is the gain?' : 'Which steps are right?'),
  reading,
  controls: () => [],
  draw,
  table: tableOf,
};

const HEIGHT = 190;
const LEAST_WIDTH = 250;
const BELOW = 40;
/** Above so many steps a line speaks for itself. */
const MOST_MARKED = 30;
const MARK = 3.4;

const counted = (values: readonly (number | null)[]) => values.filter((value) => value !== null);

function reading({ steps }: ExperimentDocument): string {
  const hasFloor = steps.some(({ floor }) => floor !== null);
  const hasCeiling = steps.some(({ rows }) => rows.some(({ ceiling }) => ceiling !== null));
  const hasGain = steps.some(({ rows }) => rows.some(({ gain }) => gain !== null));
  const hasLoss = steps.some(({ rows }) => rows.some(({ losses }) => losses.length > 0));
  return [
    'Accuracy at each time step, the mean over the seeds.',
    hasFloor && 'Dotted: the floor, which knows only the step.',
    hasCeiling && "Dashed, in the level's colour: the most that its direction can reach.",
    hasGain && 'Shaded: the shortest stretch that holds most of the gain.',
    hasLoss && 'Shaded magenta: where the same level is worse.',
    firstBlocksPhrase(steps),
  ]
    .filter((sentence) => sentence !== false && sentence !== '')
    .join(' ');
}

function draw(scene: Scene): Drawing {
  const { document, width, ink } = scene;
  const blocks = firstBlocks(document.steps);
  const layout = layFacets(
    blocks.map(({ block }) => blockParts(block)),
    { width, least: LEAST_WIDTH, height: HEIGHT + BELOW },
  );
  const isAlone = blocks.length === 1 && document.levels.length > 1;
  const endRoom = isAlone && width > 560 ? endLabelRoom(document) : 0;
  const keyed = document.levels.length === 1 ? NO_LEGEND : legend(document, width, ink);
  const low = lowest(blocks);
  return belowLegend(
    keyed,
    { height: layout.height, gap: 10 },
    blocks.map((block, i) => (
      <StepsOfBlock
        key={JSON.stringify(block.block)}
        {...{ scene, block, low, endRoom }}
        facet={layout.facets[i]}
        titleHeight={layout.titleHeight}
      />
    )),
  );
}

/** A little under the lowest that is drawn; 1 is always the top. */
function lowest(blocks: readonly DocumentSteps[]): number {
  const values = blocks.flatMap(({ floor, rows }) => [
    ...(floor ?? []),
    ...rows.flatMap(({ accuracy, ceiling }) => [...accuracy, ...(ceiling ?? [])]),
  ]);
  const least = Math.min(1, ...counted(values));
  return Math.max(0, least - (1 - least) * 0.06 - 0.005);
}

interface StepsProps {
  readonly scene: Scene;
  readonly block: DocumentSteps;
  readonly facet: Facet;
  readonly titleHeight: number;
  readonly low: number;
  readonly endRoom: number;
}

function StepsOfBlock({ scene, block, facet, titleHeight, low, endRoom }: StepsProps) {
  const { document, ink } = scene;
  const [top, bottom] = [titleHeight + 4, titleHeight + HEIGHT];
  const y: Scale = scaleLinear([low, 1], [bottom, top]);
  const room = labelRoom(y.ticks(5).map(y.tickFormat(5)));
  const right = facet.width - endRoom - 4;
  const T = Math.max(...block.rows.map(({ accuracy }) => accuracy.length), block.floor?.length ?? 0);
  const x = scaleLinear([1, Math.max(T, 2)], [room + 6, right - 6]);
  const half = T < 2 ? 6 : (x(2) - x(1)) / 2;
  const points = (values: readonly (number | null)[]) =>
    values.map((value, t) => (value === null ? null : { x: x(t + 1), y: y(value) }));
  const gains = block.rows.flatMap(({ gain }) => gain ?? []);
  const losses = block.rows.flatMap((row) => row.losses);
  const shade = ({ from, to }: Stretch, fill: string, opacity?: number) => (
    <rect
      key={`${fill} ${from}`}
      x={round(x(from) - half)}
      y={round(top - 4)}
      width={round(x(to) - x(from) + 2 * half)}
      height={round(bottom - top + 4)}
      fill={fill}
      fill-opacity={opacity}
    />
  );
  const ticks = apart(
    x
      .ticks(Math.min(T, 10))
      .filter(Number.isInteger)
      .map((step) => ({ at: x(step), label: String(step) })),
  );
  const ends = block.rows.flatMap(({ level, accuracy }) => {
    const last = accuracy.at(-1);
    return last === undefined || last === null ? [] : [{ level, y: y(last) }];
  });
  return (
    <g transform={`translate(${round(facet.x)},${round(facet.y)})`}>
      {facet.title.map((line, i) => (
        <Text key={line} x={0} y={12 + i * TITLE_LINE} fill={ink.ink} isBold>
          {line}
        </Text>
      ))}
      {gains.map((stretch) => shade(stretch, ink.glow))}
      {losses.map((stretch) => shade(stretch, ink.worse, 0.12))}
      <AxisY scale={y} ink={ink} count={5} from={room} to={right} />
      {block.floor !== null && (
        <path
          d={linePath(points(block.floor))}
          fill="none"
          stroke={ink.muted}
          stroke-width={1.5}
          stroke-dasharray="1.5 3"
        />
      )}
      {block.rows.map(({ level, ceiling }) =>
        ceiling === null ? null : (
          <path
            key={level}
            d={linePath(points(ceiling))}
            fill="none"
            stroke={styleOf(document, level, ink).colour}
            stroke-width={1.2}
            stroke-dasharray="6 4"
          />
        ),
      )}
      {block.rows.map(({ level, accuracy }) => {
        const style = styleOf(document, level, ink);
        return (
          <g key={level}>
            <path
              d={linePath(points(accuracy))}
              fill="none"
              stroke={style.colour}
              stroke-width={2}
              stroke-linejoin="round"
            />
            {T <= MOST_MARKED && (
              <path
                d={marksPath(
                  style.shape,
                  MARK,
                  points(accuracy).filter((point) => point !== null),
                )}
                fill={style.colour}
              />
            )}
          </g>
        );
      })}
      <AxisX ticks={ticks} ink={ink} y={bottom} from={room} to={right} />
      <Text x={(room + right) / 2} y={bottom + 36} fill={ink.muted} anchor="middle">
        time step
      </Text>
      {endRoom > 0 && <EndLabels document={document} ends={ends} x={right + 8} from={top} to={bottom} ink={ink} />}
    </g>
  );
}

function tableOf(document: ExperimentDocument): Table {
  const { keys, steps, levels } = document;
  const names = levels.map((level) => levelName(document, level));
  return {
    columns: [...keys.map(({ name }) => name), 'step', ...names, 'floor', ...names.map((name) => `ceiling of ${name}`)],
    rows: steps.flatMap(({ block, floor, rows }) => {
      const T = Math.max(...rows.map(({ accuracy }) => accuracy.length));
      const of = (level: Level) => rows.find((row) => row.level === level);
      return Array.from({ length: T }, (_, t): Cell[] => [
        ...keys.map(({ name }) => block[name] ?? null),
        t + 1,
        ...levels.map((level) => of(level)?.accuracy[t] ?? null),
        floor?.[t] ?? null,
        ...levels.map((level) => of(level)?.ceiling?.[t] ?? null),
      ]);
    }),
  };
}
