import { describe, expect, it } from 'vitest';
import { endsAtFloor, floorBefore } from '../../src/comparison/floor.ts';
import { stream } from '../../src/random.ts';

describe('endsAtFloor', () => {
  // 1,000 sequences of two steps: at the first nearly all have one label, at the second half have either
  const guess = [
    { counted: 1000, commonest: 950, second: 50 },
    { counted: 1000, commonest: 500, second: 500 },
  ];

  it('holds for the guess itself, and for whatever is worse', () => {
    expect(endsAtFloor([0.95, 0.5], guess)).toBe(true);
    expect(endsAtFloor([0.05, 0.5], guess)).toBe(true);
    expect(endsAtFloor([0.95, 0.3], guess)).toBe(true);
  });

  it('allows what chance gives one who answers at random where both labels are as common', () => {
    // z √1000 / 2 = 26.0 at the second step, and (√(900² + z² · 190) − 900) / 2 = 0.14 at the first; z = 1.645
    expect(endsAtFloor([0.95, 0.526], guess)).toBe(true);
    expect(endsAtFloor([0.95, 0.527], guess)).toBe(false);
    expect(endsAtFloor([0.952, 0.525], guess)).toBe(false);
  });

  it('leaves out steps that no sequence counts', () => {
    const [, second] = guess;
    expect(endsAtFloor([Number.NaN, 0.5], [{ counted: 0, commonest: 0, second: 0 }, second])).toBe(true);
  });

  it('takes at most 55 of 1,000 runs that know only the step for one that knows more', () => {
    const random = stream(1, 'answers at random');
    const sequences = 400;
    const ofOne = [0.5, 0.3, 0.5]; // how often each step has the label 1
    let passed = 0;
    const runs = 4000;
    for (let i = 0; i < runs; i++) {
      // The same sequences answered against the guess at every step, the worst there is
      const right = ofOne.map(() => 0);
      const ones = ofOne.map(() => 0);
      for (let n = 0; n < sequences; n++) {
        const turns = random.uniform() < 0.5;
        ofOne.forEach((probability, t) => {
          const label = random.uniform() < probability ? 1 : 0;
          ones[t] += label;
          const answer = t === 1 ? 0 : turns ? 1 : 0;
          if (answer === label) right[t] += 1;
        });
      }
      const counts = ones.map((one) => ({
        counted: sequences,
        commonest: Math.max(one, sequences - one),
        second: Math.min(one, sequences - one),
      }));
      const accuracies = right.map((count) => count / sequences);
      if (!endsAtFloor(accuracies, counts)) passed += 1;
    }
    expect(passed / runs).toBeLessThanOrEqual(0.055);
  });
});

describe('floorBefore', () => {
  const guess = [{ counted: 2000, commonest: 1600, second: 400 }];
  const flat = Array.from({ length: 200 }, (_, i) => ({ epoch: 5 * (i + 1), loss: 0.5, accuracy: 0.8 }));
  const past = (curve: typeof flat) =>
    floorBefore(curve, { guess, sequences: 2000, variance: 0.16, sequencesPerEpoch: 1 });

  it('has never left it on a curve that stays there', () => {
    expect(past(flat)).toBe('never-left');
    expect(past(flat.map((point, i) => ({ ...point, accuracy: i % 2 === 0 ? 1 : 0.6 })))).toBe('never-left');
    expect(past(flat.slice(0, 1))).toBe('never-left');
  });

  it('fell back from a curve that was above it for an eighth of the run', () => {
    expect(past(flat.map((point, i) => ({ ...point, accuracy: i >= 50 && i < 75 ? 1 : 0.8 })))).toBe('fell-back');
  });

  it('fell back where all of a long curve was a little above it', () => {
    // 1,000 sequences: the mean has a standard error of 0.4 √(1/1000 + 1/2000) = 0.0155, and 3.21 of them are 0.05
    expect(past(flat.map((point) => ({ ...point, accuracy: 0.851 })))).toBe('fell-back');
    expect(past(flat.map((point) => ({ ...point, accuracy: 0.849 })))).toBe('never-left');
  });

  it('mistakes chance for it in at most 15 of 1,000 runs', () => {
    const random = stream(1, 'curves at the floor');
    const runs = 2000;
    let mistaken = 0;
    for (let r = 0; r < runs; r++) {
      const curve = flat.map((point) => {
        let right = 0;
        for (let n = 0; n < 5; n++) if (random.uniform() < 0.8) right += 1;
        return { ...point, accuracy: right / 5 };
      });
      if (past(curve) === 'fell-back') mistaken += 1;
    }
    expect(mistaken / runs).toBeLessThanOrEqual(0.015);
  });
});
