/** What the fused engine asks of its kernel, compiled to WebAssembly or for the processor. One kernel holds one model, and shares its memory with its trainer. */
// N sequences, T time steps, L outputs per sequence, F numbers per step, K numbers per output

/** The model and its optimizer, as the kernel numbers them. */
export interface Description {
  /** Numbers per step, 0 where inputs are tokens. */
  readonly features: number;
  /** Tokens, 0 where inputs are numbers. */
  readonly vocabulary: number;
  /** LSTM, GRU, SimpleRNN. */
  readonly cell: 0 | 1 | 2;
  readonly layers: number;
  readonly units: number;
  /** Readings per layer, 1 or 2. */
  readonly readings: number;
  readonly readsBackwardFirst: 0 | 1;
  /** 0 for a one-way model, else concat, sum, mul, ave. */
  readonly merge: 0 | 1 | 2 | 3 | 4;
  /** The share that is dropped of every layer's outputs; 0 where there are no masks. */
  readonly dropout: number;
  /** Sigmoid, softmax, linear. */
  readonly output: 0 | 1 | 2;
  readonly isPerSequence: 0 | 1;
  /** K. */
  readonly outputs: number;
  /** Adam, AdamW, RMSprop, SGD. */
  readonly optimizer: 0 | 1 | 2 | 3;
  readonly learningRate: number;
  readonly momentum: number;
  readonly weightDecay: number;
}

/** The fields of a description in the order in which every kernel reads them, each as a float64. */
export const DESCRIPTION_FIELDS = [
  'features',
  'vocabulary',
  'cell',
  'layers',
  'units',
  'readings',
  'readsBackwardFirst',
  'merge',
  'dropout',
  'output',
  'isPerSequence',
  'outputs',
  'optimizer',
  'learningRate',
  'momentum',
  'weightDecay',
] as const satisfies readonly (keyof Description)[];

/** How much is given to the kernel and asked of it at once. */
export interface Sizes {
  /** Sequences per update. */
  readonly batch: number;
  /** Time steps at the most, T. */
  readonly steps: number;
  /** Sequences predicted at once. */
  readonly predicted: number;
  /** Sequences that the caller hands over at once, N. */
  readonly given: number;
}

/** Where the caller puts what it gives and finds what it asked for; in bytes from the beginning of the memory. */
export interface Addresses {
  readonly inputs: number; // (N, T, F) float32, or (N, T) int32 tokens
  readonly labels: number; // (N, L) int32, or float32 targets of a linear output
  readonly counted: number; // (N, L) bytes
  readonly lengths: number; // (N) int32
  readonly losses: number; // (updates) float64
  readonly corrects: number; // (updates) int32
  readonly masks: number; // per layer (N, T, W) bytes, W merged units; of the last layer (N, L, W)
  readonly maskBytes: number; // from one layer's masks to the next one's
  readonly predictions: number; // (N, L, K) float32
  readonly flat: number; // weights or one of their moments in Keras's order, float32
}

export interface Kernel {
  describe(description: Description): void;
  /** Bytes needed; where that is more than `memory` has afterwards, nothing else may be called. */
  allocate(sizes: Sizes): number;
  /** After `allocate`. */
  memory(): ArrayBuffer;
  /** Of `memory`. */
  addresses(): Addresses;
  /** Takes the numbers at `flat` over: 0 as the weights, 1 and 2 as their moments. */
  pack(kind: number): void;
  /** Puts them at `flat`. */
  unpack(kind: number): void;
  /** Sets the number of updates made so far. */
  continueAt(updates: number): void;
  /** One update per `batch` of the sequences (N, steps); losses and right predictions are measured before it. */
  train(updates: number, batch: number, steps: number): void;
  /** Predictions of the first `count` sequences. */
  predict(count: number, steps: number): void;
}

/** A kernel that is ready to hold models, each in one of its own. */
export interface LoadedKernel {
  /** What it computes with, for the receipt of a run. */
  readonly backend: string;
  readonly create: () => Kernel;
}

/** Where the 32 bits end that WebAssembly addresses memory with, in whole pages. */
export const MOST_BYTES = 65535 * 65536;
