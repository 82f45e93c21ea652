import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { kernelBackend } from '../../src/engines/load-kernel.ts';
import { bothways, jsonOf, userFolder } from './bothways.ts';
import { expectContract } from './json-contract.ts';

const folder = userFolder();
const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
const sqlite = new Database(':memory:').prepare('SELECT sqlite_version()').pluck().get();

it('bothways --version names what is installed, and says how to get tfjs-node where it is not', async () => {
  // tfjs-core keeps its only state in `_tfengine`: to know its version it is not loaded
  const loaded = `process.on('exit', () => process.stderr.write(String('_tfengine' in globalThis)))`;
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(loaded)}` };
  const { status, stdout, stderr } = await bothways(folder, ['--version'], env);
  expect({ status, stderr }).toEqual({ status: 0, stderr: 'false' });
  expect(stdout.split('\n').slice(0, 3)).toEqual([
    `bothways ${version}`,
    `node ${process.version}`,
    `sqlite ${sqlite}`,
  ]);
  expect(stdout).toMatch(
    /^engine fused: fused-\d+, (native AVX|WebAssembly).*\nengine tfjs: tfjs(-node)?-4\.22\.0.*\nengine reference: reference-\d+$/m,
  );
});

it('bothways --version keeps the contract for scripts', async () => {
  const printed = jsonOf(await bothways(folder, ['--version', '--json']));
  expectContract(printed, 'version');
  expect(printed).toMatchObject({ bothways: version, node: process.version, sqlite, kernel: kernelBackend() });
});

it('bothways --version says WebAssembly where BOTHWAYS_KERNEL asks for it', async () => {
  const { stdout } = await bothways(folder, ['--version'], { BOTHWAYS_KERNEL: 'wasm' });
  expect(stdout).toMatch(/^engine fused: fused-\d+, WebAssembly SIMD$/m);
});
