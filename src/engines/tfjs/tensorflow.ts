/** TensorFlow.js, loaded at its first use. */
import util from 'node:util';
import type * as Core from '@tensorflow/tfjs-core';
import type * as Layers from '@tensorflow/tfjs-layers';
import { installedTfjs } from '../tfjs-installed.ts';

export interface TensorFlow {
  readonly core: typeof Core;
  readonly layers: typeof Layers;
}

/** In tfjs-node where that is installed, else in the cpu backend. One backend per process. */
export function loadTensorFlow(): Promise<TensorFlow> {
  loading ??= load();
  return loading;
}

let loading: Promise<TensorFlow> | null = null;

async function load(): Promise<TensorFlow> {
  if (installedTfjs().kind === 'tfjs-node') {
    // tfjs-node 4.22 calls two functions of node:util that Node 23 and later no longer have (tensorflow/tfjs#8609)
    Object.assign(util, { isNullOrUndefined: (value: unknown) => value == null, isArray: Array.isArray });
    process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'; // no start-up notices
    const optional: string = '@tensorflow/tfjs-node'; // not a literal: there are no types where it is not installed
    await import(optional);
  } else {
    await import('@tensorflow/tfjs-backend-cpu');
  }
  const core = await import('@tensorflow/tfjs-core');
  core.enableProdMode(); // no banner that advertises tfjs-node
  await core.ready();
  return { core, layers: await import('@tensorflow/tfjs-layers') };
}
