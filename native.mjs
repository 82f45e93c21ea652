/**
 * Compiles src/engines/native/ for this machine's processors, where there is a C compiler: `CC`, else `cc`. Nothing needs
 * it, so where it cannot be compiled it is left out, and WebAssembly does its work.
 *
 * `npm run release` compiles it for all platforms on which it is faster than WebAssembly, for `npm pack` to take along.
 * That takes Zig, whose compiler has the headers and libraries of all of them: `ZIG`, else `zig`. From PyPI it is
 * `pip install ziglang` and ZIG='python3 -m ziglang'.
 */
import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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

const LINKING = {
  linux: ['-shared', '-s'],
  darwin: ['-dynamiclib', '-Wl,-undefined,dynamic_lookup'],
  win32: ['-shared', '-s'],
};
/** Of Zig, by platform. On Linux with the oldest C library that Node 20 runs on. */
const RELEASED = {
  'linux-x64': 'x86_64-linux-gnu.2.28',
  'darwin-x64': 'x86_64-macos.11.0',
  'win32-x64': 'x86_64-windows-gnu',
};

/** Into `dist`/engines/native; resolves to whether it is there. */
export async function compileNative(root, dist) {
  const platform = `${process.platform}-${process.arch}`;
  const { folder, files, headers } = partsIn(root, dist);
  // What was compiled for a release is of earlier sources
  for (const other of Object.keys(RELEASED)) {
    const addon = join(folder, `${other}.node`);
    if (other !== platform && !isNewer(addon, files)) rmSync(addon, { force: true });
  }
  if (process.arch !== 'x64' || process.platform === 'win32' || !existsSync(headers)) return false;
  const addon = join(folder, `${platform}.node`);
  if (isNewer(addon, files)) return true;
  try {
    await compileAddon(root, addon, [process.env.CC ?? 'cc'], LINKING[process.platform] ?? LINKING.linux);
    return true;
  } catch (error) {
    rmSync(addon, { force: true });
    const isMissing = error.code === 'ENOENT';
    if (!isMissing) console.error(`bothways: no native kernel, only WebAssembly: ${error.message}`);
    return false;
  }
}

/** Into `dist`/engines/native, for every released platform; rejects where one cannot be compiled. */
async function compileReleased(root, dist) {
  const { folder } = partsIn(root, dist);
  const zig = (process.env.ZIG ?? 'zig').split(' ');
  for (const [platform, target] of Object.entries(RELEASED)) {
    const addon = join(folder, `${platform}.node`);
    const [system] = platform.split('-');
    const linking = [...LINKING[system], ...(system === 'win32' ? await importLibraries(root, zig) : [])];
    await compileAddon(root, addon, [...zig, 'cc', '-target', target], linking);
    console.log(`${addon}: ${statSync(addon).size} bytes`);
  }
}

function partsIn(root, dist) {
  const sources = join(root, 'src/engines/native');
  return {
    sources,
    folder: join(dist, 'engines/native'),
    files: [...readdirSync(sources).map((file) => join(sources, file)), import.meta.filename],
    headers: join(root, 'node_modules/node-api-headers/include'),
  };
}

async function compileAddon(root, addon, [compiler, ...words], linking) {
  const { sources, headers } = partsIn(root, '');
  mkdirSync(dirname(addon), { recursive: true });
  const objects = mkdtempSync(join(tmpdir(), 'bothways-native-'));
  const compile = async (source, name, flags) => {
    const object = join(objects, `${name}.o`);
    await run(compiler, [...words, ...FLAGS, ...flags, '-c', join(sources, source), '-o', object]);
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
    const linked = join(objects, 'addon.node');
    await run(compiler, [...words, ...compiled, ...linking, '-o', linked], { cwd: objects }); // where it leaves more
    copyFileSync(linked, `${addon}.new`);
    renameSync(`${addon}.new`, addon); // a process may be running the one before
  } finally {
    rmSync(objects, { recursive: true, force: true });
  }
}

/** On Windows an addon names the program that it finds Node's functions in. */
async function importLibraries(root, [zig, ...words]) {
  const folder = mkdtempSync(join(tmpdir(), 'bothways-native-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const libraries = ['node_api', 'js_native_api'].map((name) => ({ name, library: join(folder, `${name}.lib`) }));
  for (const { name, library } of libraries) {
    const names = join(root, `node_modules/node-api-headers/def/${name}.def`);
    await run(zig, [...words, 'dlltool', '-m', 'i386:x86-64', '-d', names, '-l', library]);
  }
  return libraries.map(({ library }) => library);
}

/** Whether a file is there and was made after all of these. */
export function isNewer(file, sources) {
  return existsSync(file) && sources.every((source) => statSync(source).mtimeMs < statSync(file).mtimeMs);
}

if (process.argv[1] === import.meta.filename) {
  const root = import.meta.dirname;
  await compileReleased(root, join(root, 'dist'));
}
