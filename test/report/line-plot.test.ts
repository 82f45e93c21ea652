import { describe, expect, it } from 'vitest';
import { linePlot } from '../../src/report/line-plot.ts';

const line = (name: string, ...points: readonly (readonly [number, number])[]) => ({
  name,
  points: points.map(([x, y]) => ({ x, y })),
});

describe('a plot in a terminal', () => {
  it('draws straight lines between points, with numbers at the axes and a sign for each line', () => {
    const plot = linePlot([line('up', [1, 0], [12, 1]), line('down', [1, 1], [12, 0])], { width: 20, of: 'epoch' });
    expect(plot.split('\n')).toEqual([
      ' 1.00 ┤o          *',
      '      │ o        *',
      '      │  o      *',
      '      │   o    *',
      ' 0.64 ┤    o  *',
      '      │     o*',
      '      │     *o',
      ' 0.36 ┤    *  o',
      '      │   *    o',
      '      │  *      o',
      '      │ *        o',
      ' 0.00 ┤*          o',
      '      └────────────',
      '       epoch 1   12',
      '       * up   o down',
    ]);
  });

  it('ends a line where its points end', () => {
    const plot = linePlot([line('all', [0, 1], [10, 1]), line('half', [0, 0], [5, 0])], { width: 32, of: 'epoch' });
    const [first, ...others] = plot.split('\n');
    expect(first.match(/\*/g)).toHaveLength(24);
    expect(others[10].match(/o/g)).toHaveLength(12);
  });

  it('draws a level line where all is equal, and nothing of nothing', () => {
    expect(linePlot([line('a', [1, 0.5], [9, 0.5])], { width: 40, of: 'epoch' })).toContain('0.500 ┤****');
    expect(linePlot([line('a')], { width: 40, of: 'epoch' })).toBe('');
  });
});
