import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromMeans, seedsNeeded, signFlip } from '../../src/comparison/interval.ts';
import { stream } from '../../src/random.ts';

interface Fixture {
  readonly scipy: string;
  readonly samples: readonly {
    readonly title: string;
    readonly values: readonly number[];
    readonly p: number;
    /** For 1, 2 and 5 comparisons; null where there are too few values. */
    readonly bounds: Readonly<Record<string, readonly [number, number] | null>>;
  }[];
}

const { scipy, samples } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../fixtures/statistics/samples.json'), 'utf8'),
) as Fixture;

describe(`signFlip, against SciPy ${scipy}`, () => {
  const few = samples.filter(({ values }) => values.length <= 16);
  const many = samples.filter(({ values }) => values.length > 16);

  it('is held against 44 samples', () => {
    expect([few.length, many.length]).toEqual([35, 9]);
  });

  it.each(few)("has permutation_test's p-value and NumPy's subset means: $title, $values.length", (sample) => {
    expect(signFlip(sample.values, 1)?.p).toBeCloseTo(sample.p, 12);
    const size = Math.max(...sample.values.map(Math.abs));
    for (const [comparisons, bounds] of Object.entries(sample.bounds)) {
      const result = signFlip(sample.values, Number(comparisons));
      expect(result === null).toBe(bounds === null);
      result?.interval.forEach((bound, i) => {
        expect(Math.abs(bound - bounds![i])).toBeLessThanOrEqual(1e-14 * size);
      });
      expect(result?.p ?? 1).toBeCloseTo(result === null ? 1 : Math.min(1, sample.p * Number(comparisons)), 12);
    }
  });

  it.each(many)('comes as close as 65,535 random subsets allow: $title, $values.length', ({ values, p, bounds }) => {
    const result = signFlip(values, 1);
    const standardError = 2 * Math.sqrt((p / 2) * (1 - p / 2) * (1 / 65_536 + 1 / 100_000));
    expect(Math.abs(result!.p - p)).toBeLessThan(4 * standardError);
    for (const [comparisons, [low, high]] of Object.entries(bounds) as [string, [number, number]][]) {
      const { interval } = signFlip(values, Number(comparisons))!;
      expect(Math.abs(interval[0] - low)).toBeLessThan(0.02 * (high - low));
      expect(Math.abs(interval[1] - high)).toBeLessThan(0.02 * (high - low));
    }
  });
});

describe('fromMeans', () => {
  const random = stream(0, 'means');
  const uniform = Float64Array.from({ length: 65_535 }, () => random.uniform());

  it.each([
    ['spread evenly', uniform],
    ['of which many are equal', uniform.map((mean) => Math.round(10 * mean))],
    ['of which the sample has the highest only', uniform.map((mean, i) => (i % 61 === 0 ? 2 : mean))],
    ['of which the sample has the lowest only', uniform.map((mean, i) => (i % 61 === 0 ? -1 : mean))],
    ['that are few', uniform.slice(0, 4095)],
  ])('cuts off as many means from either end: %s', (_, means) => {
    const sorted = means.toSorted();
    for (const comparisons of [1, 2, 50, 100]) {
      const cut = Math.floor((means.length + 1) / (40 * comparisons));
      expect(fromMeans(means, comparisons)?.interval).toEqual([sorted[cut - 1], sorted[means.length - cut]]);
    }
  });
});

