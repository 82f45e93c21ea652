/** The optimizers of ../optimizer.ts in TensorFlow.js, and what they remember. */
import type * as Core from '@tensorflow/tfjs-core';
import { ADAM, MOMENTS, type OptimizerSettings, RMSPROP } from '../optimizer.ts';

export interface Optimizer {
  readonly inner: Core.Optimizer;
  /** Updates made so far, and the moments, flat in the order of the weights. */
  state(): Promise<Memory>;
  restore(memory: Memory): Promise<void>;
  dispose(): void;
}

export interface Memory {
  readonly updates: number;
  readonly moments: readonly Float32Array[];
}

/** @param shapes of the weights, in their order */
export function createOptimizer(
  core: typeof Core,
  settings: OptimizerSettings,
  shapes: readonly { readonly shape: readonly number[]; readonly size: number }[],
): Optimizer {
  const names = MOMENTS[settings.name];
  const inner = innerOptimizer(core, settings);
  const size = shapes.reduce((sum, each) => sum + each.size, 0);

  /** What it remembers: none before the first update, then per moment a variable per weight. */
  const remembered = async () => {
    const [iterations, ...variables] = await inner.getWeights();
    const [updates] = await iterations.tensor.data();
    iterations.tensor.dispose();
    return { updates, variables: variables.map(({ tensor }) => tensor) };
  };

  return {
    inner,

    async state() {
      const { updates, variables } = await remembered();
      const moments = names.map(() => new Float32Array(size));
      for (const [i, variable] of variables.entries()) {
        const place = i % shapes.length;
        const offset = shapes.slice(0, place).reduce((sum, each) => sum + each.size, 0);
        moments[Math.floor(i / shapes.length)].set(await variable.data(), offset);
      }
      return { updates, moments };
    },

    async restore({ updates, moments }) {
      core.dispose((await remembered()).variables);
      const given = [{ name: 'iter', tensor: core.scalar(updates, 'int32') as Core.Tensor }];
      for (const [i, moment] of moments.entries()) {
        let offset = 0;
        for (const [place, { shape, size }] of shapes.entries()) {
          const tensor = core.tensor(moment.slice(offset, offset + size), [...shape]);
          given.push({ name: `weight ${place}/${names[i]}`, tensor });
          offset += size;
        }
      }
      await inner.setWeights(given);
      core.dispose(given.map(({ tensor }) => tensor));
      // `instanceof` is true for every optimizer of TensorFlow.js, whatever the class
      if (settings.name === 'adam' || settings.name === 'adamw') {
        setPowers(core, inner as unknown as Powers, updates);
      }
    },

    dispose: () => inner.dispose(),
  };
}

function innerOptimizer(core: typeof Core, { name, learningRate, momentum, weightDecay }: OptimizerSettings) {
  const { beta1, beta2, epsilon } = ADAM;
  switch (name) {
    case 'adam':
      return core.train.adam(learningRate, beta1, beta2, epsilon);
    case 'adamw':
      return adamW(core, learningRate, weightDecay);
    case 'rmsprop':
      return core.train.rmsprop(learningRate, RMSPROP.rho, momentum, RMSPROP.epsilon);
    case 'sgd':
      return withoutLeak(core.train.momentum(learningRate, momentum));
    default:
      return name satisfies never;
  }
}

/** TensorFlow.js has no AdamW. The gradients are there already when the weights decay. */
function adamW(core: typeof Core, learningRate: number, weightDecay: number): Core.AdamOptimizer {
  const { beta1, beta2, epsilon } = ADAM;
  const adam = core.train.adam(learningRate, beta1, beta2, epsilon);
  const applyGradients = adam.applyGradients.bind(adam);
  adam.applyGradients = (gradients) => {
    const names = Array.isArray(gradients) ? gradients.map(({ name }) => name) : Object.keys(gradients);
    const { registeredVariables } = core.engine();
    for (const name of names) {
      const variable = registeredVariables[name];
      core.tidy(() => variable.assign(core.sub(variable, core.mul(variable, learningRate * weightDecay))));
    }
    applyGradients(gradients);
  };
  return adam;
}

/** MomentumOptimizer's dispose forgets the learning rate's tensor, which its parent class keeps. */
function withoutLeak(optimizer: Core.MomentumOptimizer): Core.MomentumOptimizer {
  const dispose = optimizer.dispose.bind(optimizer);
  const { c: rate } = optimizer as unknown as { readonly c: Core.Tensor }; // protected
  optimizer.dispose = () => {
    rate.dispose();
    dispose();
  };
  return optimizer;
}

/** What AdamOptimizer keeps private. */
interface Powers {
  readonly accBeta1: Core.Variable;
  readonly accBeta2: Core.Variable;
}

/** The powers of β that TensorFlow.js has after so many updates: it multiplies float32, where setWeights takes a pow. */
function setPowers(core: typeof Core, adam: Powers, updates: number): void {
  const powerOf = (beta: number) => {
    let power = Math.fround(beta);
    for (let update = 0; update < updates; update++) power = Math.fround(power * Math.fround(beta));
    return core.scalar(power);
  };
  core.tidy(() => {
    adam.accBeta1.assign(powerOf(ADAM.beta1));
    adam.accBeta2.assign(powerOf(ADAM.beta2));
  });
}
