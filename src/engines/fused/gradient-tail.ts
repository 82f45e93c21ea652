/** Gradient and optimizer of the columns that fill no group, one column at a time; see gradient.ts. */
import { B, GROUP, LANES, Matrix, R, Reading, S, columnBytes, operandWidth } from './layout';
import { storeTransposed } from './gradient';
import { multiplyAdd } from './math';
import { other, rate, step } from './optimizer';

/** Rows `row` … `row` + 3, from slot `firstSlot` on; `block` of the transposed weights has their copy, or −1. */
export function fourTailRows<O>(matrix: Matrix, column: i32, row: i32, firstSlot: i32, block: i32): void {
  const rowBytes = <usize>operandWidth * 4;
  const stride = strideOf(matrix);
  const skipped = <usize>(firstSlot * B);
  const inputs = matrix.operand + skipped * rowBytes + <usize>column * 4;
  const gates = gatesOf(matrix);
  const end = gates + <usize>(S * B) * stride;
  for (let c: usize = 0; c < stride; c += LANES) {
    let x = inputs;
    let sum0 = f32x4.splat(0);
    let sum1 = f32x4.splat(0);
    let sum2 = f32x4.splat(0);
    let sum3 = f32x4.splat(0);
    for (let dgates = gates + skipped * stride; dgates < end; dgates += stride) {
      const d = v128.load(dgates + c);
      sum0 = multiplyAdd(v128.load32_splat(x), d, sum0);
      sum1 = multiplyAdd(v128.load32_splat(x, 4), d, sum1);
      sum2 = multiplyAdd(v128.load32_splat(x, 8), d, sum2);
      sum3 = multiplyAdd(v128.load32_splat(x, 12), d, sum3);
      x += rowBytes;
    }
    sum0 = move<O>(matrix, row, c, sum0);
    sum1 = move<O>(matrix, row + 1, c, sum1);
    sum2 = move<O>(matrix, row + 2, c, sum2);
    sum3 = move<O>(matrix, row + 3, c, sum3);
    if (block < 0) continue;
    const target = matrix.transposed + <usize>block * columnBytes(matrix) * 4;
    storeTransposed(target + (<usize>matrix.groups * GROUP + c) * 4, sum0, sum1, sum2, sum3);
  }
}

export function oneTailRow<O>(matrix: Matrix, column: i32, row: i32): void {
  const rowBytes = <usize>operandWidth * 4;
  const stride = strideOf(matrix);
  const gates = gatesOf(matrix);
  const end = gates + <usize>(S * B) * stride;
  for (let c: usize = 0; c < stride; c += LANES) {
    let x = matrix.operand + <usize>column * 4;
    let sum = f32x4.splat(0);
    for (let dgates = gates; dgates < end; dgates += stride) {
      sum = multiplyAdd(v128.load32_splat(x), v128.load(dgates + c), sum);
      x += rowBytes;
    }
    move<O>(matrix, row, c, sum);
  }
}

export function tailTokenRow<O>(r: Reading, matrix: Matrix, token: i32): void {
  const first = r.tokenRows + <usize>load<i32>(r.tokenStart + <usize>token * 4) * 4;
  const end = r.tokenRows + <usize>load<i32>(r.tokenStart + <usize>token * 4, 4) * 4;
  const stride = strideOf(matrix);
  const gates = gatesOf(matrix);
  for (let c: usize = 0; c < stride; c += LANES) {
    let sum = f32x4.splat(0);
    for (let entry = first; entry < end; entry += 4) {
      sum = f32x4.add(sum, v128.load(gates + <usize>load<i32>(entry) * stride + c));
    }
    move<O>(matrix, 1 + token, c, sum);
  }
}

@inline
function strideOf(matrix: Matrix): usize {
  return <usize>matrix.tail * LANES;
}

@inline
function gatesOf(matrix: Matrix): usize {
  return matrix.gates + <usize>(matrix.groups * S * B) * GROUP;
}

@inline
function move<O>(matrix: Matrix, row: i32, c: usize, gradient: v128): v128 {
  const offset = <usize>(matrix.groups * R) * GROUP + <usize>row * strideOf(matrix) + c;
  return step<O>(
    matrix.weights + offset,
    matrix.first + offset,
    matrix.second + offset,
    gradient,
    f32x4.splat(rate),
    f32x4.splat(other),
  );
}
