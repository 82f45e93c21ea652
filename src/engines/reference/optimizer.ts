/** The formulas of ../optimizer.ts, weight by weight. */
import { ADAM, MOMENTS, type OptimizerSettings, RMSPROP } from '../optimizer.ts';
import { type Kept, type Precision, zeros } from './arrays.ts';

export interface Optimizer {
  /** In the order of MOMENTS, each flat like the weights. */
  readonly moments: readonly Kept[];
  /** Updates made so far. */
  readonly updates: number;
  /** Moves the weights by one update. */
  move(weights: Kept, gradient: Float64Array): void;
  /** Goes on as if so many updates had been made; the moments are the caller's. */
  continueAt(updates: number): void;
}

/** For so many weights; moments are 0 and no update has been made. */
export function createOptimizer(settings: OptimizerSettings, size: number, precision: Precision): Optimizer {
  const { name, learningRate: rate, momentum, weightDecay } = settings;
  const { beta1, beta2, epsilon } = ADAM;
  const moments = MOMENTS[name].map(() => zeros(size, precision));
  let updates = 0;
  let power1 = 1; // β₁ᵗ and β₂ᵗ
  let power2 = 1;

  const next = () => {
    updates += 1;
    power1 *= beta1;
    power2 *= beta2;
  };

  const adam = (weights: Kept, gradient: Float64Array) => {
    const [m, v] = moments;
    for (let i = 0; i < size; i++) {
      m[i] = beta1 * m[i] + (1 - beta1) * gradient[i];
      v[i] = beta2 * v[i] + (1 - beta2) * gradient[i] * gradient[i];
      weights[i] -= (rate * (m[i] / (1 - power1))) / (Math.sqrt(v[i] / (1 - power2)) + epsilon);
    }
  };

  return {
    moments,
    get updates() {
      return updates;
    },

    move(weights, gradient) {
      next();
      switch (name) {
        case 'adam':
          adam(weights, gradient);
          break;
        case 'adamw':
          for (let i = 0; i < size; i++) weights[i] -= rate * weightDecay * weights[i];
          adam(weights, gradient);
          break;
        case 'rmsprop': {
          const [s, a] = moments;
          for (let i = 0; i < size; i++) {
            s[i] = RMSPROP.rho * s[i] + (1 - RMSPROP.rho) * gradient[i] * gradient[i];
            a[i] = momentum * a[i] + (rate * gradient[i]) / Math.sqrt(s[i] + RMSPROP.epsilon);
            weights[i] -= a[i];
          }
          break;
        }
        case 'sgd': {
          const [a] = moments;
          for (let i = 0; i < size; i++) {
            a[i] = momentum * a[i] + gradient[i];
            weights[i] -= rate * a[i];
          }
          break;
        }
        default:
          name satisfies never;
      }
    },

    continueAt(count) {
      updates = 0;
      power1 = 1;
      power2 = 1;
      while (updates < count) next();
    },
  };
}
