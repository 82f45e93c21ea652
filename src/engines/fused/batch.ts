/** Puts a batch into the order in which it is read, and predictions back into the caller's. */
import { counted, labels, logits } from './head';
import {
  B,
  Cell,
  F,
  K,
  M,
  Matrix,
  Q,
  Reading,
  S,
  U,
  V,
  cell,
  dropout,
  enter,
  index,
  isBackward,
  isLast,
  isPerSequence,
  layer,
  layers,
  merge,
  Merge,
  operandWidth,
  outputs,
  reading,
  readings,
  setBatch,
  unitColumn,
  upToFour,
} from './layout';
import {
  maskBytes,
  predictions,
  sequenceCounted,
  sequenceInputs,
  sequenceLabels,
  sequenceLengths,
  sequenceMasks,
} from './memory';

/** Makes sequences n … n + count − 1 of the caller's (N, steps) the batch at hand, and the first layer the one at hand. */
export function readBatch(n: i32, count: i32, steps: i32): void {
  let longest = 0;
  for (let b = 0; b < count; b++) longest = max(longest, lengthOf(n + b));
  setBatch(count, longest);
  if (index > 0) enter(0);
  for (let d = 0; d < readings; d++) {
    const r = reading(d);
    for (let b = 0; b < count; b++) {
      orderSlots(r, b, lengthOf(n + b), isBackward(d));
      if (V > 0) continue;
      readNumbers(r, r, n + b, b, steps);
      if (cell == Cell.Gru) readNumbers(r, r.candidate, n + b, b, steps);
    }
    if (V > 0) readTokens(r, n, steps);
    if (isPerSequence) readLastRows(d, n);
  }
}

/** Of the last layer, the row that a reading has read last of every sequence. */
function readLastRows(d: i32, n: i32): void {
  const last = layer(layers - 1);
  const r = d == 0 ? last.first : last.second;
  for (let b = 0; b < B; b++) store<i32>(r.outputRow + <usize>b * 4, (lengthOf(n + b) - 1) * B + b);
}

@inline
function lengthOf(n: i32): i32 {
  return load<i32>(sequenceLengths + <usize>n * 4);
}

function orderSlots(r: Reading, b: i32, length: i32, backward: bool): void {
  const rowBytes = <usize>B * 4;
  const turned = backward ? length : 0; // steps
  let address = r.slotRow + <usize>b * 4;
  let row = (turned - 1) * B + b;
  for (let t = 0; t < turned; t++, address += rowBytes, row -= B) store<i32>(address, row);
  row = turned * B + b;
  for (let t = turned; t < S; t++, address += rowBytes, row += B) store<i32>(address, row);
}

/** The inputs of sequence b into an operand; 0 at padded steps. */
@inline
function readNumbers(r: Reading, matrix: Matrix, n: i32, b: i32, steps: i32): void {
  const length = lengthOf(n);
  const rowBytes = <usize>operandWidth * 4;
  const width = <usize>F * 4;
  const column = matrix.operand + <usize>(unitColumn - F) * 4;
  let slotRow = r.slotRow + <usize>b * 4;
  let source = sequenceInputs + <usize>(n * steps) * width;
  for (let t = 0; t < S; t++, slotRow += <usize>B * 4) {
    let target = column + <usize>load<i32>(slotRow) * rowBytes;
    const end = target + width;
    if (t < length) for (; target < end; target += 4, source += 4) store<f32>(target, load<f32>(source));
    else memory.fill(target, 0, width);
  }
}

