import { tfjsEngine } from '../../src/engines/tfjs.ts';
import { engineContract } from './contract.ts';

// The tolerances that TensorFlow.js itself needs: it keeps the bias corrections of Adam in float32
engineContract('tfjs', tfjsEngine, { loss: 5e-5, firstUpdate: 2e-5, weight: 1e-3 });
