/** What does it say? The models' answers to one sequence: words for a gap, or a label at every step. */

import { scaleLinear } from 'd3-scale';
import type { DocumentPrediction } from '../../../report/experiment-document.ts';
import { spaced } from '../../../words.ts';
import { labelRoom, layFacets, TITLE_LINE } from '../facets.ts';
import type { Drawing, Figure, Scene, Table } from '../figure.ts';
import { styleOf } from '../levels.ts';
import { linePath, marksPath, round } from '../paths.ts';
import { AxisX, AxisY, NORMAL, type Scale, SMALL, Text } from '../svg.tsx';
import { textWidth } from '../text.ts';

type Words = DocumentPrediction & { readonly kind: 'words' };
type Steps = DocumentPrediction & { readonly kind: 'steps' };

export const PREDICTION: Figure = {
  name: 'prediction',
  applies: ({ prediction }) => prediction !== null,
  question: ({ prediction }) => (prediction?.kind === 'words' ? 'Which word fits the gap?' : 'What does it predict?'),
  reading: ({ prediction }) =>
    prediction === null ? '' : prediction.kind === 'words' ? wordsReading(prediction) : stepsReading(prediction),
  controls: () => [],
  draw: (scene) => {
    const { prediction } = scene.document;
    if (prediction === null) return { height: 0, content: null };
    return prediction.kind === 'words' ? drawWords(scene, prediction) : drawSteps(scene, prediction);
  },
  table: ({ prediction }) =>
    prediction === null
      ? { columns: [], rows: [] }
      : prediction.kind === 'words'
        ? wordsTable(prediction)
        : stepsTable(prediction),
};

function wordsReading({ sentence, models }: Words): string {
  const hasTruth = models.some(({ truth }) => truth !== null);
  return [
    `“${sentence.join(' ')}”`,
    `The bar is the probability that the model of seed ${models[0].seed} gives a word`,
    hasTruth ? ', the upright line the true one, given the side of the gap that it sees.' : '.',
  ]
    .join(' ')
    .replace(/ ([,.])/g, '$1');
}

function stepsReading({ models: [{ seed }], expected }: Steps): string {
  const wrong = 'A hollow mark is wrong.';
  return `A sequence that seed ${seed} was not trained on. The step is the label to be expected, the marks the probability of 1 that the model gives it; above one half it says 1. ${expected.includes(null) ? '' : wrong}`.trim();
}

const BAR = 26;
const HEAD = 8;

/** A picture for each model, with the words below each other in the same order. */
function drawWords({ document, width, ink }: Scene, { words, models }: Words): Drawing {
  const room = Math.max(...words.map((word) => textWidth(word, NORMAL))) + 12;
  const number = textWidth('0.00', SMALL) + 10;
  const height = HEAD + words.length * BAR;
  const layout = layFacets(
    models.map(({ title }) => [title]),
    { width, least: 220, height },
  );
  const most = Math.max(...models.flatMap(({ probabilities, truth }) => [...probabilities, ...(truth ?? [])]));
  return {
    height: layout.height + 6,
    content: (
      <g>
        {models.map(({ title, probabilities, truth }, m) => {
          const facet = layout.facets[m];
          const x = scaleLinear([0, most], [room, facet.width - number]);
          const { colour } = styleOf(document, title, ink);
          const top = layout.titleHeight + HEAD;
          return (
            <g key={title} transform={`translate(${round(facet.x)},${round(facet.y)})`}>
              {facet.title.map((line, i) => (
                <Text key={line} x={0} y={12 + i * TITLE_LINE} fill={colour} size={NORMAL} isBold>
                  {line}
                </Text>
              ))}
              <line x1={round(room)} x2={round(room)} y1={top - 2} y2={top + words.length * BAR} stroke={ink.muted} />
              {words.map((word, w) => {
                const y = top + BAR * w;
                const given = truth?.[w] ?? null;
                return (
                  <g key={word}>
                    <Text x={room - 8} y={y + 18} fill={ink.ink} size={NORMAL} anchor="end">
                      {word}
                    </Text>
                    <rect
                      x={round(room)}
                      y={y + 4}
                      width={round(Math.max(0, x(probabilities[w]) - room))}
                      height={BAR - 8}
                      fill={colour}
                      fill-opacity={0.75}
                    />
                    {given !== null && given > 0 && (
                      <line
                        x1={round(x(given))}
                        x2={round(x(given))}
                        y1={y + 1}
                        y2={y + BAR - 1}
                        stroke={ink.ink}
                        stroke-width={2.5}
                      />
                    )}
                    <Text
                      x={Math.max(x(probabilities[w]), given === null ? 0 : x(given)) + 7}
                      y={y + 18}
                      fill={ink.muted}
                    >
                      {probabilities[w].toFixed(2)}
                    </Text>
                  </g>
                );
              })}
            </g>
          );
        })}
      </g>
    ),
  };
}

