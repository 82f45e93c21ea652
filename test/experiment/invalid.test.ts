/** Every file of test/fixtures/invalid/ with the exact text of its problems beside it. */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadExperiment } from '../../src/experiment/load-experiment.ts';
import { renderProblem } from '../../src/report/problem-text.ts';

const FOLDER = resolve(import.meta.dirname, '../fixtures/invalid');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

/** The reading with the file's own name in place of its path. */
function problemsOf(name: string): string {
  const reading = loadExperiment({ file: join(FOLDER, name), overrides: [] });
  if (reading.kind === 'valid') throw new Error(`${name} is valid`);
  return `${reading.problems.map((problem) => renderProblem({ ...problem, file: name }, reading.text)).join('\n')}\n`;
}

describe('an invalid file', () => {
  it.each(FILES)('%s is refused with what is written beside it', async (name) => {
    await expect(problemsOf(name)).toMatchFileSnapshot(join(FOLDER, name.replace(/\.yaml$/, '.txt')));
  });

  it('gives problems in order of place, all of them errors', () => {
    for (const name of FILES) {
      const reading = loadExperiment({ file: join(FOLDER, name), overrides: [] });
      if (reading.kind === 'valid') throw new Error(`${name} is valid`);
      const places = reading.problems.map(({ line, column }) => line * 1e6 + column);
      expect(places, name).toEqual(places.toSorted((a, b) => a - b));
      expect(reading.problems.every(({ severity }) => severity === 'error')).toBe(true);
    }
  });
});
