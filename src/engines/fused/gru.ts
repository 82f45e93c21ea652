/**
 * What a GRU makes of its sums, and their gradients on the way back. Its matrix has z and r; the candidate's, which
 * comes after it in every slot, has h̃ and is multiplied with r · output before.
 */
import { B, LANES, Q, Reading, S, keptRows, operandWidth, slot, storeDgate, unitColumn } from './layout';
import { flushed, sigmoid, tanh } from './math';

/** Compile-time names of the matrices of a GRU. */
export class MatrixOfGru {}
export class CandidateOfGru {}

/**
 * z and r of a block, and r · output before into the candidate's operand.
 *
 * @param row of `update` and `reset`   @param before where the output before stands; not read in the first slot
 * @param product of r and it
 */
export function finishGates(r: Reading, row: usize, before: usize, product: usize, zz: v128, zr: v128): void {
  const reset = sigmoid(zr);
  v128.store(r.update + row * LANES, sigmoid(zz));
  v128.store(r.reset + row * LANES, reset);
  if (slot > 0) v128.store(product, f32x4.mul(reset, v128.load(before)));
}

/** output = z · output before + (1 − z) · h̃ of a block. */
export function finishCandidate(r: Reading, row: usize, before: usize, output: usize, sum: v128): void {
  const candidate = tanh(sum);
  const z = v128.load(r.update + row * LANES);
  const fresh = f32x4.mul(f32x4.sub(f32x4.splat(1), z), candidate);
  v128.store(r.proposed + row * LANES, candidate);
  v128.store(output, slot > 0 ? f32x4.add(f32x4.mul(z, v128.load(before)), fresh) : fresh);
}

/** doutput of a block → dz and dh̃ before activation, and the part of doutput that goes straight to the slot before. */
export function deactivateGates(r: Reading, s: i32, b: i32, q: i32, sum: v128): void {
  const row = <usize>((q * S + s) * B + b);
  const one = f32x4.splat(1);
  const z = v128.load(r.update + row * LANES);
  const candidate = v128.load(r.proposed + row * LANES);
  const doutput = flushed(sum);
  const rest = f32x4.sub(one, z);
  const dfresh = f32x4.mul(doutput, rest);
  const dcandidate = f32x4.sub(dfresh, f32x4.mul(f32x4.mul(dfresh, candidate), candidate));
  const dz = f32x4.mul(f32x4.mul(doutput, f32x4.sub(outputBefore(r, s, b, q), candidate)), f32x4.mul(z, rest));
  v128.store(carriedAt(r, b, q), f32x4.mul(doutput, z));
  storeDgate(r, s, b, 2 * q, dz);
  storeDgate(r.candidate, s, b, q, dcandidate);
}

/** d(r · output before) of a block → dr before activation, and its share of what goes to the slot before. */
export function deactivateReset(r: Reading, s: i32, b: i32, q: i32, sum: v128): void {
  const reset = v128.load(r.reset + <usize>((q * S + s) * B + b) * LANES);
  const slope = f32x4.mul(reset, f32x4.sub(f32x4.splat(1), reset));
  const dproduct = flushed(sum);
  const carried = carriedAt(r, b, q);
  v128.store(carried, f32x4.add(v128.load(carried), f32x4.mul(dproduct, reset)));
  storeDgate(r, s, b, 2 * q + 1, f32x4.mul(f32x4.mul(dproduct, outputBefore(r, s, b, q)), slope));
}

/** What comes straight from the slot after, beside what comes through its gates. */
@inline
export function carriedTo(r: Reading, s: i32, b: i32, q: i32): v128 {
  return s < S - 1 ? v128.load(carriedAt(r, b, q)) : f32x4.splat(0);
}

@inline
function carriedAt(r: Reading, b: i32, q: i32): usize {
  return r.carried + <usize>(q * B + b) * LANES;
}

@inline
function outputBefore(r: Reading, s: i32, b: i32, q: i32): v128 {
  if (s == 0) return f32x4.splat(0);
  return v128.load(r.operand + <usize>((s * B + b) * operandWidth + unitColumn + 4 * q) * 4);
}
