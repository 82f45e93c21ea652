/**
 * The engine check: single updates of an engine, each from weights and moments that are given, held against the
 * reference in float64.
 *
 * One update at a time, because Adam divides by the size of the gradient: where that is 0 but for rounding, a step is
 * as long as anywhere else and goes either way, and after some updates two sound engines are far apart. So a check asks
 * two things that rounding hardly touches: whether the engine has the gradient (read off its moments), and whether it
 * made the step that its own gradient asks for. The weights are near those at a run's beginning whatever its learning
 * rate, so that no output is saturated and the gradient is known to some six digits.
 *
 * How much of a difference is rounding, the reference says when it computes in float32. A fault of 1 % in one gate, a
 * merge, the head, the optimizer or the padding stands out by a factor of ten; rounding stays below by as much and more.
 */
import type { Engine, Trainer, TrainerState } from '../engines/engine.ts';
import { ADAM, MOMENTS, type OptimizerSettings, RMSPROP } from '../engines/optimizer.ts';
import type { Precision } from '../engines/reference/arrays.ts';
import { createOptimizer } from '../engines/reference/optimizer.ts';
import { lossAndGradient, REFERENCE_VERSION, referenceEngine } from '../engines/reference.ts';
import { CELL } from '../model/cell.ts';
import { type Model, weightShapes } from '../model/model.ts';
import type { Dataset } from '../tasks/dataset.ts';
import type { Configuration, EngineCheck } from '../vocabulary.ts';
import { type CheckedModel, checkedModel } from './check-size.ts';
import { type CheckedUpdate, checkedUpdates } from './checked-updates.ts';
import { distance, largest, norm } from './distances.ts';

/** What engines are held against, as it stands in `engine_checks`. */
export const CHECKED_AGAINST = `${REFERENCE_VERSION} in float64`;

/** Differences up to here are none: of a loss or an output, and relative ones of a gradient or a step. */
const LOSS_TOLERANCE = 1e-4;
const WEIGHT_TOLERANCE = 1e-3;
/** An engine may round so many times as much as the reference in float32, which takes its sums in float64. */
const ROUNDING = 100;
/** A block with less of the whole gradient than this is compared as if it had as much. */
const LEAST_SHARE = 1e-6;
/** Two roundings to float32; and what an engine may add to a moment to keep it from becoming denormal, which is slow. */
const TWO_ROUNDINGS = 2 ** -23;
const NOTHING = 1e-30;
/** Beyond, a weight has left float32 or is about to: a learning rate of 1e38 does that in one update. */
const MOST_WEIGHT = 1e37;

/** Checks an engine on the model of a configuration, or on a smaller one of its kind; see check-size.ts. */
export function checkEngine(
  { configuration, seed }: { configuration: Configuration; seed: number },
  { engine, dataset }: { engine: Engine; dataset: Dataset },
): Promise<EngineCheck> {
  return checkOnModel(checkedModel(configuration, dataset), { engine, dataset, seed });
}

/** Makes the updates of a check in an engine. NaN anywhere fails it and shows as Infinity. */
export async function checkOnModel(
  { model, settings }: CheckedModel,
  { engine, dataset, seed }: { engine: Engine; dataset: Dataset; seed: number },
): Promise<EngineCheck> {
  const updates = checkedUpdates({ model, settings, dataset, seed });
  const trainer = await engine.createTrainer(model, updates[0].before.weights, settings);
  const blocks = blocksOf(model);
  try {
    const differences: Difference[] = [];
    for (const update of updates) {
      const checking = { model, settings, update, blocks };
      differences.push(...(await differencesOfUpdate(trainer, checking)), await differenceOfOutputs(trainer, checking));
    }
    const largestOf = (kind: Difference['kind']) =>
      largest(differences.filter((difference) => difference.kind === kind).map(({ found }) => found));
    return {
      against: CHECKED_AGAINST,
      updates: updates.length,
      lossDifference: largestOf('loss'),
      weightDifference: largestOf('weight'),
      passed: differences.every(({ found, allowed }) => found <= allowed),
    };
  } finally {
    trainer.dispose();
  }
}

interface Difference {
  /** loss: absolute, of a loss or an output. weight: relative, of a gradient or of what an update changes. */
  readonly kind: 'loss' | 'weight';
  readonly found: number;
  readonly allowed: number;
}

interface Checking extends CheckedModel {
  readonly update: CheckedUpdate;
  readonly blocks: readonly (readonly number[])[];
}

