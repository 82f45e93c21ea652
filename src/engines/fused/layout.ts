/**
 * Where everything lies: the sizes of the one model that an instance holds, and the addresses of its matrices.
 *
 * Letters, in all files of the kernel:
 *   N  sequences given at once, of which every update takes B
 *   B  sequences of the batch at hand            S  time steps of its longest; T  the most there can be
 *   F  numbers per step, 0 where inputs are tokens   V  tokens of the vocabulary, 0 where inputs are numbers
 *   U  units    Q  blocks of four units, ⌈U / 4⌉     K  numbers per output        M  blocks of a merged output
 *   s  slot: how many steps a reading has read before this one. A forward reading reads step t in slot t, a backward
 *      one in slot length − 1 − t; so padding comes last for both, and can change nothing
 *   b  sequence of the batch    t  time step    q  block    g  gate i, f, c, o    k  row of weights, or probability
 *   row    s · B + b in the order of the slots, or t · B + b in the order of time; of the dense layer, an output
 *
 * Units are padded to blocks of four: lanes without a unit have weights 0, so outputs and gradients 0, and stay so.
 * A gradient is its quantity with a d before it. Shapes are in numbers of four bytes.
 */

export const LANES = 16; // bytes of four numbers
export const GATES = 64; // bytes of the four gates of a block

/** One LSTM with all it leaves behind on its way forward and back. */
@unmanaged
export class Reading {
  weights: usize = 0; // (Q, R, 4 gates, 4): per block the rows bias | inputs | units
  m: usize = 0; // (Q, R, 4 gates, 4): Adam's first moment
  v: usize = 0; // (Q, R, 4 gates, 4): Adam's second moment
  transposed: usize = 0; // (Q, 16Q, 4): the rows of units, q' × (q, g, lane) × lane', kept equal to `weights`
  operand: usize = 0; // ((T + 1)·B, operandWidth): 1 | inputs of the slot | output of the slot before
  tokens: usize = 0; // (T·B): the token read, in the order of the slots
  tokenStart: usize = 0; // (V + 1): where a token's rows begin in tokenRows
  tokenRows: usize = 0; // (T·B): the rows that read each token
  slotRow: usize = 0; // (T·B): row in the order of time → row in the order of the slots
  outputRow: usize = 0; // (rows): row of the dense layer → row in the order of the slots
  gates: usize = 0; // (Q, S·B, 4 gates, 4): i, f, c̃, o; on the way back their gradients before activation
  cell: usize = 0; // (Q, S·B, 4)
  tanhCell: usize = 0; // (Q, S·B, 4)
  doutput: usize = 0; // (S·B, 4Q): from the layer above
  dcell: usize = 0; // (Q, B, 4): from the slot after
  dgates: usize = 0; // (2, B, 16Q): of this slot and the one after, by turns
}

export const enum Output {
  Sigmoid,
  Softmax,
  Linear,
}

export const enum Merge {
  None,
  Concat,
  Sum,
  Mul,
  Ave,
}

/** What the caller writes before `describe`, field by field; wasm-kernel.ts has the same list. */
@unmanaged
class Description {
  features: f64 = 0; // F
  vocabulary: f64 = 0; // V
  units: f64 = 0; // U
  outputs: f64 = 0; // K
  output: f64 = 0;
  isPerSequence: f64 = 0;
  readings: f64 = 0;
  readsBackwardFirst: f64 = 0;
  merge: f64 = 0;
  learningRate: f64 = 0;
}

export const description: usize = memory.data(offsetof<Description>(), 16);

// The model
export let F: i32 = 0;
export let V: i32 = 0;
export let U: i32 = 0;
export let Q: i32 = 0;
export let K: i32 = 0;
export let M: i32 = 0;
export let readings: i32 = 0;
export let merge: i32 = Merge.None;
export let readsBackwardFirst: bool = false;
export let output: i32 = Output.Sigmoid;
export let isPerSequence: bool = false;
export let learningRate: f64 = 0;
export const first = changetype<Reading>(memory.data(offsetof<Reading>(), 16));
export const second = changetype<Reading>(memory.data(offsetof<Reading>(), 16));

// Widths that follow from it
export let R: i32 = 0; // rows of weights: 1 + F + V + 4Q
export let unitRow: i32 = 0; // the row of the first unit
export let operandWidth: i32 = 0;
export let unitColumn: i32 = 0; // of the operand; before it stand the F inputs, and before them 1

// The batch at hand
export let B: i32 = 0;
export let S: i32 = 0;
export let rows: i32 = 0; // outputs of the dense layer: S·B in the order of time, or B

// The dense layer on top
export let merged: usize = 0; // (rows + 3, 4M)
export let outputKernel: usize = 0; // (K, 4M)
export let outputKernelM: usize = 0;
export let outputKernelV: usize = 0;
export let outputBias: usize = 0; // (⌈K⌉₄)
export let outputBiasM: usize = 0;
export let outputBiasV: usize = 0;
export let doutputBias: usize = 0;
export let logits: usize = 0; // (K, ⌈rows⌉₄); then the probabilities, or dlogits
export let labels: usize = 0; // (⌈rows⌉₄): classes, or float32 targets
export let counted: usize = 0; // (⌈rows⌉₄): all bits where the output counts, else none
export let zeros: usize = 0; // (B, 4): the cell before the first slot, and what comes back after the last

