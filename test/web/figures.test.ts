import { describe, expect, it } from 'vitest';
import type { ExperimentDocument } from '../../src/report/experiment-document.ts';
import type { RunResult } from '../../src/vocabulary.ts';
import { ANSWER } from '../../src/web/page/figures/answer.tsx';
import { CURVES } from '../../src/web/page/figures/curves.tsx';
import { DEPENDENCE } from '../../src/web/page/figures/dependence.tsx';
import { EVERY_SEED } from '../../src/web/page/figures/every-seed.tsx';
import { FIGURES } from '../../src/web/page/figures/figures.ts';
import { HEAT_MAP } from '../../src/web/page/figures/heat-map.tsx';
import { STEPS } from '../../src/web/page/figures/steps.tsx';
import { LIGHT } from '../../src/web/page/ink.ts';
import { completed, documentOf, twoDirections, VARIATION } from './documents.ts';
import { drawn, elements, labelled, labels } from './drawn.ts';

const ALL = [ANSWER, ...FIGURES];
const diverged: RunResult = {
  status: 'diverged',
  trainMs: 1,
  curve: [{ epoch: 1, loss: 9, accuracy: 0.5 }],
  divergedAt: 2,
};

const two = documentOf(twoDirections(), ({ level }, i) =>
  completed(level === 'forward' ? 0.9 + 2 * VARIATION[i] : 0.92 + VARIATION[i]),
);
const grid = documentOf(
  'name: grid\nepochs: 100\ntest_sequences: 100\nseeds: 10\nsweep:\n  learning_rate: [0.001, 0.01]\n  units: [2, 4, 8]\n  direction: [forward, bidirectional]\n',
  ({ block, level }, i) =>
    completed(
      0.9 +
        (level === 'forward' ? 0 : Number(block.units) / 400 - 0.012) +
        VARIATION[i] * (level === 'forward' ? 1 : 1.5),
    ),
);

describe('every seed', () => {
  it('draws a run that ends at the floor hollow', () => {
    const [forward, bidirectional] = two.rows;
    const document = { ...two, rows: [{ ...forward, seedsAtFloor: [1, 2, 3] }, bidirectional] };
    const hollow = elements(drawn(EVERY_SEED, document), 'path').filter(({ fill }) => fill === LIGHT.paper);
    expect(hollow.map(({ stroke, d }) => [stroke, d.match(/M/g)?.length])).toEqual([[LIGHT.levels[0], 3]]);
  });

  it('joins the runs of a seed, in another colour where the level does not beat the baseline', () => {
    const document = documentOf(twoDirections(), ({ level }, i) =>
      completed(level === 'forward' ? 0.94 : i < 2 ? 0.93 : 0.95),
    );
    const lines = (colour: string) =>
      elements(drawn(EVERY_SEED, document), 'path').find(
        ({ stroke, transform }) => stroke === colour && transform === undefined,
      )?.d ?? '';
    expect(lines(LIGHT.better).match(/M/g)).toHaveLength(8);
    expect(lines(LIGHT.worse).match(/M/g)).toHaveLength(2);
  });

  it('has the baseline in the middle of three levels, and joins no four', () => {
    const three = documentOf(
      'name: three\nepochs: 100\nseeds: 7\nsweep:\n  direction: [forward, backward, bidirectional]\n',
      (_, i) => completed(0.9 + VARIATION[i]),
    );
    const svg = drawn(EVERY_SEED, three);
    expect(labelled(svg, 'backward').x).toBeLessThan(labelled(svg, 'forward').x);
    expect(labelled(svg, 'forward').x).toBeLessThan(labelled(svg, 'bidirectional').x);
    const four = documentOf(
      'name: four\nepochs: 100\nseeds: 7\nsweep:\n  merge_mode: [concat, sum, mul, ave]\n',
      (_, i) => completed(0.9 + VARIATION[i]),
    );
    expect(
      elements(drawn(EVERY_SEED, four), 'path').filter(
        ({ stroke }) => stroke === LIGHT.better || stroke === LIGHT.worse,
      ),
    ).toEqual([]);
    expect(EVERY_SEED.reading(four, {})).not.toContain('joins');
  });

  it('counts lost runs below their level instead of drawing them', () => {
    const document = documentOf(twoDirections(), ({ level }, i) =>
      level === 'forward' && i < 4 ? diverged : completed(0.95),
    );
    const svg = drawn(EVERY_SEED, document);
    expect(labelled(svg, '4 lost').x).toBe(labelled(svg, 'forward').x);
    const dots = elements(svg, 'path').filter(({ fill }) => fill === LIGHT.levels[0] || fill === LIGHT.levels[2]);
    expect(dots.map(({ d }) => d.match(/M/g)?.length)).toEqual([6, 10]);
  });

  it('says so where one picture has a scale of its own', () => {
    const outlier = documentOf(
      'name: sizes\nepochs: 100\nseeds: 7\nsweep:\n  units: [2, 4]\n  direction: [forward, bidirectional]\n',
      ({ block }, i) => completed(block.units === 2 && i === 0 ? 0.1 : 0.95 + VARIATION[i]),
    );
    expect(EVERY_SEED.reading(outlier, {})).toContain('a scale of its own');
    expect(EVERY_SEED.reading(grid, {})).not.toContain('a scale of its own');
  });
});

