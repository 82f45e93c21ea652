/** The updates that an engine check makes: from which weights and moments, on which sequences. */
// N sequences, B of them per update, T time steps, L outputs per sequence, F numbers per step
import { dropoutOf } from '../engines/dropout.ts';
import type { TrainerSettings, TrainerState } from '../engines/engine.ts';
import { MOMENTS, type OptimizerSettings } from '../engines/optimizer.ts';
import { lossAndGradient } from '../engines/reference.ts';
import { type Model, outputsPerSequence, weightShapes } from '../model/model.ts';
import { initialWeights } from '../model/weights.ts';
import { type RandomStream, stream } from '../random.ts';
import type { Dataset } from '../tasks/dataset.ts';
import type { Sequences } from '../vocabulary.ts';
import { UPDATES } from './check-size.ts';

export interface CheckedUpdate {
  readonly before: TrainerState;
  readonly batch: Sequences;
  /** For models with dropout. */
  readonly masks: readonly Uint8Array[] | undefined;
}

interface Of {
  readonly model: Model;
  readonly settings: TrainerSettings;
  readonly dataset: Dataset;
  readonly seed: number;
}

/**
 * The first is that of a run. The others start from weights near its initial ones with moments of the size of the
 * gradient, early and late in a training; every second batch has sequences of different lengths, with outputs that do
 * not count among them.
 */
export function checkedUpdates({ model, settings, dataset, seed }: Of): CheckedUpdate[] {
  const source = dataset.training(seed);
  const random = stream(seed, 'check');
  const dropout = model.dropout === 0 ? null : dropoutOf(model, seed);
  const initial = initialWeights(model, seed);
  return Array.from({ length: UPDATES }, (_, i) => {
    const given = source.next(settings.batchSize);
    const isCut = i % 2 === 1 || given.steps > settings.steps;
    const batch = isCut ? cut(given, { model, steps: settings.steps, random }) : given;
    const masks = dropout?.next(batch);
    const weights = i === 0 ? initial : moved(initial, model, random);
    const { gradient } = lossAndGradient(model, weights, batch, { precision: 'float32', masks });
    const moments = MOMENTS[settings.optimizer.name].map((name) =>
      i === 0 ? new Float32Array(weights.length) : gradient.map(momentOf(settings.optimizer, name, random)),
    );
    return {
      before: {
        weights,
        updates: UPDATES_BEFORE[i],
        moments: moments.map((moment) => Float32Array.from(moment)),
      },
      batch,
      masks,
    };
  });
}

/** The first updates and later ones: the corrections of Adam's bias are large, and gone. */
const UPDATES_BEFORE: readonly number[] = [0, 2, 30, 5000];

/** A moment as gradients of that size would have left it. */
function momentOf(
  { name: optimizer, learningRate }: OptimizerSettings,
  moment: string,
  random: RandomStream,
): (gradient: number) => number {
  if (moment === 'v' || moment === 's') return (gradient) => gradient * gradient * (0.5 + random.uniform());
  // What rmsprop goes on with is a step; all else is a gradient
  if (moment === 'a' && optimizer === 'rmsprop') return () => learningRate * random.normal();
  return (gradient) => gradient * random.normal();
}

/** Each weight by some per cent, and the biases away from 0 and 1, where a fault in them would not show. */
function moved(initial: Float32Array, model: Model, random: RandomStream): Float32Array {
  const weights = new Float32Array(initial.length);
  let offset = 0;
  for (const { part, size } of weightShapes(model)) {
    for (let i = offset; i < offset + size; i++) {
      const by = part === 'bias' ? 0.2 * random.normal() : 0.1 * initial[i] * random.normal();
      weights[i] = initial[i] + by;
    }
    offset += size;
  }
  return weights;
}

/** The beginnings of sequences, about half of each, with labels of their own, since those given may lie behind. */
function cut(
  { count, steps, inputs, lengths }: Sequences,
  { model, steps: most, random }: { model: Model; steps: number; random: RandomStream },
): Sequences {
  const F = model.input.kind === 'numbers' ? model.input.features : 1;
  const L = outputsPerSequence(model.output, most);
  const kept = lengths.map((length) => 1 + random.below(Math.min(length, most)));
  const shorter = inputs instanceof Int32Array ? new Int32Array(count * most * F) : new Float32Array(count * most * F);
  const labels = new Int32Array(count * L).fill(model.output.kind === 'linear' ? -1 : 0); // (N, L)
  const targets = model.output.kind === 'linear' ? new Float32Array(count * L) : null; // (N, L)
  const counted = new Uint8Array(count * L); // (N, L)
  const classes = model.output.kind === 'softmax' ? model.output.classes : 2;
  for (let n = 0; n < count; n++) {
    shorter.set(inputs.subarray(n * steps * F, (n * steps + kept[n]) * F), n * most * F);
    const outputs = outputsPerSequence(model.output, kept[n]);
    for (let i = n * L; i < n * L + outputs; i++) {
      if (targets === null) labels[i] = random.below(classes);
      else targets[i] = random.normal();
      counted[i] = i === n * L || random.below(3) > 0 ? 1 : 0;
    }
  }
  return { count, steps: most, inputs: shorter, labels, targets, counted, lengths: kept };
}
