/** How were they chosen? The race of a search: a bar for each configuration, as long as it stayed. */

import type { DocumentSearch, ExperimentDocument } from '../../../report/experiment-document.ts';
import { layFacets, TITLE_LINE } from '../facets.ts';
import type { Drawing, Figure, Scene, Table } from '../figure.ts';
import { levelName, styleOf } from '../levels.ts';
import { round } from '../paths.ts';
import { SMALL, Text } from '../svg.tsx';
import { fitted, textWidth } from '../text.ts';

export const RACE: Figure = {
  name: 'race',
  applies: ({ search }) => search !== null,
  question: ({ search }) => (search?.isOver ? 'How were they chosen?' : 'How are they being chosen?'),
  reading: ({ search }) =>
    [
      'A bar is a configuration, as long as the number of seeds it was run with; in colour those that nothing tells apart ' +
        'from the best, which stands first once five seeds are run, in grey those that wait or have left. Behind it its mean ' +
        'in the race.',
      ...(search?.sentences ?? []),
    ].join(' '),
  controls: () => [],
  draw,
  table: tableOf,
};

const ROW = 18;
const BAR = 10;
const GAP = 22;
const LEAST_WIDTH = 380;
/** Of the width, for the names at most. */
const MOST_FOR_NAMES = 0.55;
const FAINT = 0.45;

type RaceOfLevel = DocumentSearch['levels'][number];

function draw({ document, width, ink }: Scene): Drawing {
  const levels = document.search?.levels ?? [];
  const rows = Math.max(0, ...levels.map(({ racers, more }) => racers.length + (more === '' ? 0 : 1)));
  const layout = layFacets(
    levels.map(({ level }) => [levelName(document, level)]),
    { width, least: LEAST_WIDTH, height: rows * ROW },
  );
  return {
    height: layout.height + 8,
    content: (
      <g>
        {levels.map((level, i) => {
          const { x, y, title, width: room } = layout.facets[i];
          return (
            <g key={level.level} transform={`translate(${round(x)},${round(y)})`}>
              {title.map((line, t) => (
                <Text key={line} x={0} y={12 + t * TITLE_LINE} fill={ink.ink} isBold>
                  {line}
                </Text>
              ))}
              <Bars race={level} top={layout.titleHeight} room={room} scene={{ document, ink }} />
            </g>
          );
        })}
      </g>
    ),
  };
}

function Bars({
  race,
  top,
  room,
  scene: { document, ink },
}: {
  race: RaceOfLevel;
  top: number;
  room: number;
  scene: Pick<Scene, 'document' | 'ink'>;
}) {
  const { racers, racing, rounds, more } = race;
  const { colour } = styleOf(document, race.level, ink);
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map((text) => textWidth(text, SMALL, true)));
  const nameRoom = Math.min(widest(racers.map(({ name }) => name)) + GAP, room * MOST_FOR_NAMES);
  const perSeed =
    Math.max(0, room - nameRoom - widest(racers.map(({ text }) => text)) - 8) /
    Math.max(1, document.search?.seeds ?? 1);
  return (
    <g>
      {racers.map(({ name, seeds, text }, r) => {
        const middle = top + ROW * (r + 0.5);
        const isStill = r < racing;
        const leads = r === 0 && rounds > 0;
        return (
          <g key={name}>
            <Text x={0} y={middle + 4} fill={isStill ? ink.ink : ink.muted} isBold={leads}>
              {fitted(name, nameRoom - 6, SMALL, leads)}
            </Text>
            <rect
              x={round(nameRoom)}
              y={round(middle - BAR / 2)}
              width={round(perSeed * seeds)}
              height={BAR}
              rx={2}
              fill={isStill ? colour : ink.muted}
              fill-opacity={leads ? undefined : FAINT}
            />
            <Text x={nameRoom + perSeed * seeds + 6} y={middle + 4} fill={ink.muted}>
              {text}
            </Text>
          </g>
        );
      })}
      {more !== '' && (
        <Text x={0} y={top + ROW * (racers.length + 0.5) + 4} fill={ink.muted}>
          {more}
        </Text>
      )}
    </g>
  );
}

function tableOf({ by, search, metric }: ExperimentDocument): Table {
  const levels = search?.levels ?? [];
  return {
    columns: [...(by === null ? [] : [by]), 'configuration', 'seeds', metric.name, 'p'],
    rows: levels.flatMap(({ level, racers }) =>
      racers.map(({ name, seeds, mean, p }) => [...(by === null ? [] : [level]), name, seeds, mean, p]),
    ),
  };
}
