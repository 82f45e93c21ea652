/** Is it the seeds? Every run a dot, the two runs of a seed joined by a line. */

import { extent } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import type { DocumentRow, ExperimentDocument } from '../../../report/experiment-document.ts';
import { grouped, plural } from '../../../words.ts';
import { type Facet, firstBlocks, firstBlocksPhrase, labelRoom, layFacets, TITLE_LINE } from '../facets.ts';
import type { Drawing, Figure, Scene, Table } from '../figure.ts';
import { blockParts, levelName, type RowsOfBlock, rowsByBlock, styleOf } from '../levels.ts';
import { dotsPath, marksPath, round } from '../paths.ts';
import { AxisY, belowLegend, legend, Mark, NO_LEGEND, type Scale, Text } from '../svg.tsx';
import { fitted, textWidth } from '../text.ts';
import { swarm } from './swarm.ts';

export const EVERY_SEED: Figure = {
  name: 'every-seed',
  applies: ({ seeds, rows }) => seeds.length > 1 && rows.some(({ done }) => done > 0),
  question: () => 'Is it the seeds?',
  reading,
  controls: () => [],
  draw,
  table: tableOf,
};

/** Lines between so many levels would cross each other more than they tell. */
const MOST_JOINED = 3;
const HEIGHT = 220;
const LEAST_WIDTH = 180;
const BELOW = 40;
/** Levels further apart are no easier to compare. */
const WIDEST_LEVEL = 230;

const isJoined = ({ levels, comparisons }: ExperimentDocument) => comparisons > 0 && levels.length <= MOST_JOINED;

/** Seeds that have a dot: of very many, the first. */
function drawnSeeds({ rows }: ExperimentDocument): number {
  return Math.max(...rows.map(({ values }) => values.length));
}

function reading(document: ExperimentDocument): string {
  const { rows, metric, runs } = document;
  const isAccuracy = metric.name === 'accuracy';
  const hasFloor = isAccuracy && rows.some(({ floor }) => floor !== null);
  const hasCeiling = isAccuracy && rows.some(({ ceiling }) => ceiling !== null);
  const bounds = [
    hasFloor && 'dotted the floor, which knows only the time step',
    hasCeiling && 'dashed the ceiling of the level',
  ].filter((part) => part !== false);
  return [
    'A dot is a run, the bar the mean of a level.',
    isJoined(document) &&
      'A line joins the two runs of one seed: grey where the level beats the baseline, magenta where it does not.',
    bounds.length > 0 && `${bounds.join(', ').replace(/^d/, 'D')}.`,
    hasFloor && runs.atFloor > 0 && 'Hollow: a run that ends at the floor.',
    hasScalesOfTheirOwn(document) && 'Each picture has a scale of its own, as one would flatten the rest.',
    runs.diverged + runs.failed > 0 &&
      `${plural(runs.diverged + runs.failed, 'run')} diverged or failed and ${runs.diverged + runs.failed === 1 ? 'has' : 'have'} no dot.`,
    firstBlocksPhrase(rowsByBlock(document)),
  ]
    .filter((sentence) => sentence !== false && sentence !== '')
    .join(' ');
}

type Range = readonly [number, number];

/** Of the values and what bounds them; null without any. */
function rangeOf(rows: readonly DocumentRow[], isAccuracy: boolean): Range | null {
  const bounds = isAccuracy ? rows.flatMap(({ floor, ceiling }) => [floor, ceiling]) : [];
  const [low, high] = extent([...rows.flatMap(({ values }) => values), ...bounds].filter((value) => value !== null));
  return low === undefined || high === undefined ? null : [low, high];
}

/** A picture that would take less than this share of the common scale flattens the rest, or is flattened. */
const FLAT = 0.4;

function hasScalesOfTheirOwn(document: ExperimentDocument): boolean {
  const isAccuracy = document.metric.name === 'accuracy';
  const ranges = rowsByBlock(document)
    .map(({ rows }) => rangeOf(rows, isAccuracy))
    .filter((range) => range !== null);
  if (ranges.length < 2) return false;
  const whole = Math.max(...ranges.map(([, high]) => high)) - Math.min(...ranges.map(([low]) => low));
  return ranges.some(([low, high]) => high - low < whole * FLAT);
}

