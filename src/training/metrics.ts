/** Metrics of predictions over the counted steps. N sequences, T time steps, K probabilities per step. */
import { logarithm } from '../elementary.ts';
import { CLIP, predictedClass, probabilityOfLabel } from '../engines/engine.ts';
import { outputWidth } from '../model/model.ts';
import type { ModelOutput, Sequences, StepAccuracy } from '../vocabulary.ts';

/** Sums over sequences seen so far; `add` takes any number of them at a time. */
export interface Tally {
  add(sequences: Sequences, probabilities: Float32Array): void;
  /** Throws where nothing counted: a mean of nothing is no metric. */
  metrics(): { loss: number; accuracy: number; sequence_accuracy: number };
  /** Time steps that no sequence counts are left out. */
  steps(): StepAccuracy[];
}

/** The tally that fits a model's output. */
export function tally(output: ModelOutput): Tally {
  switch (output.kind) {
    case 'sigmoid':
    case 'softmax':
      return tallyOfClasses(outputWidth(output));
    case 'linear':
      throw new Error('real numbers are neither right nor wrong');
    default:
      return output satisfies never;
  }
}

/** For models with K = `classes` probabilities per step; 1 for a sigmoid. */
function tallyOfClasses(classes: number): Tally {
  const rightAt: number[] = [];
  const countedAt: number[] = [];
  let loss = 0;
  let sequencesRight = 0;
  let sequences = 0;

  return {
    add({ count, steps, labels, counted }, probabilities) {
      for (let t = rightAt.length; t < steps; t++) {
        rightAt.push(0);
        countedAt.push(0);
      }
      for (let n = 0; n < count; n++) {
        let allRight = true;
        for (let t = 0; t < steps; t++) {
          const i = n * steps + t;
          if (counted[i] === 0) continue;
          loss -= logarithm(clip(probabilityOfLabel(probabilities, i, classes, labels[i])));
          countedAt[t] += 1;
          if (predictedClass(probabilities, i, classes) === labels[i]) rightAt[t] += 1;
          else allRight = false;
        }
        sequences += 1;
        if (allRight) sequencesRight += 1;
      }
    },

    metrics() {
      const counted = sum(countedAt);
      if (counted === 0) throw new Error('no time step of the test sequences counts');
      return { loss: loss / counted, accuracy: sum(rightAt) / counted, sequence_accuracy: sequencesRight / sequences };
    },

    steps() {
      return countedAt
        .map((counted, t) => ({ step: t + 1, accuracy: rightAt[t] / counted, counted }))
        .filter(({ counted }) => counted > 0);
    },
  };
}

function clip(probability: number): number {
  return Math.min(Math.max(probability, CLIP), 1 - CLIP);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
