/** What models say about one sequence as text: a table per time step, of the words for a gap, or of the classes. */
import { formatAccuracy } from './numbers.ts';
import { answerNamed, expectedAt, inputAt, type ModelAnswer, type Prediction, probabilityOf } from './prediction.ts';
import { left, renderTable, right } from './table.ts';
import { terminalText } from './terminal-text.ts';

export function predictionText(prediction: Prediction, { width }: { width: number }): string {
  const { output, words, sequence } = prediction;
  if (words === null) return stepTable(prediction, width);
  if (output.per === 'sequence') return sequenceTable(prediction, width);
  const isGap = output.kind === 'softmax' && sequence.counted.filter((counted) => counted === 1).length === 1;
  return isGap ? wordTable(prediction, width) : namedStepTable(prediction, width);
}

/** A row per time step: input, running quantities, expected, and each model's class with its probability of 1. */
function stepTable({ sequence, quantities, answers, ...rest }: Prediction, width: number): string {
  const prediction = { sequence, quantities, answers, ...rest };
  const names = Object.keys(quantities);
  const columns = [
    right('step'),
    right('input'),
    ...names.map((name) => right(name.replaceAll('_', ' '))),
    right('expected'),
    ...answers.map(({ title }) => left(answers.length === 1 ? 'predicted' : terminalText(title))),
  ];
  const rows = Array.from({ length: sequence.lengths[0] }, (_, t) => [
    String(t + 1),
    [inputAt(prediction, t)]
      .flat()
      .map((value) => Number(value).toFixed(4))
      .join(' '),
    ...names.map((name) => quantities[name][t].toFixed(2)),
    sequence.labels[t] < 0 ? '?' : String(sequence.labels[t]),
    ...answers.map((answer) => {
      const { predicted } = answer;
      const isWrong = sequence.labels[t] >= 0 && predicted[t] !== sequence.labels[t];
      return `${predicted[t]}   ${probabilityOf(answer, { i: t, k: 1, classes: 2 }).toFixed(2)}${isWrong ? '   wrong' : ''}`;
    }),
  ]);
  return renderTable(columns, rows, { width, indent: 1 });
}

/** A row per time step of a file's: tokens or numbers as they stand there, and answers where one counts. */
function namedStepTable(prediction: Prediction, width: number): string {
  const { sequence, answers } = prediction;
  const columns = [
    right('step'),
    left(inputTitle(prediction)),
    left('expected'),
    ...answers.map(({ title }) => left(answers.length === 1 ? 'predicted' : terminalText(title))),
  ];
  const rows = Array.from({ length: sequence.lengths[0] }, (_, t) => {
    const counts = sequence.counted[t] === 1;
    return [
      String(t + 1),
      inputText(prediction, t),
      counts ? expectedText(prediction, t) : '',
      ...answers.map((answer) => (counts ? predictedText(prediction, answer, t) : '')),
    ];
  });
  return renderTable(columns, rows, { width, indent: 1 });
}

/** One answer for the sequence: each class with each model's probability of it, or the number. */
function sequenceTable(prediction: Prediction, width: number): string {
  const { sequence, words, output, answers, columns } = prediction;
  const T = sequence.lengths[0];
  const shown =
    columns === null
      ? Array.from({ length: T }, (_, t) => inputText(prediction, t)).join(' ')
      : `${T} steps of ${inputTitle(prediction)}`;
  const known = expectedAt(prediction, 0);
  const heading = ` ${shown}${known === null ? '' : `\n expected: ${valueText(known)}`}`;
  if (output.kind === 'linear' || words === null) {
    const rows = answers.map((answer) => [terminalText(answer.title), predictedText(prediction, answer, 0)]);
    return `${heading}\n\n${renderTable([left('model'), left('predicted')], rows, { width, indent: 1 })}`;
  }
  const last = answers[answers.length - 1];
  const classes = words.classes.length;
  const order = words.classes.map((_, k) => k);
  order.sort((a, b) => probabilityOf(last, { i: 0, k: b, classes }) - probabilityOf(last, { i: 0, k: a, classes }));
  const rows = order.map((k) => [
    terminalText(words.classes[k]),
    ...answers.map((answer) => probabilityOf(answer, { i: 0, k, classes }).toFixed(2)),
  ]);
  const titles = [left('class'), ...answers.map(({ title }) => right(terminalText(title)))];
  return `${heading}\n\n${renderTable(titles, rows, { width, indent: 1 })}`;
}