/** The tokens in the order of the slots (0 at padded steps), and for every token the list of rows that read it. */
function readTokens(r: Reading, n: i32, steps: i32): void {
  const starts = r.tokenStart;
  memory.fill(starts, 0, <usize>(V + 1) * 4);
  for (let b = 0; b < B; b++) {
    const length = lengthOf(n + b);
    const source = sequenceInputs + <usize>(n + b) * steps * 4;
    for (let t = 0; t < S; t++) {
      const token = t < length ? load<i32>(source + <usize>t * 4) : 0;
      store<i32>(r.tokens + <usize>slotRowOf(r, t, b) * 4, token);
      if (t < length) increment(starts + <usize>(token + 1) * 4);
    }
  }
  for (let token: usize = 1; token <= <usize>V; token++) {
    store<i32>(starts + token * 4, load<i32>(starts + token * 4) + load<i32>(starts + token * 4 - 4));
  }
  // Filling moves every start to that of the next token, so in the end the starts move up by one
  for (let b = 0; b < B; b++) {
    const length = lengthOf(n + b);
    const source = sequenceInputs + <usize>(n + b) * steps * 4;
    for (let t = 0; t < length; t++) {
      const start = starts + <usize>load<i32>(source + <usize>t * 4) * 4;
      store<i32>(r.tokenRows + <usize>increment(start) * 4, slotRowOf(r, t, b));
    }
  }
  memory.copy(starts + 4, starts, <usize>V * 4);
  store<i32>(starts, 0);
}

/** Adds one to the number there and returns what it was. */
@inline
function increment(address: usize): i32 {
  const before = load<i32>(address);
  store<i32>(address, before + 1);
  return before;
}

@inline
function slotRowOf(r: Reading, t: i32, b: i32): i32 {
  return load<i32>(r.slotRow + <usize>(t * B + b) * 4);
}

/** Labels and what counts into the order of the dense layer's rows; returns how many outputs count. */
export function readLabels(n: i32, steps: i32): i32 {
  const given = isPerSequence ? 1 : steps;
  let count = 0;
  for (let b = 0; b < B; b++) {
    const length = isPerSequence ? 1 : lengthOf(n + b);
    let source = <usize>(n + b) * given;
    let target = <usize>b * 4;
    for (let t = 0; t < outputs; t += B) {
      const counts = t < length * B && load<u8>(sequenceCounted + source) != 0;
      store<i32>(labels + target, load<i32>(sequenceLabels + source * 4));
      store<i32>(counted + target, counts ? -1 : 0);
      if (counts) count += 1;
      source += 1;
      target += <usize>B * 4;
    }
  }
  // Four rows are taken at a time: those after the last never count
  for (let row = outputs; row < upToFour(outputs); row++) store<i32>(counted + <usize>row * 4, 0);
  return count;
}

/** Predictions (K, outputs) into the caller's (count, L, K), 0 at padded steps. */
export function writePredictions(n: i32, steps: i32): void {
  const given = isPerSequence ? 1 : steps;
  const classBytes = <usize>upToFour(outputs) * 4;
  for (let b = 0; b < B; b++) {
    const length = isPerSequence ? 1 : lengthOf(n + b);
    let target = predictions + <usize>b * given * K * 4;
    for (let t = 0; t < given; t++) {
      let source = logits + <usize>(t * B + b) * 4;
      for (let k = 0; k < K; k++) {
        store<f32>(target, t < length ? load<f32>(source) : 0);
        source += classBytes;
        target += 4;
      }
    }
  }
}

/** The caller's masks of sequences n … as factors of the merged outputs of every layer, in the order of time. */
export function readMasks(n: i32, steps: i32): void {
  if (dropout == 0) return;
  const kept = <f32>(1 / (1 - dropout));
  const parts = merge == Merge.Concat ? 2 : 1;
  const width = <usize>(parts * U);
  for (let i = 0; i < layers; i++) {
    const isWhole = !isLast(i) || !isPerSequence;
    for (let b = 0; b < B; b++) {
      const length = isWhole ? lengthOf(n + b) : 1;
      let mask = sequenceMasks + <usize>i * maskBytes + <usize>((n + b) * (isWhole ? steps : 1)) * width;
      for (let t = 0; t < length; t++) {
        for (let part = 0; part < parts; part++) {
          let factor = layer(i).factors + <usize>(((t * B + b) * M + part * Q) * 4) * 4;
          for (const end = mask + U; mask < end; mask++, factor += 4) store<f32>(factor, load<u8>(mask) != 0 ? kept : 0);
        }
      }
    }
  }
}
