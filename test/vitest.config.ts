import { defineConfig } from 'vitest/config';

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/survival/**', 'test/browser/**', 'test/bench/**', 'test/generated/**'],
    maxWorkers: 2, // on two cores vitest would use one
    isolate: false, // a process for each file would load everything anew: a third of the time
    testTimeout: 120_000, // a busy machine is several times slower
    hookTimeout: 120_000,
  },
});
