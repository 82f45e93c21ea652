/**
 * Between a layer and what stands above it: the outputs of its readings merged into one row per output and thinned by
 * dropout, up to the next layer's operands; and back.
 */
import {
  B,
  Cell,
  F,
  LANES,
  Layer,
  M,
  Matrix,
  Merge,
  Q,
  Reading,
  cell,
  dropout,
  first,
  index,
  layer,
  merge,
  operandWidth,
  reading,
  readings,
  rowsUp,
  second,
  unitColumn,
} from './layout';

/** Where a reading has written its outputs, in the order of the slots and `operandWidth` apart. */
@inline
export function outputsOf(r: Reading): usize {
  return r.operand + <usize>(B * operandWidth + unitColumn) * 4;
}

/** The outputs of the layer at hand → its merged rows; in training with what dropout leaves of them. */
@inline
export function mergeOutputs(isTraining: bool): void {
  const own = layer(index);
  const a = outputsOf(first);
  const b = outputsOf(second);
  const rowBytes = <usize>operandWidth * 4;
  const width = <usize>Q * LANES;
  const isBoth = readings == 2;
  let rowOfA = first.outputRow;
  let rowOfB = second.outputRow;
  const end = rowOfA + <usize>rowsUp(index) * 4;
  let target = own.merged;
  for (; rowOfA < end; rowOfA += 4, rowOfB += 4) {
    const rowA = a + <usize>load<i32>(rowOfA) * rowBytes;
    const rowB = isBoth ? b + <usize>load<i32>(rowOfB) * rowBytes : 0;
    target = mergeRow(target, rowA, rowB, width);
  }
  if (isTraining && dropout > 0) thin(own);
}

/** Returns where the next row begins. */
@inline
function mergeRow(target: usize, a: usize, b: usize, width: usize): usize {
  if (merge == Merge.Concat || merge == Merge.None) {
    for (const end = a + width; a < end; a += LANES, target += LANES) v128.store(target, v128.load(a));
    if (merge == Merge.None) return target;
    for (const end = b + width; b < end; b += LANES, target += LANES) v128.store(target, v128.load(b));
    return target;
  }
  const scale = f32x4.splat(merge == Merge.Ave ? 0.5 : 1);
  for (const end = a + width; a < end; a += LANES, b += LANES, target += LANES) {
    const product = f32x4.mul(v128.load(a), v128.load(b));
    const sum = f32x4.mul(f32x4.add(v128.load(a), v128.load(b)), scale);
    v128.store(target, merge == Merge.Mul ? product : sum);
  }
  return target;
}

/** Every merged output by its factor. */
function thin(own: Layer): void {
  const bytes = <usize>(rowsUp(index) * M) * LANES;
  for (let at: usize = 0; at < bytes; at += LANES) {
    v128.store(own.merged + at, f32x4.mul(v128.load(own.merged + at), v128.load(own.factors + at)));
  }
}

/** The merged rows of the layer below → the inputs of the layer at hand, each reading's in the order of its slots. */
export function readFromBelow(): void {
  for (let d = 0; d < readings; d++) {
    const r = reading(d);
    readInputs(r, r);
    if (cell == Cell.Gru) readInputs(r, r.candidate);
  }
}

function readInputs(r: Reading, matrix: Matrix): void {
  const below = layer(index - 1);
  const width = <usize>F * 4;
  const rowBytes = <usize>operandWidth * 4;
  const inputs = matrix.operand + <usize>(unitColumn - F) * 4;
  const rows = <usize>rowsUp(index - 1);
  for (let row: usize = 0; row < rows; row++) {
    memory.copy(inputs + <usize>load<i32>(r.slotRow + row * 4) * rowBytes, below.merged + row * width, width);
  }
}

/** dmerged of the layer at hand → doutput of its readings. */
export function separate(): void {
  const dmerged = layer(index).dmerged;
  const rowBytes = <usize>M * LANES;
  const rows = <usize>rowsUp(index);
  for (let d = 0; d < readings; d++) {
    const r = reading(d);
    const part = merge == Merge.Concat ? <usize>(d * Q) * LANES : 0;
    for (let row: usize = 0; row < rows; row++) separateRow(r, reading(1 - d), row, dmerged + row * rowBytes + part);
  }
}

function separateRow(r: Reading, other: Reading, row: usize, source: usize): void {
  const width = <usize>Q * LANES;
  const target = r.doutput + <usize>load<i32>(r.slotRow + row * 4) * width;
  if (merge == Merge.Mul) {
    const factors = outputsOf(other) + <usize>(load<i32>(other.slotRow + row * 4) * operandWidth) * 4;
    for (let at: usize = 0; at < width; at += LANES) {
      v128.store(target + at, f32x4.mul(v128.load(source + at), v128.load(factors + at)));
    }
    return;
  }
  const scale = f32x4.splat(merge == Merge.Ave ? 0.5 : 1);
  for (let at: usize = 0; at < width; at += LANES) v128.store(target + at, f32x4.mul(scale, v128.load(source + at)));
}

/** doutput of all readings, which is that of the merged outputs, by the factors of dropout. */
export function thinBack(): void {
  if (dropout == 0) return;
  const factors = layer(index).factors;
  const width = <usize>Q * LANES;
  const rows = <usize>rowsUp(index);
  for (let d = 0; d < readings; d++) {
    const r = reading(d);
    const part = merge == Merge.Concat ? <usize>d * width : 0;
    for (let row: usize = 0; row < rows; row++) {
      const target = r.doutput + <usize>load<i32>(r.outputRow + row * 4) * width;
      const source = factors + row * <usize>M * LANES + part;
      for (let at: usize = 0; at < width; at += LANES) {
        v128.store(target + at, f32x4.mul(v128.load(target + at), v128.load(source + at)));
      }
    }
  }
}
