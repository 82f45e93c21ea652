/** The kernel compiled for the processor: src/engines/native/ in C, with the bits of the one in WebAssembly. */
import { addonNamed } from '../machine/addon.ts';
import {
  type Addresses,
  DESCRIPTION_FIELDS,
  type Description,
  type Kernel,
  type LoadedKernel,
  MOST_BYTES,
} from './kernel.ts';

/** Numbers that are computed at once, by what processors call it. Four are no faster than WebAssembly. */
const LANES = { 16: 'AVX-512', 8: 'AVX2', 4: 'SSE2' } as const;
const WORTHWHILE = 8;

export type LaneCount = keyof typeof LANES;

/** The kernel with the most lanes that this processor has; null where it has too few, or where there is no addon. */
export function nativeKernel(): LoadedKernel | null {
  const most = Math.max(...laneCounts()) as LaneCount;
  return most < WORTHWHILE ? null : nativeKernelOf(most);
}

/** The lane counts that this processor has registers for; none where there is no addon. */
export function laneCounts(): readonly LaneCount[] {
  return addon()?.lanes() ?? [];
}

/** With a lane count among `laneCounts`. */
export function nativeKernelOf(lanes: LaneCount): LoadedKernel {
  return { backend: `native ${LANES[lanes]}`, create: () => create(addon()!, lanes) };
}

/** What src/engines/native/addon.c exports. */
interface Addon {
  lanes(): LaneCount[];
  measure(settings: ArrayBuffer): number;
  /** Where inputs, labels, counted, lengths, losses, corrects, masks, predictions and flat begin; then the bytes of masks. */
  open(settings: ArrayBuffer, memory: ArrayBuffer, lanes: number): number[];
  pack(memory: ArrayBuffer, kind: number): void;
  unpack(memory: ArrayBuffer, kind: number): void;
  continueAt(memory: ArrayBuffer, updates: number): void;
  train(memory: ArrayBuffer, updates: number, batch: number, steps: number): void;
  predict(memory: ArrayBuffer, count: number, steps: number): void;
}

let loaded: Addon | null | undefined;

function addon(): Addon | null {
  loaded ??= addonNamed('engines/native') as Addon | null;
  return loaded;
}

function create(addon: Addon, lanes: LaneCount): Kernel {
  let described: Description | undefined;
  let memory = new ArrayBuffer(0);
  let addresses: Addresses | undefined;
  return {
    describe(description) {
      described = description;
    },
    allocate({ batch, steps, predicted, given }) {
      const fields = DESCRIPTION_FIELDS.map((field) => described![field]);
      const settings = Float64Array.of(...fields, batch, steps, predicted, given).buffer;
      const bytes = addon.measure(settings);
      if (bytes > MOST_BYTES) return bytes;
      try {
        memory = new ArrayBuffer(bytes);
      } catch {
        return Number.POSITIVE_INFINITY;
      }
      const [inputs, labels, counted, lengths, losses, corrects, masks, predictions, flat, maskBytes] = addon.open(
        settings,
        memory,
        lanes,
      );
      addresses = { inputs, labels, counted, lengths, losses, corrects, masks, maskBytes, predictions, flat };
      return bytes;
    },
    memory: () => memory,
    addresses: () => addresses!,
    pack: (kind) => addon.pack(memory, kind),
    unpack: (kind) => addon.unpack(memory, kind),
    continueAt: (updates) => addon.continueAt(memory, updates),
    train: (updates, batch, steps) => addon.train(memory, updates, batch, steps),
    predict: (count, steps) => addon.predict(memory, count, steps),
  };
}
