/**
 * JAX and PyTorch beside the kernels, in one run in which they take turns:
 *
 *   sh test/bench/peers/install.sh FOLDER            installs both there, 6 GB
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

it.runIf(python !== undefined)('the kernel is ahead of its peers', async () => {
  const peers = [peer('JAX', 'jax_scan.py'), peer('PyTorch', 'torch_lstm.py')];
  const own = nativeKernel() ?? (await loadWasmKernel());
  for (const shape of SHAPES) {
    const run = await kernelRunner(own, shape);
    const turns: { own: number; theirs: number[] }[] = [];
    for (let turn = 0; turn < TURNS; turn++) {
      const theirs: number[] = [];
      const here = await run();
      for (const { microseconds } of peers) theirs.push(await microseconds(shape));
      turns.push({ own: here, theirs });
    }
    const name = `${shape.units} units, batch ${shape.batch}, ${shape.steps} steps`;
    console.log(`${name}: ${own.backend} ${median(turns.map((turn) => turn.own)).toFixed(1)} µs`);
    for (const [i, peer] of peers.entries()) {
      const ratio = median(turns.map((turn) => turn.theirs[i] / turn.own));
      const there = median(turns.map((turn) => turn.theirs[i])).toFixed(1);
      console.log(`  ${peer.name} ${there} µs, ${ratio.toFixed(2)} times`);
      expect.soft(ratio, `${peer.name}, ${name}`).toBeGreaterThan(1);
    }
  }
  for (const { stop } of peers) stop();
});

/** A script that is asked for a shape, line by line, and answers with the microseconds of an update. */
function peer(name: string, script: string) {
  const path = new URL(`peers/${script}`, import.meta.url).pathname;
  const child = spawn(python!, [path], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  return {
    name,
    async microseconds({ units, batch, steps }: KernelShape) {
      child.stdin.write(`${units} ${batch} ${steps}\n`);
      const [line] = await once(lines, 'line');
      return Number(line);
    },
    stop: () => child.stdin.end(),
  };
}
