/** How does it learn? The median over the seeds with its middle half, epoch by epoch; nothing is smoothed. */

import { extent } from 'd3-array';
import { scaleLinear, scaleLog } from 'd3-scale';
import type { DocumentCurve, DocumentRow, ExperimentDocument } from '../../../report/experiment-document.ts';
import { plural } from '../../../words.ts';
import { type Facet, firstBlocks, firstBlocksPhrase, labelRoom, layFacets, TITLE_LINE } from '../facets.ts';
import {
  type Cell,
  type Control,
  type Drawing,
  type Figure,
  type Scene,
  switchNamed,
  type Table,
  type View,
} from '../figure.ts';
import { blockParts, levelName, type RowsOfBlock, rowsByBlock, styleOf } from '../levels.ts';
import { bandPath, linePath, round } from '../paths.ts';
import { AxisX, AxisY, belowLegend, legend, Mark, NO_LEGEND, type Scale, Text, ticksOf } from '../svg.tsx';
import { Crosshair } from './crosshair.tsx';
import { EndLabels, endLabelRoom } from './end-labels.tsx';

export const CURVES: Figure = {
  name: 'curves',
  applies: ({ rows }) => rows.some(({ curve }) => curve !== null && curve.loss.epochs.length > 1),
  question: () => 'How does it learn?',
  reading,
  controls,
  draw,
  table: tableOf,
};

const HEIGHT = 210;
const HEIGHT_ALONE = 320;
const LEAST_WIDTH = 250;
const BELOW = 42;
/** Up to so many seeds and rows every seed is drawn from the start. */
const FEW = { seeds: 12, rows: 6 } as const;

const QUANTITIES = ['loss', 'accuracy'] as const;

function controls({ seeds, rows, seedsDrawn }: ExperimentDocument): Control[] {
  const hasAccuracy = rows.some(({ curve }) => curve !== null && curve.accuracy !== null);
  const isFew = seeds.length <= FEW.seeds && rows.length <= FEW.rows;
  return [
    ...(hasAccuracy ? [{ name: 'quantity', values: QUANTITIES, initial: 'loss', labels: QUANTITIES }] : []),
    switchNamed('logEpochs', 'log epochs'),
    switchNamed('logLoss', 'log loss'),
    ...(seeds.length > 1 && seedsDrawn > 0
      ? [switchNamed('everySeed', seedsDrawn < seeds.length ? `${seedsDrawn} of the seeds` : 'every seed', isFew)]
      : []),
  ];
}

function reading(document: ExperimentDocument): string {
  const { seeds, runs } = document;
  return [
    'On the training sequences, each before its update.',
    seeds.length > 1 && 'Line: the median over the seeds; band: their middle half.',
    'Nothing is smoothed: a point is the mean over a window of epochs.',
    hasValidation(document) &&
      'Dashed: the loss on validation sequences, which nothing is learnt from, after those epochs.',
    hasKept(document) && 'Ticks at the axis: the epochs whose weights were kept.',
    runs.diverged > 0 &&
      `${plural(runs.diverged, 'run')} that diverged ${runs.diverged === 1 ? 'is' : 'are'} left out.`,
    firstBlocksPhrase(blocksWithCurves(document)),
  ]
    .filter((sentence) => sentence !== false && sentence !== '')
    .join(' ');
}

const hasValidation = ({ rows }: ExperimentDocument) => rows.some(({ curve }) => (curve?.validation ?? null) !== null);
const hasKept = ({ rows }: ExperimentDocument) => rows.some(({ curve }) => (curve?.kept ?? []).length > 0);

const quantityOf = (view: View) => (view.quantity === 'accuracy' ? 'accuracy' : 'loss');
const curveOf = ({ curve }: DocumentRow, view: View): DocumentCurve | null => curve?.[quantityOf(view)] ?? null;

function draw(scene: Scene): Drawing {
  const { document, width, ink, view } = scene;
  const blocks = firstBlocks(blocksWithCurves(document));
  const isAlone = blocks.length === 1;
  const height = isAlone ? Math.min(HEIGHT_ALONE, Math.max(HEIGHT, width * 0.5)) : HEIGHT;
  const layout = layFacets(
    blocks.map(({ block }) => blockParts(block)),
    { width, least: LEAST_WIDTH, height: height + BELOW },
  );
  const endRoom = isAlone && document.levels.length > 1 && width > 560 ? endLabelRoom(document) : 0;
  const keyed = document.levels.length === 1 ? NO_LEGEND : legend(document, width, ink);
  const range = rangeOf(document.rows, view);
  return belowLegend(
    keyed,
    { height: layout.height, gap: 10 },
    blocks.map((block, i) => (
      <CurvesOfBlock
        key={JSON.stringify(block.block)}
        {...{ scene, block, range, height, endRoom }}
        facet={layout.facets[i]}
        index={i}
        titleHeight={layout.titleHeight}
      />
    )),
  );
}

