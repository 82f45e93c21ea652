/** Documents as the database gives them, of experiments whose results are written by hand. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExperimentDocument } from '../../src/report/experiment-document.ts';
import { experimentDocument } from '../../src/session/experiment-document.ts';
import { openStore } from '../../src/store/store.ts';
import { completed, databaseIn, type ResultOf, store } from '../commands/stored-example.ts';

export { completed };

/** The document of an experiment file with these results. */
export function documentOf(text: string, resultOf: ResultOf, { passed = true } = {}): ExperimentDocument {
  const folder = mkdtempSync(join(tmpdir(), 'bothways-document-'));
  try {
    store(folder, text, resultOf, { passed });
    const open = openStore(databaseIn(folder), { mode: 'read' });
    try {
      return experimentDocument(open, open.latestExperiment() ?? '', { madeAt: new Date('2026-03-01T12:00:02.000Z') });
    } finally {
      open.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Ten seeds of two directions, 20 units and 10 steps, as shipped; `keys` are added to it. */
export function twoDirections(keys = ''): string {
  return `name: two-directions\nepochs: 100\ntest_sequences: 100\nseeds: 10\n${keys}\nsweep:\n  direction: [forward, bidirectional]\n`;
}

/** What varies from seed to seed; adds up to 0 over ten of them. */
export const VARIATION = [0, 0.004, -0.004, 0.002, -0.002, 0.001, -0.001, 0.003, -0.003, 0];
