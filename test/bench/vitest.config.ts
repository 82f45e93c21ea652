import { defineConfig } from 'vitest/config';

// What stands after -- on the command line is for the benchmark, whose process does not see the command line
const end = process.argv.lastIndexOf('--');
const given = end < 0 ? [] : process.argv.slice(end + 1);
const after = (option: string) => (given.includes(option) ? given[given.indexOf(option) + 1] : undefined);
const [floor, seconds, python] = [after('--floor'), after('--seconds'), after('--python')];
/** `npm run bench -- page` is that file alone. */
const named = given.filter((word) => /^[a-z]+$/.test(word) && word !== floor);

// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: {
    include: named.length === 0 ? ['test/bench/*.bench.ts'] : named.map((name) => `test/bench/${name}.bench.ts`),
    env: {
      ...(floor === undefined ? {} : { BENCH_FLOOR: floor }),
      ...(seconds === undefined ? {} : { BENCH_SECONDS: seconds }),
      ...(python === undefined ? {} : { BENCH_PYTHON: python }),
      ...(given.includes('--write') ? { BENCH_WRITE: '1' } : {}),
    },
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
    disableConsoleIntercept: true,
    fileParallelism: false,
  },
});
