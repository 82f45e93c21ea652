import { defineConfig } from 'vitest/config';

// What stands after -- on the command line is for the benchmark, whose process does not see the command line
const given = process.argv.slice(process.argv.lastIndexOf('--') + 1);
const floor = given.includes('--floor') ? given[given.indexOf('--floor') + 1] : undefined;

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    include: ['test/bench/*.bench.ts'],
    env: {
      ...(floor === undefined ? {} : { BENCH_FLOOR: floor }),
      ...(given.includes('--write') ? { BENCH_WRITE: '1' } : {}),
    },
    testTimeout: 1_800_000,
    disableConsoleIntercept: true,
    fileParallelism: false,
  },
});
