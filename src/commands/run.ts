/** `bothways run`: trains what is missing and prints the comparison. */
import { availableParallelism } from 'node:os';
import { type Context, type ExitStatus, printJson } from './context.ts';
