/** Data that are made up as they are asked for: endless fresh sequences, a stream of random numbers per purpose. */
import { type RandomStream, stream } from '../random.ts';
import type { Sequences } from '../vocabulary.ts';
import type { Dataset, Source } from './dataset.ts';

/** The next `count` sequences of a stream. */
export type Draw = (random: RandomStream, count: number) => Sequences;

/** The streams are (seed, 'train'), (seed, 'validation'), (seed, 'test') and (seed, 'predict'). */
export function freshFrom(draw: Draw): Pick<Dataset, 'training' | 'validation' | 'test' | 'example'> {
  const source = (seed: number, purpose: string): Source => {
    const random = stream(seed, purpose);
    return { count: null, groups: null, next: (count) => draw(random, count) };
  };
  return {
    training: (seed) => source(seed, 'train'),
    validation: (seed) => source(seed, 'validation'),
    test: (seed) => source(seed, 'test'),
    example: (seed) => source(seed, 'predict').next(1),
  };
}
