import { reference } from '../../src/engines/reference.ts';
import { engineContract } from './contract.ts';

engineContract('reference', async () => reference, { loss: 1e-6, firstUpdate: 2e-6, weight: 2e-5 });
