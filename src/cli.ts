#!/usr/bin/env node
/** Where the command line begins: what V8 compiles is kept for the next time, where Node can do that. */
import module from 'node:module';

// Since Node 22.8; the types are those of Node 20
const cache = module as typeof module & { enableCompileCache?(): void; getCompileCacheDir?(): string | undefined };
cache.enableCompileCache?.();
const folder = cache.getCompileCacheDir?.();
if (folder !== undefined) process.env.NODE_COMPILE_CACHE = folder; // for the processes that are started from here

const { main } = await import('./commands/command-line.ts');
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  // Left to Node, it would print the line of the bundle as well, which is thousands of characters long
  console.error(error instanceof Error ? error.stack : error);
  process.exitCode = 1;
}