function draw(scene: Scene): Drawing {
  const { document, width, ink } = scene;
  const isAccuracy = document.metric.name === 'accuracy';
  const blocks = firstBlocks(rowsByBlock(document));
  const areOwn = hasScalesOfTheirOwn(document);
  const common = rangeOf(document.rows, isAccuracy);
  const least = Math.max(LEAST_WIDTH, 60 * document.levels.length);
  const most = blocks.length === 1 ? Math.min(width, 50 + WIDEST_LEVEL * document.levels.length) : width;
  const layout = layFacets(
    blocks.map(({ block }) => blockParts(block)),
    { width: most, least, height: HEIGHT + BELOW },
  );
  const names = document.levels.map((level) => levelName(document, level));
  const slot = (layout.facets[0].width - 46) / Math.max(1, document.levels.length);
  const fits = names.every((name) => textWidth(name, 12) <= slot - 6);
  const keyed = fits ? NO_LEGEND : legend(document, width, ink);
  return belowLegend(
    keyed,
    { height: layout.height, gap: 4 },
    blocks.map((block, i) => (
      <SeedsOfBlock
        key={JSON.stringify(block.block)}
        {...{ scene, block, facet: layout.facets[i], titleHeight: layout.titleHeight, withNames: fits }}
        range={(areOwn ? rangeOf(block.rows, isAccuracy) : common) ?? [0, 1]}
        withLabels={areOwn || layout.facets[i].isFirstInRow}
      />
    )),
  );
}

interface SeedsProps {
  readonly scene: Scene;
  readonly block: RowsOfBlock;
  readonly facet: Facet;
  readonly titleHeight: number;
  readonly range: Range;
  readonly withNames: boolean;
  readonly withLabels: boolean;
}

function SeedsOfBlock({ scene, block, facet, titleHeight, range, withNames, withLabels }: SeedsProps) {
  const { document, ink } = scene;
  const [top, bottom] = [titleHeight + 8, titleHeight + HEIGHT - 6];
  const y: Scale = scaleLinear(padded(range), [bottom, top]);
  const count = 5;
  const room = labelRoom(y.ticks(count).map(y.tickFormat(count)));
  const ordered = inOrderOfJoining(document, block.rows);
  const slot = (facet.width - room) / Math.max(1, ordered.length);
  const centre = (i: number) => room + slot * (i + 0.5);
  const seeds = drawnSeeds(document);
  const radius = seeds <= 12 ? 3.6 : seeds <= 60 ? 2.8 : 2;
  const bar = Math.min(32, slot * 0.42);
  const dots = ordered.map((row, i) =>
    swarm(
      row.values.map((value) => (value === null ? null : y(value))),
      { radius, most: slot * 0.36 },
    ).map((dx) => centre(i) + dx),
  );
  return (
    <g transform={`translate(${round(facet.x)},${round(facet.y)})`}>
      {facet.title.map((line, i) => (
        <Text key={line} x={0} y={12 + i * TITLE_LINE} fill={ink.ink} isBold>
          {line}
        </Text>
      ))}
      <AxisY scale={y} ink={ink} count={count} from={room} to={facet.width} labels={withLabels} />
      {ordered.map((row, i) => (
        <BoundLines
          key={row.level}
          {...{ document, row, y, ink }}
          from={room + slot * (i + 0.06)}
          to={room + slot * (i + 0.94)}
        />
      ))}
      {isJoined(document) && <PairLines {...{ document, ordered, dots, y, ink }} />}
      {ordered.map((row, i) => (
        <g key={row.level}>
          {row.mean !== null && (
            <line
              x1={round(centre(i) - bar)}
              x2={round(centre(i) + bar)}
              y1={round(y(row.mean))}
              y2={round(y(row.mean))}
              stroke={ink.ink}
              stroke-width={2.5}
            />
          )}
          <Dots {...{ document, scene, row, y, ink, radius }} xs={dots[i]} />
          {withNames ? (
            <Text x={centre(i)} y={bottom + 26} fill={ink.ink} anchor="middle">
              {fitted(levelName(document, row.level), slot, 12)}
            </Text>
          ) : (
            <Mark x={centre(i)} y={bottom + 21} {...styleOf(document, row.level, ink)} />
          )}
          {row.diverged + row.failed > 0 && (
            <Text x={centre(i)} y={bottom + 41} fill={ink.muted} anchor="middle">
              {`${grouped(row.diverged + row.failed)} lost`}
            </Text>
          )}
        </g>
      ))}
    </g>
  );
}

function padded([low, high]: Range): [number, number] {
  const margin = (high - low) * 0.05 || 0.01;
  return [low - margin, high + margin];
}

/** The baseline in the middle of three, so that every line begins at it. */
function inOrderOfJoining(document: ExperimentDocument, rows: readonly DocumentRow[]): readonly DocumentRow[] {
  const baseline = rows.find(({ isBaseline }) => isBaseline);
  if (!isJoined(document) || rows.length !== 3 || baseline === undefined) return rows;
  const [first, second] = rows.filter((row) => row !== baseline);
  return [first, baseline, second];
}

