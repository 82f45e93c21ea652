/**
 * The GRU cell that resets the state before it is multiplied, as TensorFlow.js has it; Keras calls it
 * `reset_after=False`. Source: Cho et al. 2014, with z and 1 − z as in Keras.
 */
// T time steps, U units
import { sigmoid, tanh } from '../../elementary.ts';
import { addScaled, dot, zeros } from './arrays.ts';
import { eachStep, eachStepBack, type Reading, type ReadingParts, sumInputs, sumInputsBack } from './reading.ts';

/**
 * z, r = sigmoid(W x + R h + b), h̃ = tanh(W x + R (r · h) + b), output = z · h + (1 − z) · h̃, where h is the output
 * of the step read before, 0 at the first.
 */
export function createGru(parts: ReadingParts): Reading {
  const { direction, steps: T, precision } = parts;
  const U = parts.recurrentKernel.length;
  const gatesKernel = parts.recurrentKernel.map((row) => row.subarray(0, 2 * U)); // (U, 2U): z, r
  const candidateKernel = parts.recurrentKernel.map((row) => row.subarray(2 * U)); // (U, U)
  const dGatesKernel = parts.dRecurrentKernel.map((row) => row.subarray(0, 2 * U));
  const dCandidateKernel = parts.dRecurrentKernel.map((row) => row.subarray(2 * U));
  const sums = new Float64Array(3 * U); // of one step: z, r, h̃ before their activations
  const candidateSums = sums.subarray(2 * U);
  const gates = zeros(T * 3 * U, precision); // (T, 3U): z, r, h̃
  const resets = zeros(T * U, precision); // (T, U): r · h
  const outputs = zeros(T * U, precision); // (T, U)
  const dOutputs = zeros(T * U, precision); // (T, U)
  const dSums = zeros(3 * U, precision); // of one step
  const dGates = dSums.subarray(0, 2 * U);
  const dCandidates = dSums.subarray(2 * U);
  const dOutput = zeros(U, precision); // of one step, from the step read after it

  return {
    direction,
    outputs,
    dOutputs,

    forward(inputs, length) {
      eachStep(direction, length, (t, before) => {
        sumInputs(sums, parts, inputs, t);
        if (before >= 0) for (let u = 0; u < U; u++) addScaled(sums, outputs[before * U + u], gatesKernel[u]);
        const g = t * 3 * U;
        for (let u = 0; u < U; u++) {
          gates[g + u] = sigmoid(sums[u]);
          gates[g + U + u] = sigmoid(sums[U + u]);
          resets[t * U + u] = before >= 0 ? gates[g + U + u] * outputs[before * U + u] : 0;
        }
        if (before >= 0) for (let u = 0; u < U; u++) addScaled(candidateSums, resets[t * U + u], candidateKernel[u]);
        for (let u = 0; u < U; u++) {
          const z = gates[g + u];
          const candidate = tanh(candidateSums[u]);
          gates[g + 2 * U + u] = candidate;
          const h = before >= 0 ? outputs[before * U + u] : 0;
          outputs[t * U + u] = z * h + (1 - z) * candidate;
        }
      });
    },

    backward(inputs, length, dInputs) {
      dOutput.fill(0);
      eachStepBack(direction, length, (t, before) => {
        const g = t * 3 * U;
        for (let u = 0; u < U; u++) {
          const z = gates[g + u];
          const candidate = gates[g + 2 * U + u];
          const h = before >= 0 ? outputs[before * U + u] : 0;
          const dh = dOutputs[t * U + u] + dOutput[u];
          dGates[u] = dh * (h - candidate) * z * (1 - z);
          dCandidates[u] = dh * (1 - z) * (1 - candidate * candidate);
          dOutput[u] = dh * z;
        }
        for (let u = 0; u < U; u++) {
          const r = gates[g + U + u];
          const h = before >= 0 ? outputs[before * U + u] : 0;
          const dReset = dot(candidateKernel[u], dCandidates);
          dGates[U + u] = dReset * h * r * (1 - r);
          dOutput[u] += dReset * r;
        }
        sumInputsBack(dSums, parts, { inputs, t, dInputs });
        if (before < 0) return;
        for (let u = 0; u < U; u++) {
          addScaled(dGatesKernel[u], outputs[before * U + u], dGates);
          addScaled(dCandidateKernel[u], resets[t * U + u], dCandidates);
          dOutput[u] += dot(gatesKernel[u], dGates);
        }
      });
    },
  };
}
