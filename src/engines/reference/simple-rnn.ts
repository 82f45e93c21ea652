/** The cell of Elman 1990, Keras's SimpleRNN. */
// T time steps, U units
import { tanh } from '../../elementary.ts';
import { addScaled, dot, zeros } from './arrays.ts';
import { eachStep, eachStepBack, type Reading, type ReadingParts, sumInputs, sumInputsBack } from './reading.ts';

/** output = tanh(W x + R h + b), where h is the output of the step read before, 0 at the first. */
export function createSimpleRnn(parts: ReadingParts): Reading {
  const { direction, recurrentKernel, dRecurrentKernel, steps: T, precision } = parts;
  const U = recurrentKernel.length;
  const sums = new Float64Array(U); // of one step
  const outputs = zeros(T * U, precision); // (T, U)
  const dOutputs = zeros(T * U, precision); // (T, U)
  const dSums = zeros(U, precision); // of one step
  const dOutput = zeros(U, precision); // of one step, from the step read after it

  return {
    direction,
    outputs,
    dOutputs,

    forward(inputs, length) {
      eachStep(direction, length, (t, before) => {
        sumInputs(sums, parts, inputs, t);
        if (before >= 0) for (let u = 0; u < U; u++) addScaled(sums, outputs[before * U + u], recurrentKernel[u]);
        for (let u = 0; u < U; u++) outputs[t * U + u] = tanh(sums[u]);
      });
    },

    backward(inputs, length, dInputs) {
      dOutput.fill(0);
      eachStepBack(direction, length, (t, before) => {
        for (let u = 0; u < U; u++) {
          const output = outputs[t * U + u];
          dSums[u] = (dOutputs[t * U + u] + dOutput[u]) * (1 - output * output);
        }
        sumInputsBack(dSums, parts, { inputs, t, dInputs });
        if (before < 0) return;
        for (let u = 0; u < U; u++) {
          addScaled(dRecurrentKernel[u], outputs[before * U + u], dSums);
          dOutput[u] = dot(recurrentKernel[u], dSums);
        }
      });
    },
  };
}
