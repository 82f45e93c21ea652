/** Mutated experiment files: each is valid or has problems with places in it, in time, in one process and in fresh ones. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readExperiment } from '../../src/experiment/experiment.ts';
import { stream } from '../../src/random.ts';
import { renderProblem } from '../../src/report/problem-text.ts';
import type { Problem } from '../../src/vocabulary.ts';
import { runCli } from './cli-process.ts';
import { figure, many, SEED } from './figures.ts';
import { hostileOverride, mutant, originals } from './mutations.ts';
import { temporaryFolder } from './sweep.ts';

const IN_ONE_PROCESS = 10_000;
const IN_FRESH_ONES = many(500);
const LIMIT_MS = 1000;
/** Processes beside each other: one per core. */
const AT_ONCE = 2;

it('10,000 mutated files in one process are valid or have problems that lie in them, each within a second', () => {
  const startedAt = performance.now();
  const random = stream(SEED, 'yaml');
  const texts = originals();
  expect(texts.length).toBeGreaterThan(5);
  let [valid, problems, slowestMs, slowest] = [0, 0, 0, ''];
  for (let i = 0; i < IN_ONE_PROCESS; i++) {
    const text = mutant(texts, random);
    const overrides = random.below(4) === 0 ? [hostileOverride(random)] : [];
    const before = process.cpuUsage();
    const reading = readExperiment({ file: 'mutant.yaml', text, overrides });
    const found = reading.kind === 'valid' ? reading.warnings : reading.problems;
    const rendered = found.map((problem) => renderProblem(problem, reading.text));
    const { user, system } = process.cpuUsage(before); // µs; not of the clock, since other tests use the cores too
    const tookMs = (user + system) / 1000;
    if (tookMs > slowestMs) [slowestMs, slowest] = [tookMs, text];

    if (reading.kind === 'valid') valid += 1;
    else expect(reading.problems.length, text).toBeGreaterThan(0);
    problems += found.length;
    for (const problem of found) {
      const place = `${problem.line}:${problem.column} of ${JSON.stringify(problem.override ?? text)}`;
      expect(isInside(problem.override ?? text, problem), place).toBe(true);
    }
    expect(rendered.join('\n'), text).not.toMatch(CONTROL_CHARACTER);
  }
  expect({}).not.toHaveProperty('polluted');
  figure(
    '10,000 mutated files in one process, every fourth with an override',
    `0 uncaught, ${valid} valid, ${problems} problems, all placed in what was given, the slowest ${slowestMs.toFixed(0)} ms of processor time`,
    startedAt,
  );
  expect(slowestMs, slowest.slice(0, 2000)).toBeLessThan(LIMIT_MS);
});

/** But for the end of a line. */
const CONTROL_CHARACTER = /[^\P{Cc}\n]|[\p{Cs}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

function isInside(text: string, { line, column, length }: Problem): boolean {
  const lines = text.replace(/^\ufeff/, '').split('\n');
  const there = lines[line - 1];
  return line >= 1 && there !== undefined && column >= 1 && column - 1 + length <= there.length;
}

it(`${IN_FRESH_ONES} mutated files, each in a fresh process, are valid or end in status 2 with problems`, async () => {
  const startedAt = performance.now();
  const random = stream(SEED, 'yaml', 'fresh');
  const folder = temporaryFolder();
  const texts = originals();
  const files = Array.from({ length: IN_FRESH_ONES }, (_, i) => {
    mkdirSync(join(folder, String(i)));
    const file = join(folder, String(i), 'mutant.yaml');
    writeFileSync(file, mutant(texts, random));
    return file;
  });
  let [valid, invalid, slowestMs] = [0, 0, 0];
  const work = async () => {
    for (let file = files.pop(); file !== undefined; file = files.pop()) {
      const { status, signal, stderr, durationMs } = await runCli(['check', file], { cwd: folder });
      expect(signal, file).toBe(null);
      expect([0, 2], `${file}: ${stderr}`).toContain(status);
      if (status === 0) valid += 1;
      else {
        invalid += 1;
        expect(stderr, file).toMatch(/mutant\.yaml(:\d+:\d+)? {2}error {2}/);
      }
      expect(stderr).not.toMatch(/^\s+at .+:\d+:\d+/m);
      slowestMs = Math.max(slowestMs, durationMs);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  figure(
    `${IN_FRESH_ONES} mutated files, each in a fresh process`,
    `0 uncaught, ${valid} valid, ${invalid} refused with their problems, the slowest ${slowestMs.toFixed(0)} ms with the start of Node`,
    startedAt,
  );
  expect(slowestMs).toBeLessThan(60 * LIMIT_MS); // none hangs; most of it is the start, on a busy machine
});
