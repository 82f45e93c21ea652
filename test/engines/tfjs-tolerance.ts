import { installedTfjs } from '../../src/engines/tfjs-installed.ts';
import type { Tolerance } from './contract.ts';

/**
 * TensorFlow.js keeps the bias corrections of Adam in float32. The order of the sums in TensorFlow's matrix products
 * depends on the number of rows.
 */
export const TFJS_TOLERANCE: Tolerance = {
  loss: 5e-5,
  firstUpdate: 2e-5,
  weight: 1e-3,
  updates: 6,
  prediction: installedTfjs().kind === 'tfjs-node' ? 1e-6 : 0,
};
