/** What an LSTM makes of its sums, and their gradients on the way back. */
import { B, GROUP, LANES, Q, Reading, S, zeros } from './layout';
import { flushed, multiplyAdd, sigmoid, tanh } from './math';

/** Compile-time name of the matrix of an LSTM. */
export class Lstm {}

/**
 * cell = f · cell before + i · c̃; output = o · tanh(cell), with i, f, o after their sigmoid and c̃ after its tanh.
 *
 * Not inlined: with the sums of a tile beside it, the compiler would run out of registers (3 % slower, measured).
 */
export function activateLstm(
  r: Reading,
  row: usize,
  before: usize,
  output: usize,
  zi: v128,
  zf: v128,
  zc: v128,
  zo: v128,
): void {
  const i = sigmoid(zi);
  const f = sigmoid(zf);
  const candidate = tanh(zc);
  const o = sigmoid(zo);
  const cell = multiplyAdd(f, v128.load(before), f32x4.mul(i, candidate));
  const tanhCell = tanh(cell);
  store4(r.gates + row * GROUP, i, f, candidate, o);
  v128.store(r.cell + row * LANES, cell);
  v128.store(r.tanhCell + row * LANES, tanhCell);
  v128.store(output, f32x4.mul(o, tanhCell));
}

/** doutput of a block → dgates before activation, and dcell for the slot before. */
@inline
export function deactivateLstm(r: Reading, s: i32, b: i32, q: i32, sum: v128): void {
  const row = <usize>((q * S + s) * B + b);
  const one = f32x4.splat(1);
  const gates = r.gates + row * GROUP;
  const i = v128.load(gates);
  const f = v128.load(gates, LANES);
  const candidate = v128.load(gates, 2 * LANES);
  const o = v128.load(gates, 3 * LANES);
  const tanhCell = v128.load(r.tanhCell + row * LANES);
  const cellBefore = v128.load(s > 0 ? r.cell + (row - B) * LANES : zeros);
  const carried = r.carried + <usize>(q * B + b) * LANES;
  const dcellAfter = v128.load(s < S - 1 ? carried : zeros);

  const doutput = flushed(sum);
  const dtanh = f32x4.mul(doutput, o);
  const through = f32x4.sub(dtanh, f32x4.mul(f32x4.mul(dtanh, tanhCell), tanhCell));
  const dcell = flushed(f32x4.add(through, dcellAfter));
  const dcandidate = f32x4.mul(dcell, i);
  const di = f32x4.mul(f32x4.mul(dcandidate, candidate), f32x4.sub(one, i));
  const df = f32x4.mul(f32x4.mul(f32x4.mul(dcell, cellBefore), f), f32x4.sub(one, f));
  const dc = f32x4.sub(dcandidate, f32x4.mul(f32x4.mul(dcandidate, candidate), candidate));
  const dO = f32x4.mul(f32x4.mul(dtanh, tanhCell), f32x4.sub(one, o));
  v128.store(carried, f32x4.mul(dcell, f));
  store4(gates, di, df, dc, dO);
  store4(r.dgates + <usize>(((s & 1) * B + b) * Q + q) * GROUP, di, df, dc, dO);
}

@inline
function store4(address: usize, i: v128, f: v128, c: v128, o: v128): void {
  v128.store(address, i);
  v128.store(address, f, LANES);
  v128.store(address, c, 2 * LANES);
  v128.store(address, o, 3 * LANES);
}
