/** How long a run will take, so that a plan can be announced, shared out and kept within a time limit. */
import { CELL } from '../model/cell.ts';
import { countParameters, type Model, mergedWidth, modelOf, readingDirections } from '../model/model.ts';
import { testCount } from '../tasks/dataset.ts';
import { openDataset } from '../tasks/tasks.ts';
import type { Configuration, EngineName, PlannedConfiguration } from '../vocabulary.ts';
import { updatesOf } from './train.ts';

/** What an update is made of, in microseconds of one core. */
interface Cost {
  readonly update: number;
  /** Per time step of a reading, whatever the batch. */
  readonly step: number;
  /** Per time step of a reading and sequence, and that by units. */
  readonly sequenceStep: number;
  readonly unitStep: number;
  /** Per parameter and update: the optimizer. */
  readonly parameter: number;
  /** Per parameter, time step and sequence: forward, gradient of the state, gradient of the weights. */
  readonly product: number;
}

/**
 * Fitted to 24 shapes each (1 to 256 units, batches of 1 to 32, 10 to 100 steps, one reading and two) on a core of a
 * server of 2025: within a quarter of what was measured, but for weights that fill the cache. Other machines are
 * slower or faster as a whole, which `expectations` learns.
 */
const COST: Readonly<Record<EngineName, Cost>> = {
  fused: { update: 0.55, step: 0, sequenceStep: 0.035, unitStep: 0.0017, parameter: 0.0008, product: 0.00014 },
  reference: { update: 0.4, step: 0, sequenceStep: 0.11, unitStep: 0.084, parameter: 0.0098, product: 0.0028 },
  tfjs: { update: 760, step: 770, sequenceStep: 4, unitStep: 2.5, parameter: 0.38, product: 0.0067 },
};

/** Estimated milliseconds of one run. */
export interface RunEstimate {
  /** Initial weights and updates: what the database keeps as `train_ms`. */
  readonly trainMs: number;
  readonly testMs: number;
}

/** Microseconds to make a time step of a test sequence, and to count what is predicted for it. */
const TESTED_STEP = 0.05;

/** Of one run, by what such a run took on another machine. */
export function estimate(configuration: Configuration): RunEstimate {
  const dataset = openDataset(configuration);
  const model = modelOf(configuration, dataset);
  const { meanSteps: steps } = dataset;
  const { engine, batch_size } = configuration;
  const sequences = testCount(dataset, configuration);
  const predicted = updateUs(engine, model, { steps, batchSize: sequences }) / PASSES;
  const orthogonal = (model.layers * CELL[model.cell].gates.length * model.units ** 3) / 1000;
  return {
    trainMs: (orthogonal + updatesOf(configuration) * updateUs(engine, model, { steps, batchSize: batch_size })) / 1000,
    testMs: (predicted + sequences * steps * TESTED_STEP) / 1000,
  };
}

/** Estimated microseconds of one update of an engine. */
export function updateUs(
  engine: EngineName,
  model: Model,
  { steps, batchSize }: { steps: number; batchSize: number },
): number {
  const cost = COST[engine];
  const parameters = countParameters(model);
  const readingSteps = steps * readingDirections(model.direction).length * model.layers;
  const gates = CELL[model.cell].gates.length / CELL.lstm.gates.length; // of those that the costs were fitted to
  const draws = model.dropout === 0 ? 0 : steps * model.layers * mergedWidth(model) * DRAW;
  const perSequence =
    readingSteps * (cost.sequenceStep + model.units * gates * cost.unitStep) +
    multiplications(engine, model) * steps * cost.product +
    draws;
  return cost.update + readingSteps * cost.step + parameters * cost.parameter + batchSize * perSequence;
}

/** Microseconds of a number that decides whether an output is dropped. */
const DRAW = 0.005;

/** Forward is one of three of like size: the gradients of the state and of the weights are the others. */
export const PASSES = 3;

/** Estimated milliseconds of one run as a whole. */
export function estimateMs(configuration: Configuration): number {
  const { trainMs, testMs } = estimate(configuration);
  return trainMs + testMs;
}

/** What runs are expected to take here, by what others have taken. */
export interface Expectations {
  /** Milliseconds of one run. */
  ms(planned: PlannedConfiguration): number;
  /** Whether anything has been learnt of this machine. */
  readonly isMeasured: boolean;
  /** Takes in what a run of a configuration has taken to train; the last word on a configuration counts. */
  learn(planned: PlannedConfiguration, trainMs: number): void;
}

/** A configuration and what its runs took to train on this machine, on average. */
export interface TrainTime {
  readonly planned: PlannedConfiguration;
  readonly trainMs: number;
}

/**
 * A configuration that has been trained takes what it took. Another takes what the estimate says, times what the
 * machine is slower with its engine (the geometric mean over configurations), or with any engine where there is none.
 */
export function expectations(measured: readonly TrainTime[]): Expectations {
  const estimates = new Map<string, RunEstimate>();
  const known = new Map<string, number>();
  const ratios = new Map<EngineName, Map<string, number>>();

  const estimateOf = ({ key, configuration }: PlannedConfiguration) => {
    const found = estimates.get(key) ?? estimate(configuration);
    estimates.set(key, found);
    return found;
  };
  const slownesses = new Map<EngineName, number>(); // until something is learnt
  const slowness = (engine: EngineName) => {
    const own = ratios.get(engine);
    const found =
      slownesses.get(engine) ??
      geometricMean(own === undefined ? [...ratios.values()].flatMap((of) => [...of.values()]) : [...own.values()]);
    slownesses.set(engine, found);
    return found;
  };
  const learn = (planned: PlannedConfiguration, trainMs: number) => {
    const { engine } = planned.configuration;
    const ofEngine = ratios.get(engine) ?? new Map<string, number>();
    ratios.set(engine, ofEngine.set(planned.key, Math.max(trainMs, SHORTEST_MS) / estimateOf(planned).trainMs));
    known.set(planned.key, trainMs);
    slownesses.clear();
  };
  for (const { planned, trainMs } of measured) learn(planned, trainMs);
  return {
    ms(planned) {
      const { trainMs, testMs } = estimateOf(planned);
      const times = slowness(planned.configuration.engine);
      return (known.get(planned.key) ?? trainMs * times) + testMs * times;
    },
    get isMeasured() {
      return known.size > 0;
    },
    learn,
  };
}

/** A clock may say 0 of a run that is over at once. */
const SHORTEST_MS = 0.01;

function geometricMean(values: readonly number[]): number {
  if (values.length === 0) return 1;
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** Of a step: one for each weight, but for those of tokens, of which a row is looked up; TensorFlow.js multiplies them too. */
function multiplications(engine: EngineName, model: Model): number {
  const { input, direction } = model;
  if (engine === 'tfjs') return countParameters(model);
  const looked = input.kind === 'tokens' ? readingDirections(direction).length * (input.vocabulary - 1) : 0;
  return countParameters(model) - looked * CELL[model.cell].gates.length * model.units;
}

/** Generous, since machines differ and may be busy: it is there for workers that hang. */
export function timeLimitMs(estimatedMs: number): number {
  return Math.min(60_000 + 30 * estimatedMs, 2 ** 31 - 1); // the longest that setTimeout knows
}
