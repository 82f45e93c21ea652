import { expect, it } from 'vitest';
import { freshSeeds } from '../../src/report/advice.ts';

it.each([
  ['after those there were', { seeds: [1, 2, 3], race: null }, 3, 'seeds={from: 4, count: 3}'],
  ['as many as would settle it', { seeds: [1, 2, 3], race: null }, 65, 'seeds={from: 4, count: 65}'],
  [
    'before them where the largest seed, 2³² − 1, leaves no room after',
    { seeds: [4_294_967_294, 4_294_967_295], race: null },
    2,
    'seeds={from: 1, count: 2}',
  ],
  [
    'right up to the largest',
    { seeds: [4_294_967_292, 4_294_967_293], race: null },
    2,
    'seeds={from: 4294967294, count: 2}',
  ],
  [
    'for a search as other confirming ones',
    { seeds: [1001, 1002], race: [1, 2, 3, 4, 5] },
    2,
    'search.confirm={from: 1003, count: 2}',
  ],
  ['after the race too', { seeds: [11, 12], race: [101, 102] }, 2, 'search.confirm={from: 103, count: 2}'],
  ['nowhere where there is room on neither side', { seeds: [1, 4_294_967_295], race: null }, 2, null],
])('fresh seeds to confirm an answer are suggested %s', (_where, seen, count, override) => {
  expect(freshSeeds(seen, count)).toBe(override);
});