describe('signFlip', () => {
  it('runs from the smallest to the largest value where six seeds are all there are', () => {
    expect(signFlip([0.3, 0.1, -0.2, 0.5, 0.4, 0.6], 1)?.interval).toEqual([-0.2, 0.6]);
  });

  it('says nothing about fewer than 6 values, or 7 for two comparisons, 8 for five, 10 for 25', () => {
    const tells = (n: number, comparisons: number) => signFlip(Array(n).fill(1), comparisons) !== null;
    expect([tells(0, 1), tells(5, 1), tells(6, 1)]).toEqual([false, false, true]);
    expect([tells(6, 2), tells(7, 2)]).toEqual([false, true]);
    expect([tells(7, 5), tells(8, 5)]).toEqual([false, true]);
    expect([tells(9, 25), tells(10, 25)]).toEqual([false, true]);
    expect([seedsNeeded(1), seedsNeeded(2), seedsNeeded(5), seedsNeeded(25)]).toEqual([6, 7, 8, 10]);
  });

  it('cannot tell more than 1,638 comparisons apart, however many values there are', () => {
    expect([seedsNeeded(1638), seedsNeeded(1639)]).toEqual([16, null]);
    expect([signFlip(Array(20).fill(1), 1638) !== null, signFlip(Array(20).fill(1), 1639)]).toEqual([true, null]);
  });

  it('takes rounding noise for 0', () => {
    const noise = [0.1 + 0.2 - 0.3, 0, 0.3 - 0.1 - 0.2, 0.7 - 0.6 - 0.1, 0, 0];
    expect(signFlip(noise, 1)?.p).toBe(1);
  });

  it('excludes 0 exactly when p ≤ 0.05, on 10,000 random samples', () => {
    const random = stream(1, 'interval and p-value');
    let claims = 0;
    for (let i = 0; i < 10_000; i++) {
      const comparisons = 1 + random.below(3);
      // Half of the samples in steps of 0.5, so that zeros, ties and means of exactly 0 are frequent
      const coarse = random.below(2) === 0;
      const values = Array.from({ length: 7 + random.below(4) }, () => {
        const value = 0.6 + random.normal();
        return coarse ? Math.round(2 * value) / 2 : value;
      });
      const { interval, p } = signFlip(values, comparisons)!;
      const excludes = interval[0] > 1e-12 || interval[1] < -1e-12;
      if (excludes !== p <= 0.05) throw new Error(`${interval} and p = ${p} disagree on ${values}`);
      if (excludes) claims += 1;
    }
    expect(claims).toBeGreaterThan(1000);
    expect(claims).toBeLessThan(9000);
  });

  it('covers the true mean in 94 to 96 % of normal samples, n = 10', () => {
    const random = stream(1, 'coverage');
    const samples = 10_000;
    let covered = 0;
    for (let i = 0; i < samples; i++) {
      const { interval } = signFlip(
        Array.from({ length: 10 }, () => 3 + random.normal()),
        1,
      )!;
      if (interval[0] <= 3 && interval[1] >= 3) covered += 1;
    }
    expect(covered / samples).toBeGreaterThan(0.94);
    expect(covered / samples).toBeLessThan(0.96);
  });
});

/** Multiples of 1/1024 add up without rounding, so that equal means equal. */
const exactValues = fc.array(
  fc.integer({ min: -2048, max: 2048 }).map((k) => k / 1024),
  { minLength: 6, maxLength: 18 },
);

describe('signFlip, for any sample', () => {
  it('is mirrored by mirrored values', () => {
    fc.assert(
      fc.property(exactValues, (values) => {
        const there = signFlip(values, 1)!;
        const back = signFlip(
          values.map((value) => 0 - value),
          1,
        )!;
        expect(back.interval.map((bound) => 0 - bound)).toEqual(there.interval.toReversed().map((bound) => bound + 0));
        expect(back.p).toBe(there.p);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it('moves with a constant that is added to every value', () => {
    fc.assert(
      fc.property(exactValues, fc.integer({ min: -1024, max: 1024 }), (values, constant) => {
        const there = signFlip(values, 1)!;
        const moved = signFlip(
          values.map((value) => value + constant),
          1,
        )!;
        moved.interval.forEach((bound, i) => {
          expect(bound).toBeCloseTo(there.interval[i] + constant, 10);
        });
      }),
      { numRuns: 60, seed: 2 },
    );
  });

  it('does not depend on the order of up to 16 values', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.integer({ min: -2048, max: 2048 }).map((k) => k / 1024),
          { minLength: 6, maxLength: 12 },
        ),
        (values) => {
          expect(signFlip(values.toReversed(), 1)).toEqual(signFlip(values, 1));
          expect(
            signFlip(
              values.toSorted((a, b) => a - b),
              1,
            ),
          ).toEqual(signFlip(values, 1));
        },
      ),
      { numRuns: 100, seed: 3 },
    );
  });

  it('has bounds between the smallest and the largest value, wider with more comparisons', () => {
    fc.assert(
      fc.property(exactValues, (values) => {
        const one = signFlip(values, 1)!.interval;
        expect(one[0]).toBeGreaterThanOrEqual(Math.min(...values));
        expect(one[1]).toBeLessThanOrEqual(Math.max(...values));
        expect(one[0]).toBeLessThanOrEqual(one[1]);
        const five = signFlip(values, 5)?.interval ?? one;
        expect(five[0]).toBeLessThanOrEqual(one[0]);
        expect(five[1]).toBeGreaterThanOrEqual(one[1]);
      }),
      { numRuns: 60, seed: 4 },
    );
  });
});