interface LinesProps {
  readonly document: ExperimentDocument;
  readonly y: Scale;
  readonly ink: Scene['ink'];
}

function BoundLines({ document, row, y, ink, from, to }: LinesProps & { row: DocumentRow; from: number; to: number }) {
  if (document.metric.name !== 'accuracy') return null;
  const line = (value: number | null, dashes: string) =>
    value !== null && (
      <line
        x1={round(from)}
        x2={round(to)}
        y1={round(y(value))}
        y2={round(y(value))}
        stroke={ink.muted}
        stroke-width={1.5}
        stroke-dasharray={dashes}
      />
    );
  return (
    <g>
      {line(row.floor, '1.5 3')}
      {line(row.ceiling, '6 4')}
    </g>
  );
}

/** One path for all seeds that do better, one for all that do not: thousands of lines stay a small file. */
function PairLines({
  document,
  ordered,
  dots,
  y,
  ink,
}: LinesProps & { ordered: readonly DocumentRow[]; dots: readonly (readonly number[])[] }) {
  const b = ordered.findIndex(({ isBaseline }) => isBaseline);
  if (b < 0) return null;
  const sign = document.metric.better === 'higher' ? 1 : -1;
  const paths = { better: '', worse: '' };
  for (const [i, row] of ordered.entries()) {
    if (i === b) continue;
    for (const [s, value] of row.values.entries()) {
      const baseline = ordered[b].values[s];
      if (value === null || baseline === null) continue;
      const which = sign * (value - baseline) > 0 ? 'better' : 'worse';
      paths[which] += `M${round(dots[b][s])},${round(y(baseline))}L${round(dots[i][s])},${round(y(value))}`;
    }
  }
  const seeds = drawnSeeds(document);
  const opacity = seeds <= 12 ? 0.6 : seeds <= 60 ? 0.35 : 0.18;
  return (
    <g fill="none" stroke-width={1} stroke-opacity={opacity}>
      {paths.better !== '' && <path d={paths.better} stroke={ink.better} />}
      {paths.worse !== '' && <path d={paths.worse} stroke={ink.worse} stroke-opacity={Math.min(1, opacity * 1.5)} />}
    </g>
  );
}

/** So many dots at most that a pointer may ask each for its value. */
const MOST_ASKED = 400;
/** And so many that each has the mark of its level: of more, a dot is all that can be seen. */
const MOST_SHAPED = 1000;

interface DotsProps extends LinesProps {
  readonly scene: Scene;
  readonly row: DocumentRow;
  readonly xs: readonly number[];
  readonly radius: number;
}

function Dots({ scene, row, xs, y, ink, radius }: DotsProps) {
  const { document } = scene;
  const { colour, shape } = styleOf(document, row.level, ink);
  const isHollow = (s: number) => document.metric.name === 'accuracy' && row.seedsAtFloor.includes(document.seeds[s]);
  const present = row.values.flatMap((value, s) => (value === null ? [] : [{ s, x: xs[s], y: y(value), value }]));
  const count = document.rows.length * drawnSeeds(document);
  if (scene.isInteractive && count <= MOST_ASKED) {
    return (
      <g>
        {present.map((dot) => (
          <Mark key={dot.s} {...dot} {...{ shape, colour, radius }} inside={isHollow(dot.s) ? ink.paper : colour}>
            <title>{`${levelName(document, row.level)}, seed ${document.seeds[dot.s]}: ${dot.value}`}</title>
          </Mark>
        ))}
      </g>
    );
  }
  const [full, hollow] = [present.filter(({ s }) => !isHollow(s)), present.filter(({ s }) => isHollow(s))];
  return (
    <g>
      {full.length > 0 && count <= MOST_SHAPED && <path d={marksPath(shape, radius, full)} fill={colour} />}
      {full.length > 0 && count > MOST_SHAPED && (
        <path
          d={dotsPath(full)}
          stroke={colour}
          stroke-width={radius * 2}
          stroke-linecap="round"
          stroke-opacity={0.75}
        />
      )}
      {hollow.length > 0 && (
        <path d={marksPath(shape, radius, hollow)} fill={ink.paper} stroke={colour} stroke-width={1.2} />
      )}
    </g>
  );
}

function tableOf(document: ExperimentDocument): Table {
  const { keys, rows } = document;
  const seeds = document.seeds.slice(0, drawnSeeds(document));
  return {
    columns: [...keys.map(({ name }) => name), document.by ?? 'level', ...seeds.map((seed) => `seed ${seed}`)],
    rows: rows.map((row) => [...keys.map(({ name }) => row.block[name] ?? null), row.level, ...row.values]),
  };
}