/** A row per word that may stand in the gap, with each model's probability beside the true one. */
function wordTable(prediction: Prediction, width: number): string {
  const { sequence, words, truth, answers } = prediction;
  if (words === null) throw new Error('a table of words needs words');
  const gap = sequence.counted.indexOf(1);
  const classes = words.classes.length;
  const probability = (answer: ModelAnswer, word: number) => probabilityOf(answer, { i: gap, k: word, classes });
  const trueOf = ({ planned }: ModelAnswer) => truth?.[planned.configuration.direction] ?? null;
  const columns = [
    left('word'),
    ...answers.flatMap((answer) => [right(terminalText(answer.title)), ...(trueOf(answer) ? [right('true')] : [])]),
  ];
  const last = answers[answers.length - 1];
  const byProbability = words.classes
    .map((_, word) => word)
    .sort((a, b) => probability(last, b) - probability(last, a));
  const rows = byProbability.map((word) => [
    words.classes[word],
    ...answers.flatMap((answer) => {
      const given = trueOf(answer);
      return [
        probability(answer, word).toFixed(2),
        ...(given ? [given[word] === 0 ? '–' : given[word].toFixed(2)] : []),
      ];
    }),
  ]);
  const sentence = Array.from({ length: sequence.lengths[0] }, (_, t) => inputText(prediction, t)).join(' ');
  return ` ${sentence}\n\n${renderTable(columns, rows, { width, indent: 1 })}`;
}

function inputTitle({ columns }: Prediction): string {
  if (columns === null) return 'input';
  return columns.length <= MOST_NAMED ? columns.map(({ name }) => terminalText(name)).join(' ') : 'input';
}

/** Names of columns in a heading at most, and numbers in a cell. */
const MOST_NAMED = 4;

function inputText(prediction: Prediction, t: number): string {
  const values = [inputAt(prediction, t)].flat();
  const shown = values.slice(0, MOST_NAMED).map((value) => (value === null ? '–' : valueText(value)));
  return values.length > MOST_NAMED ? `${shown.join(' ')} …` : shown.join(' ');
}

function expectedText(prediction: Prediction, i: number): string {
  const expected = expectedAt(prediction, i);
  return expected === null ? '?' : valueText(expected);
}

/** The class with its probability, or the number. */
function predictedText(prediction: Prediction, answer: ModelAnswer, i: number): string {
  const { output, words } = prediction;
  const named = valueText(answerNamed(prediction, answer.predicted[i]));
  if (output.kind === 'linear' || words === null) return named;
  const probability = probabilityOf(answer, { i, k: answer.predicted[i], classes: words.classes.length });
  const expected = expectedAt(prediction, i);
  const isWrong = expected !== null && expected !== answerNamed(prediction, answer.predicted[i]);
  return `${named}   ${probability.toFixed(2)}${isWrong ? '   wrong' : ''}`;
}

function valueText(value: string | number): string {
  return typeof value === 'string' ? terminalText(value) : String(Number(value.toPrecision(5)));
}

/** '10 of 10 right' over the counted outputs; null where a label is not known, or is none. */
export function rightSteps({ sequence, output }: Prediction, { predicted }: ModelAnswer): string | null {
  const counted = predicted.map((_, i) => i).filter((i) => sequence.counted[i] === 1);
  if (output.kind === 'linear' || counted.some((i) => sequence.labels[i] < 0)) return null;
  return `${counted.filter((i) => predicted[i] === sequence.labels[i]).length} of ${counted.length} right`;
}

/** 'forward: run 3, seed 1, accuracy 0.948 (floor 0.889, ceiling 1.000)', or with its mean absolute error. */
export function answerLine({ run, seed, accuracy, mae, planned, title }: ModelAnswer): string {
  const { floor, ceiling } = planned;
  const bounds =
    floor === null || ceiling === null ? '' : ` (floor ${formatAccuracy(floor)}, ceiling ${formatAccuracy(ceiling)})`;
  const measured = mae === null ? `accuracy ${formatAccuracy(accuracy ?? Number.NaN)}` : `mae ${valueText(mae)}`;
  return `${terminalText(title)}: run ${run}, seed ${seed}, ${measured}${bounds}`;
}
