/** Which kernel the fused engine has on this machine: the native one where it loads, else WebAssembly, with the same bits. */
import type { LoadedKernel } from './kernel.ts';
import { nativeKernel } from './native-kernel.ts';
import { loadWasmKernel, WASM_BACKEND } from './wasm-kernel.ts';

export async function loadKernel(): Promise<LoadedKernel> {
  return nativeKernel() ?? loadWasmKernel();
}

/** Its backend, without loading WebAssembly: 'native AVX-512', 'native AVX2' or 'WebAssembly SIMD'. */
export function kernelBackend(): string {
  return nativeKernel()?.backend ?? WASM_BACKEND;
}
