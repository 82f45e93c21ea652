/**
 * JAX beside the kernels, in one run in which they take turns:
 *
 *   sh test/bench/peers/install.sh FOLDER            installs JAX there, 600 MB
 *   npm run bench -- peers --python FOLDER/bin/python
 *
 * In processor time, one thread each. Ends with an error where the quickest kernel here is not ahead.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { nativeKernel } from '../../src/engines/native-kernel.ts';
import { loadWasmKernel } from '../../src/engines/wasm-kernel.ts';
import { type KernelShape, kernelRunner } from './kernel-runner.ts';
import { median } from './turns.ts';

const SHAPES: readonly KernelShape[] = [
  { units: 20, batch: 1, steps: 10 },
  { units: 64, batch: 32, steps: 10 },
  { units: 256, batch: 32, steps: 10 },
];
const TURNS = 5;
const python = process.env.BENCH_PYTHON;

it.runIf(python !== undefined)('the kernel is ahead of JAX', async () => {
  const script = new URL('peers/jax_scan.py', import.meta.url).pathname;
  const jax = spawn(python!, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: jax.stdout });
  const jaxMicroseconds = async ({ units, batch, steps }: KernelShape) => {
    jax.stdin.write(`${units} ${batch} ${steps}\n`);
    const [line] = await once(lines, 'line');
    return Number(line);
  };
  const own = nativeKernel() ?? (await loadWasmKernel());
  for (const shape of SHAPES) {
    const run = await kernelRunner(own, shape);
    const turns: { own: number; jax: number }[] = [];
    for (let turn = 0; turn < TURNS; turn++) turns.push({ own: await run(), jax: await jaxMicroseconds(shape) });
    const ratio = median(turns.map((turn) => turn.jax / turn.own));
    const [here, there] = (['own', 'jax'] as const).map((of) => median(turns.map((turn) => turn[of])).toFixed(1));
    const name = `${shape.units} units, batch ${shape.batch}, ${shape.steps} steps`;
    console.log(`${name}: ${own.backend} ${here} µs, JAX ${there} µs, ${ratio.toFixed(2)} times`);
    expect.soft(ratio, name).toBeGreaterThan(1);
  }
  jax.stdin.end();
});
