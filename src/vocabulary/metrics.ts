/** What a trained model is measured by. */

export const METRICS = [
  'accuracy',
  'loss',
  'sequence_accuracy',
  'training_loss',
  'f1_macro',
  'mae',
  'mse',
  'r2',
] as const;

export type Metric = (typeof METRICS)[number];

/** Whether a metric is better when higher or when lower. */
export const BETTER: Readonly<Record<Metric, 'higher' | 'lower'>> = {
  accuracy: 'higher',
  loss: 'lower',
  sequence_accuracy: 'higher',
  training_loss: 'lower',
  f1_macro: 'higher',
  mae: 'lower',
  mse: 'lower',
  r2: 'higher',
};

/**
 * Differences up to here count as none, unless the file says otherwise. Of mae and mse it is the share of the standard
 * deviation (of its square) that the target has in the training part.
 */
export const SMALLEST_EFFECT: Readonly<Record<Metric, number>> = {
  accuracy: 0.005,
  loss: 0.01,
  sequence_accuracy: 0.005,
  training_loss: 0.01,
  f1_macro: 0.005,
  mae: 0.01,
  mse: 0.01,
  r2: 0.005,
};

/** null for what the outputs do not have: an accuracy of real numbers, an error of classes. */
export type Metrics = Readonly<Record<Metric, number | null>> & {
  readonly loss: number;
  readonly training_loss: number;
};

/** One time step, over the test sequences that count it. */
export interface StepMetrics {
  /** 1 … the sequence length. */
  readonly step: number;
  /** Of classes, else null. */
  readonly accuracy: number | null;
  /** Of real numbers, in the unit of the file; else null. */
  readonly mae: number | null;
  readonly counted: number;
}