const HEIGHT = 190;
const LINE = 19;

function drawSteps({ document, width, ink }: Scene, prediction: Steps): Drawing {
  const {
    expected,
    models: [{ probabilities }],
  } = prediction;
  const T = expected.length;
  const [top, bottom] = [8, 8 + HEIGHT];
  const y: Scale = scaleLinear([0, 1], [bottom, top]);
  const rows = numberRows(prediction);
  const room = Math.max(
    labelRoom(y.ticks(5).map(y.tickFormat(5))),
    ...rows.map(({ name }) => textWidth(name, SMALL) + 10),
  );
  const x = scaleLinear([0.5, T + 0.5], [room, width - 4]);
  const slot = x(2) - x(1);
  const hasRoom = rows.every(({ texts }) => texts.every((text) => textWidth(text, SMALL) + 6 < slot));
  const shown = hasRoom ? rows : [];
  const { colour } = styleOf(document, document.levels[0], ink);
  const points = probabilities.map((probability, t) => ({ x: x(t + 1), y: y(probability), t }));
  const isRight = ({ t }: { t: number }) => expected[t] === null || Number(probabilities[t] > 0.5) === expected[t];
  const labels = expected.flatMap((label, t) =>
    label === null
      ? [null]
      : [
          { x: x(t + 0.5), y: y(label) },
          { x: x(t + 1.5), y: y(label) },
        ],
  );
  const every = Math.ceil((textWidth(String(T), SMALL) + 8) / slot);
  const ticks = Array.from({ length: T }, (_, t) => t + 1).filter((step) => (step - 1) % every === 0);
  return {
    height: bottom + 44 + shown.length * LINE,
    content: (
      <g>
        <AxisY scale={y} ink={ink} count={5} from={room} to={width - 4} />
        <line
          x1={round(room)}
          x2={width - 4}
          y1={round(y(0.5))}
          y2={round(y(0.5))}
          stroke={ink.muted}
          stroke-dasharray="2 4"
        />
        <path d={linePath(labels)} fill="none" stroke={ink.better} stroke-width={2} />
        <path d={linePath(points)} fill="none" stroke={colour} stroke-width={1.2} stroke-opacity={0.5} />
        <path d={marksPath('circle', 5, points.filter(isRight))} fill={colour} />
        <path
          d={marksPath(
            'circle',
            5,
            points.filter((point) => !isRight(point)),
          )}
          fill={ink.paper}
          stroke={colour}
          stroke-width={2}
        />
        <AxisX
          ticks={ticks.map((step) => ({ at: x(step), label: String(step) }))}
          ink={ink}
          y={bottom}
          from={room}
          to={width - 4}
        />
        {shown.map(({ name, texts }, r) => (
          <g key={name}>
            <Text x={0} y={bottom + 18 + LINE * (r + 1)} fill={ink.muted}>
              {name}
            </Text>
            {texts.map((text, t) => (
              <Text key={`${t + 1}`} x={x(t + 1)} y={bottom + 18 + LINE * (r + 1)} fill={ink.muted} anchor="middle">
                {text}
              </Text>
            ))}
          </g>
        ))}
        <Text x={(room + width) / 2} y={bottom + 38 + shown.length * LINE} fill={ink.muted} anchor="middle">
          time step
        </Text>
      </g>
    ),
  };
}

/** The numbers under the steps: the input where it is one, and what explains the labels. */
function numberRows({ inputs, quantities }: Steps): { name: string; texts: string[] }[] {
  const input = inputs[0].length === 1 ? [{ name: 'input', values: inputs.map(([value]) => value) }] : [];
  const others = Object.entries(quantities).map(([name, values]) => ({ name: spaced(name), values }));
  return [...input, ...others].map(({ name, values }) => ({ name, texts: values.map((value) => value.toFixed(2)) }));
}

function wordsTable({ words, models }: Words): Table {
  return {
    columns: [
      'word',
      ...models.flatMap(({ title, truth }) => [title, ...(truth === null ? [] : [`true for ${title}`])]),
    ],
    rows: words.map((word, w) => [
      word,
      ...models.flatMap(({ probabilities, truth }) => [probabilities[w], ...(truth === null ? [] : [truth[w]])]),
    ]),
  };
}

function stepsTable({ inputs, quantities, expected, models }: Steps): Table {
  const names = Object.keys(quantities);
  const features = inputs[0].map((_, f) => (inputs[0].length === 1 ? 'input' : `input ${f + 1}`));
  return {
    columns: ['step', ...features, ...names, 'expected', ...models.map(({ title }) => `probability of 1 by ${title}`)],
    rows: expected.map((label, t) => [
      t + 1,
      ...inputs[t],
      ...names.map((name) => quantities[name][t]),
      label,
      ...models.map(({ probabilities }) => probabilities[t]),
    ]),
  };
}
