import { defineConfig } from 'vitest/config';

// Files that are made from the source: `npm run check` holds them to it, `npm run generate` writes them anew
// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default defineConfig({
  test: { include: ['test/generated/*.test.ts'], testTimeout: 300_000, hookTimeout: 120_000 },
});