describe('accuracy by time step', () => {
  it('shades the steps that hold most of the gain, from halfway to the step before to halfway to the next', () => {
    const svg = drawn(STEPS, two);
    const { gain } = two.steps[0].rows[1];
    const shaded = elements(svg, 'rect').find(({ fill }) => fill === LIGHT.glow);
    const x = (step: number) => labelled(svg, String(step)).x;
    const half = (x(2) - x(1)) / 2;
    expect(gain).not.toBeNull();
    expect(Number(shaded?.x)).toBeCloseTo(x(gain?.from ?? 0) - half, 0);
    expect(Number(shaded?.x) + Number(shaded?.width)).toBeCloseTo(x(gain?.to ?? 0) + half, 0);
  });

  it('shades nothing where nothing is decided', () => {
    const same = documentOf(twoDirections(), (_, i) => completed(0.9 + VARIATION[i]));
    expect(elements(drawn(STEPS, same), 'rect').filter(({ fill }) => fill === LIGHT.glow)).toEqual([]);
  });

  it('dots the floor and dashes the ceilings in the colours of their levels', () => {
    const dashed = elements(drawn(STEPS, two), 'path').filter((path) => path['stroke-dasharray'] !== undefined);
    expect(dashed.map((path) => [path.stroke, path['stroke-dasharray']])).toEqual([
      [LIGHT.muted, '1.5 3'],
      [LIGHT.levels[0], '6 4'],
      [LIGHT.levels[2], '6 4'],
    ]);
  });
});

describe('learning curves', () => {
  it('are on a log scale where that is asked for', () => {
    const tick = (view: Record<string, string>, text: string) => labelled(drawn(CURVES, two, { view }), text).x;
    expect(tick({}, '100') - tick({}, '50')).toBeCloseTo(tick({}, '50') - tick({}, '0'), 0);
    expect(labels(drawn(CURVES, two, { view: { logEpochs: 'on' } })).map(({ text }) => text)).not.toContain('0');
  });

  it('leave diverged runs out, and say so', () => {
    const document = documentOf(twoDirections(), ({ level }, i) =>
      level === 'forward' && i < 4 ? diverged : completed(0.95),
    );
    expect(CURVES.reading(document, {})).toContain('4 runs that diverged are left out.');
    const heights = labels(drawn(CURVES, document))
      .filter(({ text }) => /^0\.\d+$/.test(text))
      .map(({ text }) => Number(text));
    expect(Math.max(...heights)).toBeLessThan(1);
  });

  it('dash the loss on validation sequences, and tick the epochs that were kept', () => {
    const curve = [0.9, 0.5, 0.6].map((validationLoss, i) => ({
      ...{ epoch: 40 * (i + 1), loss: 0.4, accuracy: 0.8, validationLoss },
    }));
    const document = documentOf(twoDirections(), () => ({ ...completed(0.95), curve, keptEpoch: 80 }));
    const ofForward = elements(drawn(CURVES, document), 'path').filter((path) => path['stroke-dasharray'] === '5 3');
    expect(ofForward).toHaveLength(2); // one for each direction
    const heights = ofForward[0].d.match(/[ML][\d.]+,([\d.]+)/g)?.map((place) => Number(place.split(',')[1])) ?? [];
    expect(heights).toHaveLength(3);
    expect(heights[0]).toBeLessThan(heights[2]); // 0.9 stands above 0.6, which stands above 0.5
    expect(heights[2]).toBeLessThan(heights[1]);
    const ticks = elements(drawn(CURVES, document), 'path').filter(({ d }) => /v-7/.test(d));
    expect(ticks.map(({ d }) => d.match(/v-7/g)?.length)).toEqual([10, 10]);
    expect(CURVES.reading(document, {})).toContain('Ticks at the axis: the epochs whose weights were kept.');

    const { columns, rows } = CURVES.table(document, {});
    const cell = (name: string) => rows.slice(0, 3).map((row) => row[columns.indexOf(name)]);
    expect(cell('median of validation loss')).toEqual([0.9, 0.5, 0.6]);
    expect(cell('seeds whose weights were kept')).toEqual([0, 10, 0]);
    expect(elements(drawn(CURVES, two), 'path').some((path) => path['stroke-dasharray'] === '5 3')).toBe(false);
  });

  it('draw every seed from the start only of few', () => {
    const many = documentOf(twoDirections().replace('seeds: 10', 'seeds: 13'), () => completed(0.95));
    const everySeed = (document: ExperimentDocument) =>
      CURVES.controls(document).find(({ name }) => name === 'everySeed')?.initial;
    expect([everySeed(two), everySeed(many)]).toEqual(['on', 'off']);
  });
});

