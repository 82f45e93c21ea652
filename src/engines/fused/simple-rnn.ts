/** What a SimpleRNN makes of its sums, and their gradients on the way back. */
import { B, Reading, operandWidth, storeDgate, unitColumn } from './layout';
import { flushed, tanh } from './math';

/** Compile-time name of the matrix of a SimpleRNN. */
export class MatrixOfSimpleRnn {}

export function finishSimpleRnn(output: usize, sum: v128): void {
  v128.store(output, tanh(sum));
}

/** doutput of a block → its gradient before activation. */
export function deactivateSimpleRnn(r: Reading, s: i32, b: i32, q: i32, sum: v128): void {
  const output = v128.load(r.operand + <usize>(((s + 1) * B + b) * operandWidth + unitColumn + 4 * q) * 4);
  const doutput = flushed(sum);
  storeDgate(r, s, b, q, f32x4.sub(doutput, f32x4.mul(f32x4.mul(doutput, output), output)));
}
