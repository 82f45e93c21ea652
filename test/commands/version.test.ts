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
  const { status, stdout } = await bothways(folder, ['--version']);
  expect(status).toBe(0);
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