describe('the dependence on a key', () => {
  it('spaces values that double equally, and values that grow by steps by their size', () => {
    const at = (units: string, values: string[]) => {
      const document = documentOf(
        `name: sizes\nepochs: 100\nseeds: 7\nsweep:\n  units: [${units}]\n  direction: [forward, bidirectional]\n`,
        (_, i) => completed(0.9 + VARIATION[i]),
      );
      return values.map((value) => labelled(drawn(DEPENDENCE, document), value).x);
    };
    const [two, four, eight] = at('2, 4, 8', ['2', '4', '8']);
    expect(four - two).toBeCloseTo(eight - four, 0);
    const [ten, twenty, forty] = at('10, 20, 40, 30, 50', ['10', '20', '40']);
    expect(forty - twenty).toBeCloseTo(2 * (twenty - ten), 0);
  });

  it('is asked only of numbers, three at the least', () => {
    expect(DEPENDENCE.applies(two)).toBe(false);
    expect(DEPENDENCE.applies(grid)).toBe(true);
    expect(DEPENDENCE.question(grid)).toBe('How does it depend on units?');
  });
});

describe('the heat map', () => {
  it('has a cell for each combination, bold where decided and in brackets where not', () => {
    const svg = drawn(HEAT_MAP, grid);
    const cells = labels(svg)
      .map(({ text }) => text)
      .filter((text) => /^\(?[+−]/.test(text));
    expect(cells).toHaveLength(6);
    const rows = grid.rows.filter(({ against }) => against !== null);
    expect(new Set(cells)).toEqual(
      new Set(
        rows.map(({ against, text }) => (against?.verdict === 'undecided' ? `(${text.difference})` : text.difference)),
      ),
    );
  });

  it('needs two swept keys beside the compared one, and twelve rows', () => {
    expect(HEAT_MAP.applies(two)).toBe(false);
    expect(HEAT_MAP.applies(grid)).toBe(true);
  });
});

describe('every figure', () => {
  const cases: Record<string, ExperimentDocument> = {
    'two directions': two,
    'a grid': grid,
    'one seed': documentOf(twoDirections().replace('seeds: 10', 'seeds: 1'), () => completed(0.9)),
    'all diverged': documentOf(twoDirections(), () => diverged),
    'no runs': documentOf(twoDirections(), () => null),
    'one configuration': documentOf('name: single\nepochs: 100\nseeds: 3\n', () => completed(0.9)),
    'equal values': documentOf(twoDirections(), () => completed(0.9)),
  };

  it.each(Object.entries(cases))('of %s is drawn with numbers for places, at any width', (_, document) => {
    for (const figure of ALL.filter(({ applies }) => applies(document))) {
      for (const width of [320, 700, 1040]) {
        const svg = drawn(figure, document, { width });
        expect(svg, figure.name).not.toMatch(/NaN|undefined|Infinity|null/);
        for (const { x, text } of labels(svg)) expect(x, `${figure.name} ${text}`).toBeLessThanOrEqual(width);
        const { columns, rows } = figure.table(document, {});
        for (const row of rows) expect(row).toHaveLength(columns.length);
      }
    }
  });

  it('is saved without what other programs do not know: classes, styles, custom properties', () => {
    for (const figure of ALL) expect(drawn(figure, grid)).not.toMatch(/ class=| style=|var\(|onPointer/);
  });

  it('says in words what it shows', () => {
    for (const figure of ALL) {
      const svg = drawn(figure, grid);
      expect(svg).toMatch(/<title id="[\w-]+">grid: .+\?<\/title>/);
      expect(svg).toMatch(/<desc id="[\w-]+">.{40,}<\/desc>/);
    }
  });
});
