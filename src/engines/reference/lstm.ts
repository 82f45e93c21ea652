/**
 * The LSTM cell. Source: Hochreiter and Schmidhuber 1997 with the forget gate of Gers et al. 2000, gates as in Keras.
 */
// T time steps, U units
import { sigmoid, tanh } from '../../elementary.ts';
import { addScaled, dot, zeros } from './arrays.ts';
import { eachStep, eachStepBack, type Reading, type ReadingParts, sumInputs, sumInputsBack } from './reading.ts';

/**
 * i, f, o = sigmoid(W x + R h + b), c̃ = tanh(W x + R h + b), cell = f · cell before + i · c̃, output = o · tanh(cell).
 * Before the first step read, output and cell are 0.
 */
export function createLstm(parts: ReadingParts): Reading {
  const { direction, recurrentKernel, dRecurrentKernel, steps: T, precision } = parts;
  const U = recurrentKernel.length;
  const sums = new Float64Array(4 * U); // of one step: the gates i, f, c, o before their activations
  const gates = zeros(T * 4 * U, precision); // (T, 4U): i, f, c, o
  const cells = zeros(T * U, precision); // (T, U)
  const tanhCells = zeros(T * U, precision); // (T, U)
  const outputs = zeros(T * U, precision); // (T, U)
  const dOutputs = zeros(T * U, precision); // (T, U)
  const dSums = zeros(4 * U, precision); // of one step
  const dOutput = zeros(U, precision); // of one step, from the step read after it
  const dCell = zeros(U, precision); // of one step, from the step read after it

  return {
    direction,
    outputs,
    dOutputs,

    forward(inputs, length) {
      eachStep(direction, length, (t, before) => {
        sumInputs(sums, parts, inputs, t);
        if (before >= 0) for (let u = 0; u < U; u++) addScaled(sums, outputs[before * U + u], recurrentKernel[u]);

        const g = t * 4 * U;
        for (let u = 0; u < U; u++) {
          gates[g + u] = sigmoid(sums[u]);
          gates[g + U + u] = sigmoid(sums[U + u]);
          gates[g + 2 * U + u] = tanh(sums[2 * U + u]);
          gates[g + 3 * U + u] = sigmoid(sums[3 * U + u]);
          const cellBefore = before >= 0 ? cells[before * U + u] : 0;
          cells[t * U + u] = gates[g + U + u] * cellBefore + gates[g + u] * gates[g + 2 * U + u];
          tanhCells[t * U + u] = tanh(cells[t * U + u]);
          outputs[t * U + u] = gates[g + 3 * U + u] * tanhCells[t * U + u];
        }
      });
    },

    backward(inputs, length, dInputs) {
      dOutput.fill(0);
      dCell.fill(0);
      eachStepBack(direction, length, (t, before) => {
        const g = t * 4 * U;
        for (let u = 0; u < U; u++) {
          const i = gates[g + u];
          const f = gates[g + U + u];
          const candidate = gates[g + 2 * U + u];
          const o = gates[g + 3 * U + u];
          const cellBefore = before >= 0 ? cells[before * U + u] : 0;
          const tanhCell = tanhCells[t * U + u];

          const dh = dOutputs[t * U + u] + dOutput[u];
          const dc = dCell[u] + dh * o * (1 - tanhCell * tanhCell);
          dSums[u] = dc * candidate * i * (1 - i);
          dSums[U + u] = dc * cellBefore * f * (1 - f);
          dSums[2 * U + u] = dc * i * (1 - candidate * candidate);
          dSums[3 * U + u] = dh * tanhCell * o * (1 - o);
          dCell[u] = dc * f;
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
