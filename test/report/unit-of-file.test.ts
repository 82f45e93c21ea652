import { expect, it } from 'vitest';
import { inUnitOfFile } from '../../src/report/unit-of-file.ts';

const asModelHasIt = (number: number, { mean, sd }: { mean: number; sd: number }) => Math.fround((number - mean) / sd);

it.each([
  { number: 19, mean: 12.3, sd: 4.56 },
  { number: 101_325.25, mean: 101_300.125, sd: 87.3 }, // far from 0: more than seven digits of it are kept
  { number: 0, mean: -3.7, sd: 11.1 },
  { number: 0.001_234_5, mean: 0, sd: 1 },
  { number: 1_234_560_000, mean: 0, sd: 3e8 },
  { number: 0.3, mean: 0.1 + 0.2, sd: 1 }, // the mean itself is not as it is written
])('inUnitOfFile gives $number back as it stands in the file', ({ number, mean, sd }) => {
  expect(inUnitOfFile(asModelHasIt(number, { mean, sd }), { mean, sd })).toBe(number);
});

it('inUnitOfFile gives every number with four decimals back that is within ten deviations', () => {
  const scale = { mean: 7.123_456, sd: 3.21 };
  for (let n = -250_000; n <= 350_000; n += 37) {
    const number = n / 10_000;
    expect(inUnitOfFile(asModelHasIt(number, scale), scale)).toBe(number);
  }
});

it('inUnitOfFile leaves what is no number', () => {
  expect(inUnitOfFile(Number.NaN, { mean: 1, sd: 2 })).toBeNaN();
});
