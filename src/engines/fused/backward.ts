/**
 * The way back: doutput = what comes from above + dgates of the slot after · recurrent weights, then the gradients of
 * cell and gates, slot by slot from the last.
 *
 * A tile is four sequences by two blocks, or one sequence by four blocks; see forward.ts for why not more.
 */
import { B, GATES, LANES, Q, Reading, S, reading, readings, zeros } from './layout';
import { flushed, multiplyAdd } from './math';

/** doutput of all slots → gradients of all gates before activation, in place of the gates. */
export function backward(): void {
  for (let s = S - 1; s >= 0; s--) {
    for (let d = 0; d < readings; d++) backwardSlot(reading(d), s);
  }
}

function backwardSlot(r: Reading, s: i32): void {
  const blocks = Q;
  const count = B;
  let b = 0;
  for (; b + 4 <= count; b += 4) {
    let q = 0;
    for (; q + 2 <= blocks; q += 2) backwardFourByTwo(r, s, b, q);
    if (q < blocks) backwardFourByOne(r, s, b, q);
  }
  for (; b < count; b++) {
    let q = 0;
    for (; q + 4 <= blocks; q += 4) backwardOneByFour(r, s, b, q);
    for (; q < blocks; q++) backwardOneByOne(r, s, b, q);
  }
}

function backwardFourByTwo(r: Reading, s: i32, b: i32, q: i32): void {
  const outputBytes = <usize>Q * LANES;
  const output = r.doutput + <usize>(s * B + b) * outputBytes + <usize>q * LANES;
  let a0 = v128.load(output);
  let b0 = v128.load(output, LANES);
  let a1 = v128.load(output + outputBytes);
  let b1 = v128.load(output + outputBytes, LANES);
  let a2 = v128.load(output + 2 * outputBytes);
  let b2 = v128.load(output + 2 * outputBytes, LANES);
  let a3 = v128.load(output + 3 * outputBytes);
  let b3 = v128.load(output + 3 * outputBytes, LANES);
  if (s < S - 1) {
    const gateBytes = <usize>Q * GATES;
    let dgate = dgatesAfter(r, s, b);
    const end = dgate + gateBytes;
    let weights = r.transposed + <usize>q * Q * 16 * LANES;
    const nextBlock = <usize>Q * 16 * LANES;
    for (; dgate < end; dgate += 4) {
      const wa = v128.load(weights);
      const wb = v128.load(weights + nextBlock);
      const d0 = v128.load32_splat(dgate);
      const d1 = v128.load32_splat(dgate + gateBytes);
      const d2 = v128.load32_splat(dgate + 2 * gateBytes);
      const d3 = v128.load32_splat(dgate + 3 * gateBytes);
      a0 = multiplyAdd(d0, wa, a0);
      b0 = multiplyAdd(d0, wb, b0);
      a1 = multiplyAdd(d1, wa, a1);
      b1 = multiplyAdd(d1, wb, b1);
      a2 = multiplyAdd(d2, wa, a2);
      b2 = multiplyAdd(d2, wb, b2);
      a3 = multiplyAdd(d3, wa, a3);
      b3 = multiplyAdd(d3, wb, b3);
      weights += LANES;
    }
  }
  deactivate(r, s, b, q, a0);
  deactivate(r, s, b + 1, q, a1);
  deactivate(r, s, b + 2, q, a2);
  deactivate(r, s, b + 3, q, a3);
  deactivate(r, s, b, q + 1, b0);
  deactivate(r, s, b + 1, q + 1, b1);
  deactivate(r, s, b + 2, q + 1, b2);
  deactivate(r, s, b + 3, q + 1, b3);
}

function backwardFourByOne(r: Reading, s: i32, b: i32, q: i32): void {
  const outputBytes = <usize>Q * LANES;
  const output = r.doutput + <usize>(s * B + b) * outputBytes + <usize>q * LANES;
  let sum0 = v128.load(output);
  let sum1 = v128.load(output + outputBytes);
  let sum2 = v128.load(output + 2 * outputBytes);
  let sum3 = v128.load(output + 3 * outputBytes);
  if (s < S - 1) {
    const gateBytes = <usize>Q * GATES;
    let dgate = dgatesAfter(r, s, b);
    const end = dgate + gateBytes;
    let weights = r.transposed + <usize>q * Q * 16 * LANES;
    for (; dgate < end; dgate += 4) {
      const w = v128.load(weights);
      sum0 = multiplyAdd(v128.load32_splat(dgate), w, sum0);
      sum1 = multiplyAdd(v128.load32_splat(dgate + gateBytes), w, sum1);
      sum2 = multiplyAdd(v128.load32_splat(dgate + 2 * gateBytes), w, sum2);
      sum3 = multiplyAdd(v128.load32_splat(dgate + 3 * gateBytes), w, sum3);
      weights += LANES;
    }
  }
  deactivate(r, s, b, q, sum0);
  deactivate(r, s, b + 1, q, sum1);
  deactivate(r, s, b + 2, q, sum2);
  deactivate(r, s, b + 3, q, sum3);
}

