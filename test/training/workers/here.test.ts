import { here } from '../../../src/training/workers/here.ts';
import { keepsContract } from './contract.ts';

keepsContract('here', () => here({ clock: () => performance.now() }));
