import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** By the time they take; the first one mostly waits. */
const LONGEST = ['workers', 'kill', 'yaml', 'interruption'].map((name) => `/${name}.test.ts`);

/** The longest files first, so that none of them is left to run alone at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = LONGEST.findIndex((name) => moduleId.endsWith(name));
      return place < 0 ? LONGEST.length : place;
    };
    return files.toSorted((a, b) => rank(a) - rank(b));
  }
}

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    include: ['test/survival/**/*.test.ts'],
    sequence: { sequencer: LongestFirst },
    // Most of the time goes into processes that the tests start: two files at a time keep two cores busy
    maxWorkers: 2,
    testTimeout: 600_000,
    hookTimeout: 120_000,
    disableConsoleIntercept: true, // figures are lines of their own
  },
});
