#!/usr/bin/env node
/** Where the command line begins: what V8 compiles is kept for the next time, where Node can do that. */
import module from 'node:module';

// Since Node 22.8; the types are those of Node 20
const cache = module as typeof module & { enableCompileCache?(): void; getCompileCacheDir?(): string | undefined };
cache.enableCompileCache?.();
const folder = cache.getCompileCacheDir?.();
if (folder !== undefined) process.env.NODE_COMPILE_CACHE = folder; // for the processes that are started from here

const { main } = await import('./commands/command-line.ts');
process.exitCode = await main(process.argv.slice(2));
