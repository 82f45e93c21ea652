/** A saved model as users open it in TensorFlow.js: from its own topology, without anything of an engine. */
// N sequences, T time steps, L outputs per sequence, F numbers per step, K numbers per output
import type * as Core from '@tensorflow/tfjs-core';
import { inputWidth, type Model, outputsPerSequence, outputWidth } from '../../model/model.ts';
import type { SavedModel } from '../../model/saved-model.ts';
import type { Sequences } from '../../vocabulary.ts';
import { loadTensorFlow } from './tensorflow.ts';

export interface SavedPrediction {
  /** (N, L, K); 0 at padded steps. */
  readonly outputs: Float32Array;
  /** What TensorFlow.js computed on: 'cpu', 'tensorflow'. */
  readonly backend: string;
}

/** Sequences of one length at a time, since a saved model knows no padding. */
export async function predictSaved(saved: SavedModel, model: Model, sequences: Sequences): Promise<SavedPrediction> {
  const { core, layers } = await loadTensorFlow();
  const opened = await layers.loadLayersModel({ load: async () => artifactsOf(saved) });
  const { count, steps, lengths } = sequences;
  const [L, K] = [outputsPerSequence(model.output, steps), outputWidth(model.output)];
  const outputs = new Float32Array(count * L * K);
  for (const length of new Set(lengths)) {
    const alike = [...lengths.keys()].filter((n) => lengths[n] === length);
    const inputs = inputsOf(core, model, sequences, alike);
    const output = opened.predict(inputs) as Core.Tensor;
    const values = await output.data();
    const own = outputsPerSequence(model.output, length) * K;
    for (const [i, n] of alike.entries()) outputs.set(values.subarray(i * own, (i + 1) * own), n * L * K);
    core.dispose([inputs, output]);
  }
  opened.dispose();
  return { outputs, backend: core.getBackend() };
}

function artifactsOf({ modelJson, weights }: SavedModel): Core.io.ModelArtifacts {
  const [{ weights: weightSpecs }] = modelJson.weightsManifest as { weights: Core.io.WeightsManifestEntry[] }[];
  return { modelTopology: modelJson.modelTopology as object, weightSpecs, weightData: weights.slice().buffer };
}

/** (n, T, F) of sequences of one length, tokens one-hot. */
function inputsOf(core: typeof Core, model: Model, { inputs, lengths, steps }: Sequences, alike: readonly number[]) {
  const F = inputWidth(model.input);
  const T = lengths[alike[0]];
  const values = new Float32Array(alike.length * T * F);
  for (const [i, n] of alike.entries()) {
    for (let t = 0; t < T; t++) {
      const at = (i * T + t) * F;
      const step = n * steps + t;
      if (model.input.kind === 'tokens') values[at + inputs[step]] = 1;
      else values.set(inputs.subarray(step * F, (step + 1) * F), at);
    }
  }
  return core.tensor3d(values, [alike.length, T, F]);
}
