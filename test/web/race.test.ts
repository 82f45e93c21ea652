/** The figure of a search. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readExperiment } from '../../src/experiment/experiment.ts';
import { experimentDocument } from '../../src/session/experiment-document.ts';
import { openStore } from '../../src/store/store.ts';
import { reportHtml } from '../../src/web/html.tsx';
import { initialView } from '../../src/web/page/figure.ts';
import { RACE } from '../../src/web/page/figures/race.tsx';
import { LIGHT } from '../../src/web/page/ink.ts';
import { completed, FINISHED, save } from '../store/examples.ts';
import { documentOf, twoDirections } from './documents.ts';
import { drawn, elements, labels } from './drawn.ts';

/** Of each direction three candidates over six seeds: the worst leaves after five, the others stay. */
function raced({ seeds = [1, 2, 3, 4, 5, 6] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'bothways-race-'));
  try {
    const text =
      'name: tuned\nsweep: {direction: [forward, bidirectional], units: [2, 4, 20]}\nsearch: {configurations: all, seeds: 6, confirm: 6}';
    const reading = readExperiment({ file: join(folder, 'tuned.yaml'), text, overrides: [] });
    if (reading.kind === 'invalid') throw new Error(JSON.stringify(reading.problems));
    const { experiment } = reading;
    const store = openStore(join(folder, 'bothways.db'), { mode: 'write' });
    store.saveExperiment(experiment, FINISHED);
    for (const { planned } of experiment.search?.candidates ?? []) {
      const { units } = planned.configuration;
      for (const [i, seed] of seeds.entries()) {
        if (units === 2 && i === 5) continue;
        const accuracy = units === 2 ? 0.8 : units === 4 ? 0.9 : 0.9 + (i % 2 === 0 ? 0.01 : -0.012);
        save(store, { planned, seed, engineVersion: 'fused-1' }, completed(accuracy));
      }
    }
    const document = experimentDocument(store, 'tuned', { madeAt: FINISHED });
    store.close();
    return document;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const document = raced();

describe('the race of a search', () => {
  it('has a bar for each configuration, as long as the seeds it was run with, in colour where it is still there', () => {
    const svg = drawn(RACE, document);
    const bars = elements(svg, 'rect').filter(({ rx }) => rx === '2');
    expect(bars.map(({ fill }) => fill)).toEqual([
      ...[LIGHT.levels[0], LIGHT.levels[0], LIGHT.muted],
      ...[LIGHT.levels[2], LIGHT.levels[2], LIGHT.muted],
    ]);
    const [winner, second, left] = bars.map(({ width }) => Number(width));
    expect(second).toBe(winner);
    expect(left / winner).toBeCloseTo(5 / 6, 2);
    const texts = labels(svg).map(({ text }) => text);
    expect(texts.filter((text) => text.endsWith(' units'))).toEqual([
      ...['4 units', '20 units', '2 units'],
      ...['4 units', '20 units', '2 units'],
    ]);
  });

  it('shows a first round under way: bars as long as the runs that are there, and nobody who leads', () => {
    const underWay = raced({ seeds: [1, 2, 3] });
    const svg = drawn(RACE, underWay);
    const bars = elements(svg, 'rect').filter(({ rx }) => rx === '2');
    const width = Number(elements(drawn(RACE, document), 'rect').find(({ rx }) => rx === '2')?.width);
    for (const bar of bars) {
      expect(Number(bar.width) / width).toBeCloseTo(3 / 6, 2);
      expect(bar['fill-opacity']).toBe('0.45');
    }
    expect(bars).toHaveLength(6);
    const page = reportHtml(underWay);
    expect(page).toContain('18 runs of the race, of at most 36');
    expect(page).not.toContain('0 of 12 runs<');
  });

  it('says in the words of the terminal what it took and who won, and has the numbers as a table', () => {
    expect(RACE.question(document)).toBe('How were they chosen?');
    expect(RACE.reading(document, {})).toContain('The race took 34 runs, 6 % fewer than the 36 of all configurations');
    const { columns, rows } = RACE.table(document, initialView([]));
    expect(columns).toEqual(['direction', 'configuration', 'seeds', 'accuracy', 'p']);
    expect(rows[2]).toEqual(['forward', '2 units', 5, expect.closeTo(0.8, 12), 1 / 32]);
  });

  it('keeps within the width of a phone, and is not there without a search', () => {
    const bars = elements(drawn(RACE, document, { width: 360 }), 'rect').filter(({ rx }) => rx === '2');
    expect(bars).toHaveLength(6);
    for (const { x, width } of bars) {
      expect(Number(x) + Number(width)).toBeLessThanOrEqual(360);
    }
    expect(RACE.applies(documentOf(twoDirections(), () => completed(0.9)))).toBe(false);
  });
});
