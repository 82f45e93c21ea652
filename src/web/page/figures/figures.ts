/** The figures below the answer, in the order of the questions. */
import type { Figure } from '../figure.ts';
import { CURVES } from './curves.tsx';
import { DEPENDENCE } from './dependence.tsx';
import { EVERY_SEED } from './every-seed.tsx';
import { HEAT_MAP } from './heat-map.tsx';
import { PREDICTION } from './prediction.tsx';
import { RACE } from './race.tsx';
import { STEPS } from './steps.tsx';

export const FIGURES: readonly Figure[] = [PREDICTION, RACE, HEAT_MAP, EVERY_SEED, DEPENDENCE, STEPS, CURVES];
