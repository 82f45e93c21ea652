import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { comparisonJson } from '../../src/report/comparison-json.ts';
import { answered } from '../../src/session/answer.ts';
import { experimentDocument } from '../../src/session/experiment-document.ts';
import { storedResults } from '../../src/session/stored-results.ts';
import { openStore } from '../../src/store/store.ts';
import { databaseIn, storeLostRuns, storeSizes } from '../commands/stored-example.ts';
import { completed, documentOf, twoDirections, VARIATION } from '../web/documents.ts';

const folder = mkdtempSync(join(tmpdir(), 'bothways-document-'));
afterAll(() => rmSync(folder, { recursive: true }));
storeSizes(folder);
storeLostRuns(folder);
const store = openStore(databaseIn(folder), { mode: 'read' });
afterAll(() => store.close());
const MADE_AT = new Date('2026-03-01T12:00:02.000Z');
const document = (name: string) => experimentDocument(store, name, { madeAt: MADE_AT });

describe('the document of an experiment', () => {
  it.each(['sizes', 'lost-runs'])('of %s has the numbers and sentences of compare --json', (name) => {
    const { comparison, answer } = answered(store, storedResults(store, name));
    const json = comparisonJson(comparison, { answer, next: [] }) as {
      rows: Record<string, unknown>[];
      answer: string;
    };
    const { rows, sentences, counts } = document(name);
    expect([...sentences, ...counts].join(' ')).toBe(json.answer);
    expect(
      rows.map(({ block, level, mean, interval, against, values, parameters, diverged, failed }) => ({
        block,
        level,
        mean,
        interval,
        parameters,
        diverged,
        failed,
        values: values.filter((value) => value !== null),
        against: against && [against.difference, against.interval, against.verdict],
      })),
    ).toEqual(
      json.rows.map((row) => {
        const against = row.against_baseline as Record<string, unknown> | null;
        return {
          block: row.block,
          level: row.level,
          mean: row.mean,
          interval: row.interval,
          parameters: row.parameters,
          diverged: row.diverged,
          failed: row.failed,
          values: Object.values(row.by_seed as Record<string, number>),
          against: against && [against.difference, against.interval, against.verdict],
        };
      }),
    );
  });

  it('says nothing about who is better while a run is missing', () => {
    const missing = documentOf(twoDirections(), ({ level }, i) =>
      i === 9 && level === 'forward' ? null : completed(0.9 + VARIATION[i]),
    );
    expect(missing.runs).toMatchObject({ planned: 20, stored: 19 });
    expect({ sentences: missing.sentences, advice: missing.advice }).toEqual({ sentences: [], advice: [] });
    expect(missing.rows.map(({ against }) => against)).toEqual([null, null]);
    expect(missing.steps[0].rows.map(({ gain }) => gain)).toEqual([null, null]);
    expect(JSON.stringify(missing)).not.toMatch(/is better|is worse|the same|undecided/i);
    // What is there is there to be looked at
    expect(missing.rows.map(({ done, mean }) => [done, mean !== null])).toEqual([
      [9, true],
      [10, true],
    ]);
    expect(missing.rows[0].curve?.loss.median).toHaveLength(3);
  });

  it('warns of an engine that disagrees with the reference', () => {
    const { warning, sentences } = documentOf(twoDirections(), (_, i) => completed(0.9 + VARIATION[i]), {
      passed: false,
    });
    expect(warning).toMatch(/disagrees with .*Do not rely on this/);
    expect(sentences).toHaveLength(1);
  });

  it('has lost runs in no curve and at no mean', () => {
    const { rows, runs } = document('lost-runs');
    expect(runs).toMatchObject({ planned: 6, stored: 6, diverged: 1, failed: 1 });
    expect(rows.map(({ values }) => values.map((value) => value === null))).toEqual([
      [false, false],
      [false, true],
      [false, true],
    ]);
    expect(rows[1].curve?.loss.seeds.map(({ length }) => length)).toEqual([3, 0]);
  });

  it('takes quartiles by method R-7 at every epoch', () => {
    // numpy 2.1: quantile([0.1, 0.2, 0.4, 0.8], [.25, .5, .75]) is [0.175, 0.3, 0.5]
    const losses = [0.1, 0.2, 0.4, 0.8];
    const four = documentOf(twoDirections().replace('seeds: 10', 'seeds: 4'), (_, i) => ({
      ...completed(0.9),
      curve: [
        { epoch: 50, loss: 1, accuracy: 0.5 },
        { epoch: 100, loss: losses[i], accuracy: 0.5 },
      ],
    }));
    const loss = four.rows[0].curve?.loss;
    expect([loss?.q25[1], loss?.median[1], loss?.q75[1]]).toEqual([0.175, 0.3, 0.5]);
    expect(loss?.epochs).toEqual([50, 100]);
  });

  it('has at most 100 points in a curve, each the mean over a window', () => {
    const curve = Array.from({ length: 200 }, (_, i) => ({ epoch: 5 * (i + 1), loss: i, accuracy: 0.5 }));
    const long = documentOf(twoDirections().replace('epochs: 100', 'epochs: 1000'), () => ({
      ...completed(0.9),
      curve,
    }));
    const loss = long.rows[0].curve?.loss;
    expect(loss?.epochs).toHaveLength(100);
    expect(loss?.epochs.slice(0, 2)).toEqual([10, 20]);
    expect(loss?.median.slice(0, 2)).toEqual([0.5, 2.5]); // (0 + 1) ÷ 2, (2 + 3) ÷ 2
  });

  it('has a receipt for each environment with its runs', () => {
    expect(document('sizes').environments).toEqual([
      expect.objectContaining({ engine: expect.stringMatching(/^fused-/), runs: 28, cpu: 'A processor' }),
    ]);
  });
});
