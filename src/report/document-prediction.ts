/** What models say of one sequence, as the page has it: numbers, and the texts that the terminal prints for them. */
import type { DocumentPrediction } from './experiment-document.ts';
import { type ModelAnswer, type Prediction, probabilityOf } from './prediction.ts';

export function documentPrediction(prediction: Prediction): DocumentPrediction {
  return prediction.words === null ? stepsOf(prediction) : wordsOf(prediction, prediction.words);
}

/** The words in the order of the last model's probabilities, as the terminal has them. */
function wordsOf(prediction: Prediction, { tokens, classes }: NonNullable<Prediction['words']>): DocumentPrediction {
  const { sequence, truth, answers } = prediction;
  const gap = sequence.counted.indexOf(1);
  const probability = (answer: ModelAnswer, word: number) =>
    probabilityOf(answer, { i: gap, k: word, classes: classes.length });
  const last = answers[answers.length - 1];
  const order = classes.map((_, word) => word).sort((a, b) => probability(last, b) - probability(last, a));
  return {
    kind: 'words',
    sentence: Array.from(sequence.inputs.subarray(0, sequence.lengths[0]), (token) => tokens[token]),
    gap,
    words: order.map((word) => classes[word]),
    models: answers.map((answer) => {
      const given = truth?.[answer.planned.configuration.direction] ?? null;
      return {
        ...modelOf(answer),
        probabilities: order.map((word) => probability(answer, word)),
        truth: given && order.map((word) => given[word]),
      };
    }),
  };
}

/** The article's last step: expected beside predicted, step by step. */
function stepsOf({ sequence, quantities, answers }: Prediction): DocumentPrediction {
  const T = sequence.lengths[0];
  const F = sequence.inputs.length / sequence.steps;
  return {
    kind: 'steps',
    inputs: Array.from({ length: T }, (_, t) => Array.from(sequence.inputs.subarray(t * F, (t + 1) * F))),
    quantities,
    expected: Array.from({ length: T }, (_, t) =>
      sequence.counted[t] === 0 || sequence.labels[t] < 0 ? null : sequence.labels[t],
    ),
    models: answers.map((answer) => ({
      ...modelOf(answer),
      probabilities: Array.from({ length: T }, (_, i) => probabilityOf(answer, { i, k: 1, classes: 2 })),
    })),
  };
}

function modelOf({ title, run, seed }: ModelAnswer) {
  return { title, run, seed };
}
