/** docs/machines.md shows what its commands print, and its workflow does in many jobs what one `run` does. */
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { contentsOf } from '../survival/sweep.ts';
import { shellIn } from './shell.ts';

const PAGE = resolve(import.meta.dirname, '../../docs/machines.md');
const text = readFileSync(PAGE, 'utf8');
let folder: string;

/** What a user is told to write into a file of this name. */
function fileOf(name: string): string {
  const file = text.match(new RegExp(`\`\`\`yaml\n# ${name}\n([\\s\\S]*?)\`\`\``))?.[1];
  if (file === undefined) throw new Error(`there is no ${name}`);
  return file;
}

/** A folder with the experiment in it. */
function checkedOut(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, 'sizes.yaml'), fileOf('sizes.yaml'));
  return path;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bothways-machines-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

it('docs/machines.md shows what its commands print', async () => {
  await expect(shellIn(checkedOut('shards')).withOutputs(text)).toMatchFileSnapshot(PAGE);
});

it('the workflow in docs/machines.md gives row for row what one run gives', () => {
  const { jobs } = parse(fileOf('.github/workflows/sizes.yml'));
  const { part: parts }: { part: number[] } = jobs.part.strategy.matrix;
  const stepsOf = (job: { steps: { run?: string }[] }, at: string, part = 0) => {
    const shell = shellIn(at);
    for (const { run } of job.steps) {
      if (run === undefined || run === 'npm ci') continue;
      const line = run
        .replace(/\$\{\{ matrix\.part \}\}/g, `${part}`)
        .replace(/\$\{\{ strategy\.job-total \}\}/g, `${parts.length}`);
      expect(line).not.toContain('${{');
      shell.output(line.replaceAll('npx bothways', 'bothways'));
    }
  };

  const merging = checkedOut('merge');
  for (const part of parts) {
    const at = checkedOut(`part-${part}`);
    stepsOf(jobs.part, at, part);
    const made = readdirSync(at).filter((name) => /^part-.*\.db$/.test(name));
    expect(made).toHaveLength(1);
    copyFileSync(join(at, made[0]), join(merging, made[0]));
  }
  stepsOf(jobs.merge, merging);

  const whole = checkedOut('whole');
  shellIn(whole).output('bothways run sizes.yaml --database whole.db');
  expect(contentsOf(join(merging, 'results/bothways.db'))).toEqual(contentsOf(join(whole, 'whole.db')));
});
