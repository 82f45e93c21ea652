import { expect, it } from 'vitest';
import { firstFreshSeed } from '../../src/report/advice.ts';

it.each([
  ['after those there were', [1, 2, 3], 4],
  ['before them where the largest seed, 2³² − 1, leaves no room after', [4_294_967_294, 4_294_967_295], 1],
  ['right up to the largest', [4_294_967_292, 4_294_967_293], 4_294_967_294],
  ['nowhere where there is room on neither side', [1, 4_294_967_295], null],
])('fresh seeds to confirm an answer are suggested %s', (_where, seeds, first) => {
  expect(firstFreshSeed(seeds)).toBe(first);
});