// What is exchanged with the caller
export let sequenceInputs: usize = 0; // (N, T, F) numbers, or (N, T) tokens
export let sequenceLabels: usize = 0; // (N, L): classes, or float32 targets; L outputs per sequence, T or 1
export let sequenceLengths: usize = 0; // (N)
export let sequenceCounted: usize = 0; // (N, L) bytes
export let losses: usize = 0; // (N) float64
export let corrects: usize = 0; // (N)
export let probabilities: usize = 0; // (N, L, K)
export let flat: usize = 0; // weights, or a moment of them, in Keras's order

export function reading(d: i32): Reading {
  return d == 0 ? first : second;
}

export function isBackward(d: i32): bool {
  return d == 1 || readsBackwardFirst;
}

/** `count` rounded up to a multiple of four. */
@inline
export function upToFour(count: i32): i32 {
  return (count + 3) & ~3;
}

export function setBatch(sequences: i32, steps: i32): void {
  B = sequences;
  S = steps;
  rows = isPerSequence ? sequences : steps * sequences;
}

/** Takes the model and its trainer's settings over from the description; before `allocate`. */
export function describe(): void {
  const given = changetype<Description>(description);
  F = <i32>given.features;
  V = <i32>given.vocabulary;
  U = <i32>given.units;
  Q = (U + 3) / 4;
  K = <i32>given.outputs;
  output = <i32>given.output;
  isPerSequence = given.isPerSequence != 0;
  readings = <i32>given.readings;
  readsBackwardFirst = given.readsBackwardFirst != 0;
  merge = <i32>given.merge;
  M = merge == Merge.Concat ? 2 * Q : Q;
  learningRate = given.learningRate;
  unitRow = 1 + F + V;
  R = unitRow + 4 * Q;
  unitColumn = upToFour(1 + F);
  operandWidth = unitColumn + 4 * Q;
  // A row length of 256 bytes and its multiples would put all rows into a few sets of the first cache
  if (operandWidth % 64 == 0) operandWidth += 4;
}

let end: f64 = 0; // bytes taken; a float64, so that what does not fit into 32 bits is seen

function take(numbers: f64): usize {
  const address = end;
  end += Math.ceil((numbers * 4) / 64) * 64;
  return <usize>address;
}

/**
 * Lays out memory for batches of `batch` sequences of up to `steps` steps, predictions of `predicted` sequences at
 * once, and `given` sequences from the caller at once.
 *
 * Returns the bytes needed; where the address space or the machine has fewer, nothing may be called afterwards.
 */
export function allocate(batch: i32, steps: i32, predicted: i32, given: i32): f64 {
  const mostAtOnce: f64 = max(batch, predicted);
  const rows: f64 = <f64>batch * steps;
  const outputRows: f64 = mostAtOnce * (<f64>steps + 1);
  const stepRows: f64 = max(rows, mostAtOnce);
  const weightCount: f64 = <f64>Q * R * 16;
  end = Math.ceil((<f64>__heap_base) / 64) * 64;
  for (let d = 0; d < readings; d++) {
    const r = reading(d);
    r.weights = take(weightCount);
    r.m = take(weightCount);
    r.v = take(weightCount);
    r.transposed = take(<f64>Q * Q * 64);
    r.operand = take(outputRows * operandWidth);
    r.tokens = take(outputRows);
    r.tokenStart = take(<f64>V + 1);
    r.tokenRows = take(outputRows);
    r.slotRow = take(outputRows);
    r.outputRow = isPerSequence ? take(mostAtOnce) : r.slotRow;
    r.gates = take(stepRows * Q * 16);
    r.cell = take(stepRows * Q * 4);
    r.tanhCell = take(stepRows * Q * 4);
    r.doutput = take(rows * Q * 4);
    r.dcell = take(<f64>batch * Q * 4);
    r.dgates = take(<f64>2 * batch * Q * 16);
  }
  merged = take((outputRows + 3) * M * 4);
  outputKernel = take(<f64>K * M * 4);
  outputKernelM = take(<f64>K * M * 4);
  outputKernelV = take(<f64>K * M * 4);
  outputBias = take(upToFour(K));
  outputBiasM = take(upToFour(K));
  outputBiasV = take(upToFour(K));
  doutputBias = take(upToFour(K));
  logits = take((outputRows + 3) * K);
  labels = take(outputRows + 3);
  counted = take(outputRows + 3);
  zeros = take(mostAtOnce * 4);

  const givenSteps: f64 = <f64>given * steps;
  sequenceInputs = take(givenSteps * max(F, 1));
  sequenceLabels = take(givenSteps);
  sequenceLengths = take(given);
  sequenceCounted = take(givenSteps / 4);
  losses = take(<f64>given * 2);
  corrects = take(given);
  probabilities = take(<f64>predicted * steps * K);
  flat = take(<f64>readings * 4 * U * (F + V + U + 1) + <f64>K * (M * 4 + 1));

  const pages = Math.ceil(end / 65536);
  if (pages > 65535) return end;
  const missing = <i32>pages - memory.size();
  if (missing > 0 && memory.grow(missing) < 0) return Infinity;
  writeOnes(<i32>outputRows);
  return end;
}

/** The operand's column of ones, which turns the bias into one more row of weights. */
function writeOnes(rows: i32): void {
  for (let d = 0; d < readings; d++) {
    let address = reading(d).operand + <usize>(unitColumn - F - 1) * 4;
    for (let row = 0; row < rows; row++) {
      store<f32>(address, 1);
      address += <usize>operandWidth * 4;
    }
  }
}