/** Those that have one, or can have none: of very many rows only the first come with their curves. */
function blocksWithCurves(document: ExperimentDocument): RowsOfBlock[] {
  const isWithout = ({ curve, values }: DocumentRow) => curve === null && values.some((value) => value !== null);
  return rowsByBlock(document).filter(({ rows }) => !rows.every(isWithout));
}

/** Of what no run is trained on; drawn beside the loss in training. */
const validationOf = ({ curve }: DocumentRow, view: View): DocumentCurve | null =>
  quantityOf(view) === 'loss' ? (curve?.validation ?? null) : null;

/** Of bands and dashed lines, and of single seeds as far as they do not flatten them. */
function rangeOf(rows: readonly DocumentRow[], view: View): readonly [number, number] {
  const curves = rows.flatMap((row) => curveOf(row, view) ?? []);
  const dashed = rows.flatMap((row) => validationOf(row, view)?.median ?? []);
  const [low = 0, high = 1] = extent(
    [...curves.flatMap(({ q25, q75 }) => [...q25, ...q75]), ...dashed].filter((value) => value !== null),
  );
  if (view.everySeed !== 'on') return [low, high];
  const [least = low, most = high] = extent(
    curves.flatMap(({ seeds }) => seeds.flat()).filter((value) => value !== null),
  );
  const more = (high - low) * 0.5;
  return [Math.min(low, Math.max(least, low - more)), Math.max(high, Math.min(most, high + more))];
}

interface CurvesProps {
  readonly scene: Scene;
  readonly block: RowsOfBlock;
  readonly facet: Facet;
  readonly index: number;
  readonly titleHeight: number;
  readonly range: readonly [number, number];
  readonly height: number;
  readonly endRoom: number;
}

function CurvesOfBlock({ scene, block, facet, index, titleHeight, range, height, endRoom }: CurvesProps) {
  const { document, ink, view, isInteractive } = scene;
  const [top, bottom] = [titleHeight + 6, titleHeight + height];
  const isLogY = view.logLoss === 'on' && quantityOf(view) === 'loss' && range[0] > 0;
  const y: Scale = isLogY ? scaleLog(range, [bottom, top]).nice() : scaleLinear(padded(range, view), [bottom, top]);
  const yCount = Math.round(height / 45);
  const room = labelRoom(y.ticks(yCount).map(y.tickFormat(yCount)));
  const right = facet.width - Math.max(endRoom, 18);
  const rows = block.rows.flatMap((row) => {
    const curve = curveOf(row, view);
    return curve === null ? [] : [{ row, curve, style: styleOf(document, row.level, ink) }];
  });
  const last = Math.max(1, ...rows.map(({ curve }) => curve.epochs.at(-1) ?? 1));
  const first = Math.min(last, ...rows.map(({ curve }) => curve.epochs[0] ?? 1));
  const x: Scale =
    view.logEpochs === 'on'
      ? scaleLog([Math.min(first, last / 2), last], [room, right])
      : scaleLinear([0, last], [room, right]);
  const clip = `curves-${index}`;
  const ends = rows.flatMap(({ row, curve }) => {
    const value = curve.median.at(-1);
    return value === undefined || value === null
      ? []
      : [{ level: row.level, x: x(curve.epochs.at(-1) ?? last), y: y(value) }];
  });
  return (
    <g transform={`translate(${round(facet.x)},${round(facet.y)})`}>
      {facet.title.map((line, i) => (
        <Text key={line} x={0} y={12 + i * TITLE_LINE} fill={ink.ink} isBold>
          {line}
        </Text>
      ))}
      <AxisY scale={y} ink={ink} count={yCount} from={room} to={right} />
      <clipPath id={clip}>
        <rect
          x={round(room)}
          y={round(top - 2)}
          width={round(Math.max(0, right - room))}
          height={round(bottom - top + 2)}
        />
      </clipPath>
      <g clip-path={`url(#${clip})`}>
        {view.everySeed === 'on' &&
          rows.map(({ row, curve, style }) => (
            <path
              key={row.level}
              d={curve.seeds.map((seed) => linePath(placesOf(seed, curve.epochs, x, y))).join('')}
              fill="none"
              stroke={style.colour}
              stroke-width={0.8}
              stroke-opacity={0.3}
            />
          ))}
        {document.seeds.length > 1 &&
          rows.map(({ row, curve, style }) => (
            <path key={row.level} d={bandOf(curve, x, y)} fill={style.colour} fill-opacity={0.18} />
          ))}
        {rows.map(({ row, curve, style }) => (
          <path
            key={row.level}
            d={linePath(placesOf(curve.median, curve.epochs, x, y))}
            fill="none"
            stroke={style.colour}
            stroke-width={2}
            stroke-linejoin="round"
          />
        ))}
        {rows.map(({ row, style }) => (
          <Validation key={row.level} {...{ row, view, x, y, bottom }} colour={style.colour} />
        ))}
      </g>
      {ends.map((end) => (
        <Mark key={end.level} x={end.x} y={end.y} {...styleOf(document, end.level, ink)} radius={4} />
      ))}
      {rows.length === 0 && (
        <Text x={(room + right) / 2} y={(top + bottom) / 2} fill={ink.muted} anchor="middle">
          no run was completed
        </Text>
      )}
      <AxisX
        ticks={ticksOf(x, Math.max(2, Math.round((right - room) / 90)))}
        ink={ink}
        y={bottom}
        from={room}
        to={right}
      />
      <Text x={(room + right) / 2} y={bottom + 37} fill={ink.muted} anchor="middle">
        epochs
      </Text>
      {endRoom > 0 && <EndLabels document={document} ends={ends} x={right + 10} from={top} to={bottom} ink={ink} />}
      {isInteractive && rows.length > 0 && (
        <Crosshair
          document={document}
          ink={ink}
          area={{ left: room, right, top, bottom }}
          x={x}
          lines={rows.map(({ row, curve }) => ({ level: row.level, at: curve.epochs, values: curve.median }))}
        />
      )}
    </g>
  );
}

