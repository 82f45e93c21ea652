/**
 * Builds dist/: the TypeScript, the kernel in WebAssembly and where there is a C compiler for this processor, what a
 * browser runs, the bundled processes, the manual page, and of which commit all this is.
 *
 * `--if-possible`, as `prepare` calls it: where the compilers are missing, as after `npm ci --omit=dev`, it leaves an
 * earlier build as it is, or says how to get one, and fails nothing.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileNative, isNewer } from './native.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));
const dist = join(root, 'dist');

const compilers = {
  tsc: 'node_modules/typescript/bin/tsc',
  asc: 'node_modules/assemblyscript/bin/asc.js',
  esbuild: 'node_modules/esbuild/lib/main.js',
};
if (!Object.values(compilers).every((compiler) => existsSync(join(root, compiler)))) {
  if (!process.argv.includes('--if-possible')) fail('the compilers are not installed. Try: npm ci, then npm run build');
  if (!existsSync(join(dist, 'cli.js'))) {
    console.error(
      'bothways: not built, since its compilers are development dependencies. Build first: npm ci, then ' +
        'npm prune --omit=dev; or install the file that npm pack makes, which needs none',
    );
  }
  process.exit(0);
}
removeWithoutSource();
compile(compilers.tsc);
compile(compilers.tsc, '-p', 'src/web/page');
await bundleClient();
compileWebAssembly();
await compileNative(root, dist);
await bundleProcesses();
await writeManual();
await writeOutputSchema();
writeFileSync(join(dist, 'build.json'), `${JSON.stringify(checkout())}\n`);

/** What an earlier build made of files that are gone must not be started, nor packed. */
function removeWithoutSource() {
  if (!existsSync(dist)) return;
  for (const file of readdirSync(dist, { recursive: true })) {
    const sources = ['.ts', '.tsx'].map((ending) => join(root, 'src', file.replace(/(\.d\.ts|\.js)$/, ending)));
    if (/\.(d\.ts|js)$/.test(file) && !sources.some(existsSync)) rmSync(join(dist, file));
  }
}

function compile(...command) {
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** Two thirds of a build's time, so only where it was not done. */
function compileWebAssembly() {
  const sources = readdirSync(join(root, 'src/engines/fused')).map((file) => join(root, 'src/engines/fused', file));
  const kernel = join(dist, 'engines/fused/kernel.wasm');
  if (isNewer(kernel, [...sources, join(root, compilers.asc)])) return;
  compile(compilers.asc, '--config', 'src/engines/fused/asconfig.json');
}

/** The processes over their compiled files. */
async function bundleProcesses() {
  const { bundle } = await import('./bundle.mjs');
  await bundle(root, dist);
}

/** dist/bothways.1, from the help of the commands that were just compiled. */
async function writeManual() {
  const { manual } = await import('./dist/commands/manual.js');
  const { program } = await import('./dist/commands/program.js');
  const { packageVersion } = await import('./dist/machine/package.js');
  writeFileSync(join(dist, 'bothways.1'), manual(program(async () => {}), packageVersion()));
}

/** One file for the browser: every page has it inside. */
async function bundleClient() {
  const { build } = await import('esbuild');
  await build({
    entryPoints: [join(dist, 'web/page/client.js')],
    outfile: join(dist, 'web/client.js'),
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    // Scales here are between numbers; the whole package also blends colours, dates and texts
    alias: { 'd3-interpolate': join(dist, 'web/page/interpolate-numbers.js') },
    logLevel: 'warning',
  });
}

/** dist/output.schema.json: what `--json` prints. */
async function writeOutputSchema() {
  const { outputSchemas } = await import('./dist/report/output-schema.js');
  writeFileSync(join(dist, 'output.schema.json'), `${JSON.stringify(outputSchemas(), null, 1)}\n`);
}

/** The commit that is built, and whether files had changes; null where this is no checkout of Bothways. */
function checkout() {
  try {
    // In somebody else's checkout its commit would say nothing about Bothways
    if (git('rev-parse', '--show-prefix') !== '') return { commit: null, dirty: null };
    return { commit: git('rev-parse', 'HEAD'), dirty: git('status', '--porcelain') !== '' };
  } catch {
    return { commit: null, dirty: null };
  }
}

function git(...args) {
  const options = { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
  return execFileSync('git', ['--no-optional-locks', ...args], options).trim();
}

function fail(reason) {
  console.error(`bothways: ${reason}`);
  process.exit(1);
}
