/** What models say about one sequence: a table per time step, or the words for a gap side by side; and as JSON. */
import type { Direction, PlannedConfiguration, Sequences } from '../vocabulary.ts';
import { formatAccuracy } from './numbers.ts';
import { left, renderTable, right } from './table.ts';
import { terminalText } from './terminal-text.ts';

/** One model's answer to the sequence. */
export interface ModelAnswer {
  readonly run: number;
  readonly seed: number;
  readonly planned: PlannedConfiguration;
  /** On the test sequences of the run. */
  readonly accuracy: number;
  /** (T, K), K = 1 for a sigmoid. */
  readonly probabilities: Float32Array;
  /** (T): the class that each step is predicted to have. */
  readonly predicted: readonly number[];
  /** What tells it from the other models beside it: 'forward', '16'. */
  readonly title: string;
}

/** One sequence, what is known about it, and the answers of one or several models. */
export interface Prediction {
  readonly task: string;
  /** The only one; a label of −1 is not known. */
  readonly sequence: Sequences;
  /** null where inputs are numbers and labels 0 or 1. */
  readonly words: { readonly tokens: readonly string[]; readonly classes: readonly string[] } | null;
  /** Running quantities that explain the labels, by name, a value per time step. */
  readonly quantities: Readonly<Record<string, readonly number[]>>;
  /** The true probability of each class at the gap, given what a direction sees. */
  readonly truth: Readonly<Record<Direction, readonly number[] | null>> | null;
  readonly answers: readonly ModelAnswer[];
}

export function predictionText(prediction: Prediction, { width }: { width: number }): string {
  return prediction.words === null ? stepTable(prediction, width) : wordTable(prediction, width);
}

/** A row per time step: input, running quantities, expected, and each model's class with its probability of 1. */
function stepTable({ sequence, quantities, answers }: Prediction, width: number): string {
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
    inputNumbers(sequence, t)
      .map((value) => value.toFixed(4))
      .join(' '),
    ...names.map((name) => quantities[name][t].toFixed(2)),
    sequence.labels[t] < 0 ? '?' : String(sequence.labels[t]),
    ...answers.map(({ probabilities, predicted }) => {
      const isWrong = sequence.labels[t] >= 0 && predicted[t] !== sequence.labels[t];
      return `${predicted[t]}   ${probabilities[t].toFixed(2)}${isWrong ? '   wrong' : ''}`;
    }),
  ]);
  return renderTable(columns, rows, { width, indent: 1 });
}

/** A row per word that may stand in the gap, with each model's probability beside the true one. */
function wordTable({ sequence, words, truth, answers }: Prediction, width: number): string {
  if (words === null) throw new Error('a table of words needs words');
  const gap = sequence.counted.indexOf(1);
  const classes = words.classes.length;
  const probability = ({ probabilities }: ModelAnswer, word: number) => probabilities[gap * classes + word];
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
  const sentence = Array.from(sequence.inputs, (token) => words.tokens[token]).join(' ');
  return ` ${sentence}\n\n${renderTable(columns, rows, { width, indent: 1 })}`;
}

/** One object per model: numbers in full precision. */
export function predictionJson({ task, sequence, words, quantities, answers }: Prediction): Record<string, unknown>[] {
  return answers.map(({ run, accuracy, probabilities, predicted }) => ({
    run,
    task,
    accuracy,
    steps: Array.from({ length: sequence.lengths[0] }, (_, t) => {
      const K = words === null ? 1 : words.classes.length;
      const named = (label: number) => (words === null ? label : words.classes[label]);
      return {
        step: t + 1,
        input: inputJson(sequence, words, t),
        ...Object.fromEntries(Object.entries(quantities).map(([name, values]) => [name, values[t]])),
        expected: sequence.counted[t] === 0 || sequence.labels[t] < 0 ? null : named(sequence.labels[t]),
        predicted: named(predicted[t]),
        ...(words === null
          ? { probability: probabilities[t] }
          : { probabilities: Object.fromEntries(words.classes.map((word, k) => [word, probabilities[t * K + k]])) }),
        counted: sequence.counted[t] === 1,
      };
    }),
  }));
}

/** '10 of 10 right' over the counted steps; null where a label is not known. */
export function rightSteps({ sequence }: Prediction, { predicted }: ModelAnswer): string | null {
  const counted = predicted.map((_, t) => t).filter((t) => sequence.counted[t] === 1);
  if (counted.some((t) => sequence.labels[t] < 0)) return null;
  return `${counted.filter((t) => predicted[t] === sequence.labels[t]).length} of ${counted.length} right`;
}

/** 'run 3, seed 1: accuracy 0.948 on its test sequences (floor 0.889, ceiling 1.000)'. */
export function answerLine({ run, seed, accuracy, planned, title }: ModelAnswer): string {
  const { floor, ceiling } = planned;
  const bounds =
    floor === null || ceiling === null ? '' : ` (floor ${formatAccuracy(floor)}, ceiling ${formatAccuracy(ceiling)})`;
  return `${terminalText(title)}: run ${run}, seed ${seed}, accuracy ${formatAccuracy(accuracy)}${bounds}`;
}

function inputNumbers({ inputs, steps }: Sequences, t: number): number[] {
  const F = inputs.length / steps;
  return Array.from(inputs.subarray(t * F, (t + 1) * F));
}

function inputJson(sequence: Sequences, words: Prediction['words'], t: number): unknown {
  if (words !== null) return words.tokens[sequence.inputs[t]];
  const numbers = inputNumbers(sequence, t);
  return numbers.length === 1 ? numbers[0] : numbers;
}
