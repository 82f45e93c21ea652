import { describe, expect, it } from 'vitest';
import {
  orderWithoutFile,
  type PlannedPlace,
  unitsWithoutFile,
} from '../../src/store/migrations/order-without-file.ts';

const place = (level: string, more: Partial<PlannedPlace> = {}): PlannedPlace => ({
  block: '',
  level,
  compareBy: 'direction',
  direction: 'forward',
  units: 20,
  ...more,
});
const sorted = (...levels: string[]) => orderWithoutFile(levels.map((level) => place(level))).map(({ level }) => level);

describe('orderWithoutFile', () => {
  it('lets numbers and percentages ascend by value', () => {
    expect(sorted('16', '2', '10%', '0.5', '9%')).toEqual(['0.5', '2', '16', '9%', '10%']);
  });

  it('has closed sets in their order, other words by the alphabet', () => {
    expect(sorted('bidirectional', 'forward', 'backward')).toEqual(['forward', 'backward', 'bidirectional']);
    expect(sorted('reference', 'tfjs', 'fused')).toEqual(['fused', 'tfjs', 'reference']);
    expect(sorted('mul', 'sum', 'concat', 'ave')).toEqual(['concat', 'sum', 'mul', 'ave']);
    expect(sorted('stress', 'balance-point')).toEqual(['balance-point', 'stress']);
  });

  it('compares the block before the level, its first key first', () => {
    const places = [
      place('forward', { block: 'units=16 epochs=250' }),
      place('bidirectional', { block: 'units=2 epochs=5000' }),
      place('forward', { block: 'units=2 epochs=5000' }),
      place('bidirectional', { block: 'units=2 epochs=1000' }),
    ];
    expect(orderWithoutFile(places)).toEqual([places[3], places[2], places[1], places[0]]);
  });
});

describe('unitsWithoutFile', () => {
  it('are those of the sweep where units are swept', () => {
    const inBlock = place('forward', { block: 'units=16', units: 24 });
    expect(unitsWithoutFile(inBlock, [inBlock])).toBe(16);
    const asLevel = place('8', { compareBy: 'units', units: 12 });
    expect(unitsWithoutFile(asLevel, [asLevel])).toBe(8);
  });

  it('are else those of the bidirectional model of the block, which match never raises', () => {
    const raised = place('forward', { block: 'epochs=9', units: 29 });
    const bidirectional = place('bidirectional', { block: 'epochs=9', direction: 'bidirectional' });
    const other = place('bidirectional', { block: 'epochs=5', direction: 'bidirectional', units: 7 });
    expect(unitsWithoutFile(raised, [other, raised, bidirectional])).toBe(20);
    expect(unitsWithoutFile(raised, [raised])).toBe(29);
  });
});
