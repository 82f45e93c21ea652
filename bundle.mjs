/**
 * Bundles what is started as a process: starting is reading, compiling and running modules, and most of what packages
 * bring is not needed. What two modules compute from constants alone is computed here, once and for all: the schema of
 * the experiment file, as data, and its validator, as code.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';

/**
 * By their places in dist/. The worker process has one of its own beside the compiled file, which remains for programs
 * that register tasks: these know the modules, not the bundle.
 */
const ENTRIES = {
  cli: 'src/cli.ts',
  'commands/query-process': 'src/commands/query-process.ts',
  'training/workers/process-bundle': 'src/training/workers/process.ts',
};
/** Has a binary, or files of its own to be found beside it, or need not be installed. */
const LEFT_OUT = ['@tensorflow/*', 'better-sqlite3', 'bullmq', 'cmu-pronouncing-dictionary', 'ioredis'];

/** Of the sources in `root` and the compiled files in `dist`, which must be there. */
export async function bundle(root, dist) {
  const code = await computedModules(dist);
  const computed = {
    name: 'computed',
    setup({ onLoad }) {
      onLoad({ filter: /\/src\/experiment\/(schema|validator)\.ts$/ }, ({ path }) => ({
        contents: code[path.slice(path.lastIndexOf('src/'))],
        loader: 'js',
        resolveDir: root,
      }));
    },
  };
  await build({
    absWorkingDir: root,
    entryPoints: ENTRIES,
    outdir: dist,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: LEFT_OUT,
    plugins: [computed],
    // Packages in CommonJS ask for Node's modules by `require`
    banner: { js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);" },
    minifyWhitespace: true, // names stay, for the stack trace of a bug
    legalComments: 'linked',
    logLevel: 'warning',
  });
}

/** The code of the computed modules, by their sources. */
export async function computedModules(dist) {
  const schema = await import(join(dist, 'experiment/schema.js'));
  const { VALIDATOR_OPTIONS } = await import(join(dist, 'experiment/validator.js'));
  return {
    'src/experiment/schema.ts': dataOf(schema),
    'src/experiment/validator.ts': validatorOf(schema.EXPERIMENT_SCHEMA, VALIDATOR_OPTIONS),
  };
}

/** A module with the same exports, as data; functions as they are, which may use nothing but those. */
function dataOf(module) {
  return Object.entries(module)
    .map(([name, value]) =>
      typeof value === 'function' ? `export ${value}` : `export const ${name} = ${JSON.stringify(value)};`,
    )
    .join('\n');
}

/** A module whose `validator()` is the compiled schema, as src/experiment/validator.ts compiles it. */
function validatorOf(schema, options) {
  const ajv = new Ajv({ ...options, code: { source: true, esm: false } });
  const code = standaloneCode(ajv, ajv.compile(JSON.parse(JSON.stringify(schema))));
  const require = createRequire(import.meta.url);
  // Of what the code requires, ajv has small functions of its own
  const inlined = code.replace(/require\("(ajv\/dist\/runtime\/[^"]+)"\)\.default/g, (_, path) => {
    const source = readFileSync(require.resolve(path), 'utf8').replace(/^"use strict";|^\/\/#.*$/gm, '');
    return `(function () { const exports = {}; ${source}; return exports.default; })()`;
  });
  return `const module = { exports: {} };\n${inlined}\nexport const validator = () => module.exports;\n`;
}
