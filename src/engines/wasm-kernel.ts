/** The kernel as WebAssembly: src/engines/fused/ compiled by AssemblyScript. */
import { readFile } from 'node:fs/promises';
import { compiled } from '../machine/package.ts';
import { DESCRIPTION_FIELDS, type Kernel, type LoadedKernel } from './kernel.ts';

export const WASM_BACKEND = 'WebAssembly SIMD';

/** Compiled once per process: a second compilation would start in the slow tier again. */
export function loadWasmKernel(): Promise<LoadedKernel> {
  loading ??= readFile(compiled('engines/fused/kernel.wasm'))
    .then((bytes) => WebAssembly.compile(bytes))
    .then((module) => ({ backend: WASM_BACKEND, create: () => wasmKernel(module) }));
  return loading;
}

let loading: Promise<LoadedKernel> | undefined;

/** What src/engines/fused/kernel.ts exports. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly description: Global;
  describe(): void;
  allocate(batch: number, steps: number, predicted: number, given: number): number;
  pack(kind: number): void;
  unpack(kind: number): void;
  continueAt(updates: number): void;
  train(updates: number, batch: number, steps: number): void;
  predict(count: number, steps: number): void;
  readonly sequenceInputs: Global;
  readonly sequenceLabels: Global;
  readonly sequenceCounted: Global;
  readonly sequenceLengths: Global;
  readonly losses: Global;
  readonly corrects: Global;
  readonly sequenceMasks: Global;
  readonly maskBytes: Global;
  readonly predictions: Global;
  readonly flat: Global;
}

interface Global {
  readonly value: number;
}

function wasmKernel(module: WebAssembly.Module): Kernel {
  const kernel = new WebAssembly.Instance(module).exports as unknown as Exports;
  return {
    describe(description) {
      const fields = new Float64Array(kernel.memory.buffer, kernel.description.value, DESCRIPTION_FIELDS.length);
      fields.set(DESCRIPTION_FIELDS.map((field) => description[field]));
      kernel.describe();
    },
    allocate: ({ batch, steps, predicted, given }) => kernel.allocate(batch, steps, predicted, given),
    memory: () => kernel.memory.buffer,
    addresses: () => ({
      inputs: address(kernel.sequenceInputs),
      labels: address(kernel.sequenceLabels),
      counted: address(kernel.sequenceCounted),
      lengths: address(kernel.sequenceLengths),
      losses: address(kernel.losses),
      corrects: address(kernel.corrects),
      masks: address(kernel.sequenceMasks),
      maskBytes: kernel.maskBytes.value,
      predictions: address(kernel.predictions),
      flat: address(kernel.flat),
    }),
    pack: kernel.pack,
    unpack: kernel.unpack,
    continueAt: kernel.continueAt,
    train: kernel.train,
    predict: kernel.predict,
  };
}

/** Above 2 GB they come as negative numbers. */
function address({ value }: Global): number {
  return value >>> 0;
}

/** The part of the standard that is used here; Node's types leave it to those of browsers. */
declare namespace WebAssembly {
  interface Module {
    readonly [Symbol.toStringTag]: string;
  }
  function compile(bytes: Uint8Array): Promise<Module>;
  class Instance {
    constructor(module: Module);
    readonly exports: Readonly<Record<string, unknown>>;
  }
}
