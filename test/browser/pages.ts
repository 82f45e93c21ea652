/** Reports of real experiments, made once for all files: short ones, so that they are there within seconds. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TestProject } from 'vitest/node';
import { completed, store } from '../commands/stored-example.ts';
import { runCli } from '../survival/cli-process.ts';
import { chromiumPath } from './chromium.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Holds experiments and results; null where no browser is there to look at them. */
    folder: string | null;
    /** Addresses of the reports, by name. */
    reports: Record<string, string>;
  }
}

const EXPERIMENTS: Readonly<Record<string, string>> = {
  directions: 'epochs: 400\ntest_sequences: 200\nseeds: 10\nsweep:\n  direction: [forward, backward, bidirectional]\n',
  sizes:
    'epochs: 400\ntest_sequences: 200\nseeds: 8\nsweep:\n  units: [2, 4, 8, 16, 32]\n  direction: [forward, bidirectional]\n',
  grid: 'epochs: 100\ntest_sequences: 100\nseeds: 9\nsweep:\n  learning_rate: [0.001, 0.003, 0.01]\n  units: [2, 4, 8]\n  direction: [forward, backward, bidirectional]\n',
  losses:
    'epochs: 200\ntest_sequences: 100\nseeds: 7\ncompare: { metric: training_loss }\nsweep:\n  merge_mode: [concat, sum, mul, ave]\n',
  diverging:
    'epochs: 100\ntest_sequences: 100\nseeds: 6\nsweep:\n  learning_rate: [0.01, 100]\n  direction: [forward, bidirectional]\n',
  gap: 'description: "Which word fits, 我打算____一天?"\ntask: fill-in-the-blank\nepochs: 200\nbatch_size: 16\ntest_sequences: 500\nseeds: 7\nsweep:\n  direction: [forward, backward, bidirectional]\n',
  single: 'epochs: 200\ntest_sequences: 100\nseeds: 1\n',
};
/** Stored with runs missing. */
const UNFINISHED =
  'name: unfinished\nepochs: 100\ntest_sequences: 100\nseeds: 10\nsweep:\n  direction: [forward, bidirectional]\n';

// biome-ignore lint/style/noDefaultExport: vitest calls the default export
export default async function setup(project: TestProject): Promise<(() => void) | undefined> {
  if (chromiumPath() === null) {
    console.log('test/browser: skipped, since no Chromium is installed (apt-get install chromium, or CHROMIUM=path)');
    project.provide('folder', null);
    project.provide('reports', {});
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'bothways-browser-'));
  mkdirSync(join(folder, 'results'));
  const files = Object.entries(EXPERIMENTS).map(([name, text]) => {
    writeFileSync(join(folder, `${name}.yaml`), `name: ${name}\n${text}`);
    return `${name}.yaml`;
  });
  const ran = await runCli(['run', ...files, '--report'], { cwd: folder });
  if (ran.status !== 0) throw new Error(`the experiments ended with ${ran.status}: ${ran.stderr}`);
  store(folder, UNFINISHED, (_, i) => (i < 6 ? completed(0.9 + i / 500) : null));
  await runCli(['report', 'unfinished'], { cwd: folder });
  const names = [...Object.keys(EXPERIMENTS), 'unfinished'];
  project.provide('folder', folder);
  project.provide(
    'reports',
    Object.fromEntries(names.map((name) => [name, pathToFileURL(join(folder, `${name}.html`)).href])),
  );
  return () => rmSync(folder, { recursive: true, force: true });
}