/** The dashed line of a level, and a tick for each epoch that was kept. */
function Validation({
  row,
  view,
  x,
  y,
  bottom,
  colour,
}: {
  readonly row: DocumentRow;
  readonly view: View;
  readonly x: Scale;
  readonly y: Scale;
  readonly bottom: number;
  readonly colour: string;
}) {
  const validation = validationOf(row, view);
  const kept = row.curve?.kept ?? [];
  return (
    <g fill="none" stroke={colour}>
      {validation !== null && (
        <path
          d={linePath(placesOf(validation.median, validation.epochs, x, y))}
          stroke-width={1.5}
          stroke-dasharray="5 3"
        />
      )}
      {kept.length > 0 && (
        <path d={kept.map((epoch) => `M${round(x(epoch))},${round(bottom)}v-7`).join('')} stroke-width={1.5} />
      )}
    </g>
  );
}

function placesOf(values: readonly (number | null)[], epochs: readonly number[], x: Scale, y: Scale) {
  return values.map((value, i) => (value === null ? null : { x: x(epochs[i]), y: y(value) }));
}

/** Accuracies end at 1, losses begin at 0 where that is near. */
function padded([low, high]: readonly [number, number], view: View): [number, number] {
  const margin = (high - low) * 0.05 || 0.01;
  const isShare = quantityOf(view) === 'accuracy';
  return [Math.max(0, low - margin), isShare ? Math.min(1, high + margin) : high + margin];
}

function bandOf({ epochs, q25, q75 }: DocumentCurve, x: Scale, y: Scale): string {
  return bandPath(
    epochs.map((epoch, i) => {
      const [low, high] = [q25[i], q75[i]];
      return low === null || high === null ? null : { x: x(epoch), low: y(low), high: y(high) };
    }),
  );
}

/** Points of each curve that the page's table shows at most: the file that is saved has all. */
const MOST_SHOWN = 8;

function tableOf(document: ExperimentDocument, view: View): Table {
  const { keys, rows, seeds, seedsDrawn } = document;
  const drawn = seeds.slice(0, seedsDrawn);
  const [validated, keeps] = [hasValidation(document) && quantityOf(view) === 'loss', hasKept(document)];
  const shown: boolean[] = [];
  const lines = rows.flatMap((row) => {
    const curve = curveOf(row, view);
    if (curve === null) return [];
    const every = Math.ceil(curve.epochs.length / MOST_SHOWN);
    return curve.epochs.map((epoch, i): Cell[] => {
      shown.push((curve.epochs.length - 1 - i) % every === 0);
      return [
        ...keys.map(({ name }) => row.block[name] ?? null),
        levelName(document, row.level),
        epoch,
        curve.median[i],
        curve.q25[i],
        curve.q75[i],
        ...(validated ? [validationOf(row, view)?.median[i] ?? null] : []),
        ...(keeps ? [keptIn(row, [curve.epochs[i - 1] ?? 0, epoch])] : []),
        ...drawn.map((_, s) => curve.seeds[s]?.[i] ?? null),
      ];
    });
  });
  return {
    columns: [
      ...keys.map(({ name }) => name),
      document.by ?? 'level',
      'epoch',
      `median of ${quantityOf(view)}`,
      'first quartile',
      'third quartile',
      ...(validated ? ['median of validation loss'] : []),
      ...(keeps ? ['seeds whose weights were kept'] : []),
      ...drawn.map((seed) => `seed ${seed}`),
    ],
    rows: lines,
    shown: (row) => shown[row],
    columnsShown: keys.length + 5 + Number(validated) + Number(keeps),
  };
}

/** So many of a level's runs kept the weights of an epoch after the first and up to the second. */
function keptIn({ curve }: DocumentRow, [after, upTo]: readonly [number, number]): number {
  return (curve?.kept ?? []).filter((epoch) => epoch > after && epoch <= upTo).length;
}