function backwardOneByFour(r: Reading, s: i32, b: i32, q: i32): void {
  const output = r.doutput + <usize>((s * B + b) * Q + q) * LANES;
  let sum0 = v128.load(output);
  let sum1 = v128.load(output, LANES);
  let sum2 = v128.load(output, 2 * LANES);
  let sum3 = v128.load(output, 3 * LANES);
  if (s < S - 1) {
    let dgate = dgatesAfter(r, s, b);
    const end = dgate + <usize>Q * GATES;
    const nextBlock = <usize>Q * 16 * LANES;
    let weights = r.transposed + <usize>q * nextBlock;
    for (; dgate < end; dgate += 8) {
      const d0 = v128.load32_splat(dgate);
      sum0 = multiplyAdd(d0, v128.load(weights), sum0);
      sum1 = multiplyAdd(d0, v128.load(weights + nextBlock), sum1);
      sum2 = multiplyAdd(d0, v128.load(weights + 2 * nextBlock), sum2);
      sum3 = multiplyAdd(d0, v128.load(weights + 3 * nextBlock), sum3);
      const d1 = v128.load32_splat(dgate, 4);
      sum0 = multiplyAdd(d1, v128.load(weights, LANES), sum0);
      sum1 = multiplyAdd(d1, v128.load(weights + nextBlock, LANES), sum1);
      sum2 = multiplyAdd(d1, v128.load(weights + 2 * nextBlock, LANES), sum2);
      sum3 = multiplyAdd(d1, v128.load(weights + 3 * nextBlock, LANES), sum3);
      weights += 2 * LANES;
    }
  }
  deactivate(r, s, b, q, sum0);
  deactivate(r, s, b, q + 1, sum1);
  deactivate(r, s, b, q + 2, sum2);
  deactivate(r, s, b, q + 3, sum3);
}

/** Four sums, one per lane of the dgates, because a single one would wait for itself. */
function backwardOneByOne(r: Reading, s: i32, b: i32, q: i32): void {
  const output = r.doutput + <usize>((s * B + b) * Q + q) * LANES;
  let sum0 = v128.load(output);
  let sum1 = f32x4.splat(0);
  let sum2 = f32x4.splat(0);
  let sum3 = f32x4.splat(0);
  if (s < S - 1) {
    let dgate = dgatesAfter(r, s, b);
    const end = dgate + <usize>Q * GATES;
    let weights = r.transposed + <usize>q * Q * 16 * LANES;
    for (; dgate < end; dgate += LANES) {
      sum0 = multiplyAdd(v128.load32_splat(dgate), v128.load(weights), sum0);
      sum1 = multiplyAdd(v128.load32_splat(dgate, 4), v128.load(weights, LANES), sum1);
      sum2 = multiplyAdd(v128.load32_splat(dgate, 8), v128.load(weights, 2 * LANES), sum2);
      sum3 = multiplyAdd(v128.load32_splat(dgate, 12), v128.load(weights, 3 * LANES), sum3);
      weights += 4 * LANES;
    }
  }
  deactivate(r, s, b, q, f32x4.add(f32x4.add(sum0, sum1), f32x4.add(sum2, sum3)));
}

/** (B, 16Q) of slot s, from sequence b on. */
@inline
function dgatesOf(r: Reading, s: i32, b: i32): usize {
  return r.dgates + <usize>(((s & 1) * B + b) * Q) * GATES;
}

@inline
function dgatesAfter(r: Reading, s: i32, b: i32): usize {
  return dgatesOf(r, s + 1, b);
}

/** doutput of a block → dgates before activation, and dcell for the slot before. */
@inline
function deactivate(r: Reading, s: i32, b: i32, q: i32, sum: v128): void {
  const row = <usize>((q * S + s) * B + b);
  const one = f32x4.splat(1);
  const gates = r.gates + row * GATES;
  const i = v128.load(gates);
  const f = v128.load(gates, LANES);
  const candidate = v128.load(gates, 2 * LANES);
  const o = v128.load(gates, 3 * LANES);
  const tanhCell = v128.load(r.tanhCell + row * LANES);
  const cellBefore = v128.load(s > 0 ? r.cell + (row - B) * LANES : zeros);
  const carried = r.dcell + <usize>(q * B + b) * LANES;
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
  store4(dgatesOf(r, s, b) + <usize>q * GATES, di, df, dc, dO);
}

@inline
function store4(address: usize, i: v128, f: v128, c: v128, o: v128): void {
  v128.store(address, i);
  v128.store(address, f, LANES);
  v128.store(address, c, 2 * LANES);
  v128.store(address, o, 3 * LANES);
}