/** Of its loss, and of gradient and step in every block of weights. */
async function differencesOfUpdate(
  trainer: Trainer,
  { model, settings, update, blocks }: Checking,
): Promise<Difference[]> {
  const { before, batch, masks } = update;
  await trainer.restore(before);
  const { losses } = await trainer.train(batch, masks);
  const after = await trainer.state();

  const in64 = lossAndGradient(model, Float64Array.from(before.weights), batch, { precision: 'float64', masks });
  const in32 = lossAndGradient(model, before.weights, batch, { precision: 'float32', masks });
  const gradient = gradientBehind(settings.optimizer, before, after);
  const expected = stepFrom(settings.optimizer, before, gradient);
  const whole = norm(in64.gradient);
  const loss: Difference = {
    kind: 'loss',
    found: largest(losses, [in64.loss]),
    allowed: Math.max(LOSS_TOLERANCE * (1 + in64.loss), ROUNDING * Math.abs(in32.loss - in64.loss)),
  };
  return [
    loss,
    ...blocks.flatMap((block): Difference[] => {
      const size = Math.max(norm(in64.gradient, block), LEAST_SHARE * whole, Number.MIN_VALUE);
      const rounding = distance(in32.gradient, in64.gradient, block) / size;
      return [
        {
          kind: 'weight',
          found: distance(gradient, in64.gradient, block) / size,
          allowed: Math.max(WEIGHT_TOLERANCE, ROUNDING * rounding),
        },
        { kind: 'weight', found: differenceOfStep({ before, after, expected }, block), allowed: WEIGHT_TOLERANCE },
      ];
    }),
  ];
}

/** Of what a prediction says, from which all metrics are taken. */
async function differenceOfOutputs(trainer: Trainer, { model, settings, update }: Checking): Promise<Difference> {
  const { before, batch } = update;
  const outputsIn = async (precision: Precision) => {
    const reference = await referenceEngine(precision).createTrainer(model, before.weights, settings);
    return await reference.predict(batch);
  };
  await trainer.restore(before);
  const outputs = await trainer.predict(batch);
  const [in64, in32] = [await outputsIn('float64'), await outputsIn('float32')];
  return {
    kind: 'loss',
    found: largest(outputs, in64),
    allowed: Math.max(LOSS_TOLERANCE * (1 + largest(in64)), ROUNDING * largest(in32, in64)),
  };
}

/**
 * The weights whose differences are taken together: of the recurrent layers one gate of one tensor, so that a fault in
 * one of them is not lost among the others.
 */
function blocksOf(model: Model): number[][] {
  const gates = CELL[model.cell].gates.length;
  let offset = 0;
  return weightShapes(model).flatMap(({ of, shape, size }) => {
    const columns = shape[shape.length - 1];
    const width = of === 'output' ? columns : columns / gates;
    const blocks = Array.from({ length: columns / width }, (): number[] => []);
    for (let i = 0; i < size; i++) blocks[Math.floor((i % columns) / width)].push(offset + i);
    offset += size;
    return blocks;
  });
}

/** The gradient that an update followed, from what it left in the moments; see engines/optimizer.ts. */
function gradientBehind(settings: OptimizerSettings, before: TrainerState, after: TrainerState): Float64Array {
  const { name, momentum } = settings;
  const moment = ({ moments }: TrainerState, wanted: string) => moments[MOMENTS[name].indexOf(wanted)];
  const recovered = (of: (i: number) => number) => Float64Array.from(before.weights, (_, i) => of(i));
  switch (name) {
    case 'adam':
    case 'adamw': {
      const [m, next] = [moment(before, 'm'), moment(after, 'm')];
      return recovered((i) => (next[i] - ADAM.beta1 * m[i]) / (1 - ADAM.beta1));
    }
    case 'rmsprop': {
      // Its size from s, since a small step is lost in the rounding of a, which goes on with the steps before
      const [a, nextOfA] = [moment(before, 'a'), moment(after, 'a')];
      const [s, nextOfS] = [moment(before, 's'), moment(after, 's')];
      return recovered((i) => {
        const squared = (nextOfS[i] - RMSPROP.rho * s[i]) / (1 - RMSPROP.rho);
        return Math.sign(nextOfA[i] - momentum * a[i]) * Math.sqrt(Math.max(0, squared));
      });
    }
    case 'sgd': {
      const [a, next] = [moment(before, 'a'), moment(after, 'a')];
      return recovered((i) => next[i] - momentum * a[i]);
    }
    default:
      return name satisfies never;
  }
}

/** Weights, then moments: all that an update changes. */
type Changed = readonly ArrayLike<number>[];

/** Where the optimizer goes with a gradient, in float64. */
function stepFrom(settings: OptimizerSettings, before: TrainerState, gradient: Float64Array): Changed {
  const optimizer = createOptimizer(settings, gradient.length, 'float64');
  for (const [i, moment] of optimizer.moments.entries()) moment.set(before.moments[i]);
  optimizer.continueAt(before.updates);
  const weights = Float64Array.from(before.weights);
  optimizer.move(weights, gradient);
  return [weights, ...optimizer.moments];
}

/** Relative to the step, less what is rounded when its end is kept. */
function differenceOfStep(
  { before, after, expected }: { before: TrainerState; after: TrainerState; expected: Changed },
  block: readonly number[],
): number {
  const [from, to]: Changed[] = [before, after].map(({ weights, moments }) => [weights, ...moments]);
  return largest(
    expected.map((end, k) => {
      const held = block.filter((i) => Math.abs(end[i]) <= MOST_WEIGHT);
      const missed = Math.max(0, distance(to[k], end, held) - TWO_ROUNDINGS * norm(end, held) - NOTHING * held.length);
      return missed === 0 ? 0 : missed / distance(end, from[k], held);
    }),
  );
}
