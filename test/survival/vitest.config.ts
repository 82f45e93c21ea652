import { defineConfig } from 'vitest/config';

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    include: ['test/survival/**/*.test.ts'],
    // Most of the time goes into processes that the tests start: two files at a time keep two cores busy
    maxWorkers: 2,
    testTimeout: 600_000,
    disableConsoleIntercept: true, // figures are lines of their own
  },
});
