/** A sweep on a clock of our own: what is said of the time left, against what it then took. */
import { describe, expect, it } from 'vitest';
import { type Forecast, forecast } from '../../src/session/forecast.ts';
import { expectations } from '../../src/training/estimate.ts';
import { updatesOf } from '../../src/training/train.ts';
import type { PlannedConfiguration, Run } from '../../src/vocabulary.ts';
import { read } from '../experiment/reading.ts';

/** The runs of a file in the order in which they are made. */
function runsOf(text: string): Run[] {
  const { points, seeds } = read(text).experiment;
  return seeds.flatMap((seed) => points.map(({ planned }) => ({ planned, seed, engineVersion: 'fused-1' })));
}

const MIXED = 'epochs: 100000\nseeds: 6\nsweep: {units: [2, 20, 128], direction: [forward, bidirectional]}';
/** A machine three times slower than the estimate knows, and slower still with large models. */
const trueMs = ({ configuration: { units, direction } }: PlannedConfiguration) =>
  (units === 2 ? 300 : units === 20 ? 3000 : 120_000) * (direction === 'forward' ? 1 : 2.2);

interface Look {
  readonly at: number;
  readonly left: number | null;
  readonly share: number;
}

/** Lets one process after the other do the runs, 100 ms of each at a time, and looks at the forecast each second. */
function simulate(
  runs: readonly Run[],
  { places, ahead, clock }: { places: number; ahead: Forecast; clock: { now: number } },
) {
  const waiting = [...runs];
  const current: { run: Run; spent: number }[] = [];
  const looks: Look[] = [];
  while (waiting.length + current.length > 0) {
    while (current.length < places && waiting.length > 0) {
      const run = waiting.shift() as Run;
      current.push({ run, spent: 0 });
      ahead.updates(run, 0);
    }
    clock.now += 100;
    for (const each of [...current]) {
      each.spent += 100;
      const whole = trueMs(each.run.planned);
      if (each.spent < whole) {
        ahead.updates(each.run, Math.floor((updatesOf(each.run.planned.configuration) * each.spent) / whole));
      } else {
        current.splice(current.indexOf(each), 1);
        ahead.finished(each.run, whole);
      }
    }
    if (clock.now % 1000 === 0) looks.push({ at: clock.now, left: ahead.leftMs(), share: ahead.share() });
  }
  return { looks, tookMs: clock.now };
}

/** The largest error of the time left, relative, while more than a tenth of the whole is left. */
function worst({ looks, tookMs }: ReturnType<typeof simulate>): number {
  return Math.max(
    ...looks.flatMap(({ at, left }) =>
      left === null || tookMs - at < tookMs / 10 ? [] : [Math.abs(left - (tookMs - at)) / (tookMs - at)],
    ),
  );
}

describe('a forecast', () => {
  it.each([1, 2])('is within 30 % once it says a time, with %i processes and models of all sizes', (places) => {
    const clock = { now: 0 };
    const runs = runsOf(MIXED);
    const ahead = forecast(runs, { expected: expectations([]), places: () => places, clock: () => clock.now });
    const run = simulate(runs, { places, ahead, clock });
    expect(worst(run)).toBeLessThan(0.3);
    const first = run.looks.find(({ left }) => left !== null);
    expect(first?.at).toBeLessThan(run.tookMs / 5);
  });

  it('says a time from the start where the machine is known, and is right', () => {
    const clock = { now: 0 };
    const runs = runsOf(MIXED);
    const measured = runs.map(({ planned }) => ({ planned, trainMs: trueMs(planned) }));
    const ahead = forecast(runs, { expected: expectations(measured), places: () => 2, clock: () => clock.now });
    const first = ahead.leftMs() as number;
    const run = simulate(runs, { places: 2, ahead, clock });
    expect(Math.abs(first - run.tookMs) / run.tookMs).toBeLessThan(0.1);
    expect(worst(run)).toBeLessThan(0.2);
  });

  it('knows of a machine by other configurations of the engine', () => {
    const [small, ...others] = runsOf('test_sequences: 1\nsweep: {units: [4, 8, 16]}').filter(({ seed }) => seed === 1);
    const usual = expectations([]);
    const slow = expectations([{ planned: small.planned, trainMs: 10 * usual.ms(small.planned) }]);
    for (const { planned } of others) expect(slow.ms(planned) / usual.ms(planned)).toBeCloseTo(10, -1);
  });

  it('grows to the whole, weighted by cost', () => {
    const clock = { now: 0 };
    const runs = runsOf(MIXED);
    const ahead = forecast(runs, { expected: expectations([]), places: () => 1, clock: () => clock.now });
    const { looks } = simulate(runs, { places: 1, ahead, clock });
    const byTime = looks.filter(({ at }) => at > 400_000).map(({ at, share }) => share - at / clock.now);
    for (const difference of byTime) expect(Math.abs(difference)).toBeLessThan(0.1);
    expect(ahead.share()).toBeCloseTo(1, 6);
  });
});
