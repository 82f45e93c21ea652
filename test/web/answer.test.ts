import { describe, expect, it } from 'vitest';
import { ANSWER } from '../../src/web/page/figures/answer.tsx';
import { LIGHT } from '../../src/web/page/ink.ts';
import { completed, documentOf, twoDirections, VARIATION } from './documents.ts';
import { drawn, elements, labelled, labels } from './drawn.ts';

/** Bidirectional ahead by 2 points, more on some seeds and less on others. */
const better = documentOf(twoDirections(), ({ level }, i) =>
  completed(level === 'forward' ? 0.9 + 2 * VARIATION[i] : 0.92 + VARIATION[i]),
);

const shade = (svg: string) => {
  const found = elements(svg, 'rect').find(({ fill }) => fill === LIGHT.shade);
  if (found === undefined) throw new Error('nothing is shaded');
  return { from: Number(found.x), to: Number(found.x) + Number(found.width) };
};
const zero = (svg: string) =>
  Number(elements(svg, 'line').find(({ x1, x2, stroke }) => x1 === x2 && stroke === LIGHT.muted)?.x1);

describe('the figure of the answer', () => {
  it('has the line at 0 where the axis says 0, in the middle of what counts as none', () => {
    const svg = drawn(ANSWER, better);
    const { from, to } = shade(svg);
    expect(zero(svg)).toBeCloseTo(labelled(svg, '0').x, 1);
    expect((from + to) / 2).toBeCloseTo(zero(svg), 0);
  });

  it('shades ± the smallest effect on the scale of the axis', () => {
    const svg = drawn(ANSWER, better);
    const perPoint = labelled(svg, '+1.0').x - labelled(svg, '0').x;
    const { from, to } = shade(svg);
    expect(to - zero(svg)).toBeCloseTo(0.5 * perPoint, 0);
    expect(zero(svg) - from).toBeCloseTo(0.5 * perPoint, 0);
  });

  it('puts mark and bounds where the numbers beside them say', () => {
    const svg = drawn(ANSWER, better);
    const perPoint = labelled(svg, '+1.0').x - labelled(svg, '0').x;
    const { against } = better.rows[1];
    const bars = elements(svg, 'line').filter(({ x1, x2, stroke }) => x1 === x2 && stroke === LIGHT.levels[2]);
    expect(bars.map(({ x1 }) => (Number(x1) - zero(svg)) / perPoint / 100)).toEqual([
      expect.closeTo(against?.interval?.[0] ?? Number.NaN, 3),
      expect.closeTo(against?.interval?.[1] ?? Number.NaN, 3),
    ]);
    expect(labels(svg).map(({ text }) => text)).toEqual(expect.arrayContaining(['▲ better', '10 / 10', 'baseline']));
    expect(labelled(svg, `${better.rows[1].text.difference} (${better.rows[1].text.interval})`).text).toMatch(
      /^\+2\.00? /,
    );
  });

  it('says which side is better, the other one where a loss is compared', () => {
    const place = (text: string, document = better) =>
      labels(drawn(ANSWER, document)).find((label) => label.text.includes(text));
    expect(place('better →')?.x).toBeGreaterThan(place('← worse')?.x ?? 0);
    const loss = documentOf(twoDirections('compare: { metric: loss }'), ({ level }, i) =>
      completed(level === 'forward' ? 0.9 + 2 * VARIATION[i] : 0.92 + VARIATION[i]),
    );
    expect(place('← better', loss)?.text).toBe('← better');
    expect(labels(drawn(ANSWER, loss)).map(({ text }) => text)).toContain('▲ better');
  });

  it('gives an interval that leaves the picture an arrow, so that it does not flatten the rest', () => {
    const sizes = documentOf(
      'name: sizes\nepochs: 100\ntest_sequences: 100\nseeds: 8\nsweep:\n  units: [2, 4, 8]\n  direction: [forward, bidirectional]\n',
      ({ block, level }, i) => {
        const gain = block.units === 2 ? 0.1 + 20 * VARIATION[i] : 0.006 + VARIATION[i] / 2;
        return completed(level === 'forward' ? 0.8 : 0.8 + gain);
      },
    );
    const svg = drawn(ANSWER, sizes);
    const [, to] = edges(svg);
    const arrows = elements(svg, 'path').filter(({ d }) => /l-8,-5v10z$/.test(d));
    expect(arrows.map(({ d }) => Number(/M([\d.]+)/.exec(d)?.[1]))).toEqual([expect.closeTo(to, 0)]);
    // The others have a good part of the picture to themselves
    const tick = labels(svg).find(({ text, y }) => /^\+\d/.test(text) && y === labelled(svg, '0').y);
    expect(((tick?.x ?? 0) - labelled(svg, '0').x) / Number(tick?.text)).toBeGreaterThan(60);
    const marks = elements(svg, 'path').filter(({ transform }) => transform !== undefined);
    for (const { transform } of marks) {
      expect(Number(/translate\(([\d.-]+)/.exec(transform)?.[1])).toBeLessThanOrEqual(to + 0.1);
    }
  });

  it('makes the baseline a column where there are blocks, and a row where there are none', () => {
    const names = (document: typeof better) => labels(drawn(ANSWER, document)).map(({ text }) => text);
    expect(names(better).filter((text) => text.startsWith('forward'))).toHaveLength(1);
    const blocks = documentOf(
      'name: sizes\nepochs: 100\ntest_sequences: 100\nseeds: 7\nsweep:\n  units: [4, 8]\n  direction: [forward, bidirectional]\n',
      ({ level }, i) => completed((level === 'forward' ? 0.9 : 0.91) + VARIATION[i] * (level === 'forward' ? 1 : 2)),
    );
    expect(names(blocks).filter((text) => text.replace(/ ★/, '') === 'bidirectional')).toHaveLength(3); // two rows, one title
    expect(names(blocks).filter((text) => text === 'forward')).toHaveLength(1); // the title of its column
  });

  it('shows how many runs have ended instead of differences while some are missing', () => {
    const unfinished = documentOf(twoDirections(), ({ level }, i) =>
      level === 'forward' && i > 6 ? null : completed(0.9),
    );
    const texts = labels(drawn(ANSWER, unfinished)).map(({ text }) => text);
    expect(texts).toEqual(expect.arrayContaining(['7 of 10 runs', '10 of 10 runs']));
    expect(texts.join(' ')).not.toMatch(/better|worse|undecided|against/);
  });

  it('is drawn in lines below each other where there is no room for columns', () => {
    const svg = drawn(ANSWER, better, { width: 360 });
    const [name, difference] = [
      labelled(svg, 'bidirectional ★'),
      labelled(svg, `${better.rows[1].text.difference} (${better.rows[1].text.interval})`),
    ];
    expect(difference.y).toBeGreaterThan(name.y + 30);
    for (const { x } of labels(svg)) expect(x).toBeLessThanOrEqual(360);
  });
});

/** The ends of the axis. */
function edges(svg: string): [number, number] {
  const axis = elements(svg, 'line')
    .filter(({ y1, y2, stroke }) => y1 === y2 && stroke === LIGHT.muted)
    .at(-1);
  return [Number(axis?.x1), Number(axis?.x2)];
}
