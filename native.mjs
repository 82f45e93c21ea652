/**
 * Compiles src/engines/native/ for this machine's processors, where there is a C compiler: `CC`, else `cc`. Nothing needs
 * it, so where it cannot be compiled it is left out, and WebAssembly does its work.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * By lane count, what the compiler may use beside the oldest processor's instructions; addon.c asks for the same before
 * it calls any of it.
 */
const WIDTHS = {
  4: [],
  8: ['-mavx2'],
  16: ['-mavx512f', '-mavx512vl', '-mavx512dq', '-mprefer-vector-width=512'],
};
/** A product is never fused with a sum, so that every kernel rounds alike. */
const FLAGS = ['-std=c11', '-O3', '-ffp-contract=off', '-fno-math-errno', '-fPIC', '-fvisibility=hidden', '-Wall', '-Wextra'];

/** Into `dist`/engines/native; resolves to whether it is there. */
export async function compileNative(root, dist) {
  const sources = join(root, 'src/engines/native');
  const folder = join(dist, 'engines/native');
  const addon = join(folder, `${process.platform}-${process.arch}.node`);
  const headers = join(root, 'node_modules/node-api-headers/include');
  if (process.arch !== 'x64' || process.platform === 'win32' || !existsSync(headers)) return false;
  if (isNewer(addon, [...readdirSync(sources).map((file) => join(sources, file)), import.meta.filename])) return true;
  mkdirSync(folder, { recursive: true });
  const objects = mkdtempSync(join(tmpdir(), 'bothways-native-'));
  const compiler = process.env.CC ?? 'cc';
  const compile = async (source, name, flags) => {
    const object = join(objects, `${name}.o`);
    await run(compiler, [...FLAGS, ...flags, '-c', join(sources, source), '-o', object]);
    return object;
  };
  try {
    const compiled = await Promise.all([
      ...Object.entries(WIDTHS).map(([lanes, flags]) =>
        compile('kernel.c', `kernel${lanes}`, [...flags, `-DLANES=${lanes}`]),
      ),
      compile('memory.c', 'memory', []),
      compile('addon.c', 'addon', [`-I${headers}`]),
    ]);
    const linking = process.platform === 'darwin' ? ['-bundle', '-undefined', 'dynamic_lookup'] : ['-shared', '-s'];
    await run(compiler, [...linking, ...compiled, '-o', `${addon}.new`]);
    renameSync(`${addon}.new`, addon); // a process may be running the one before
    return true;
  } catch (error) {
    rmSync(addon, { force: true });
    const isMissing = error.code === 'ENOENT';
    if (!isMissing) console.error(`bothways: no native kernel, only WebAssembly: ${error.message}`);
    return false;
  } finally {
    rmSync(objects, { recursive: true, force: true });
  }
}

function isNewer(file, sources) {
  return existsSync(file) && sources.every((source) => statSync(source).mtimeMs < statSync(file).mtimeMs);
}
