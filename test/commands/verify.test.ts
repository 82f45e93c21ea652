import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/commands/run.ts';
import { verify } from '../../src/commands/verify.ts';
import { contextIn, jsonIn, userFolder } from './bothways.ts';
import { expectContract } from './json-contract.ts';
import { databaseIn } from './stored-example.ts';

const folder = userFolder();
const FILE = `
epochs: 250
units: 2
learning_rate: 0.01
sequence_length: 4
test_sequences: 50
seeds: 2
sweep:
  direction: [forward, backward]
  task: [cumulative-sum, fill-in-the-blank]
`;

beforeAll(async () => {
  writeFileSync(join(folder, 'mine.yaml'), FILE);
  expect(await run(contextIn(folder), [join(folder, 'mine.yaml')], {})).toBe(0);
});

/** A copy of the database with one thing changed. */
function changed(sql: string): string {
  const copy = join(folder, 'changed.db');
  copyFileSync(databaseIn(folder), copy);
  const db = new Database(copy);
  db.exec(sql);
  db.close();
  return copy;
}

async function verified(words: readonly string[], database = databaseIn(folder)) {
  const context = { ...contextIn(folder, { json: true }), database };
  const status = await verify(context, words, { jobs: '1' });
  return { status, printed: jsonIn(context) };
}

describe('bothways verify', () => {
  it('finds every run of an experiment bit-identical, and its saved models the same in TensorFlow.js', async () => {
    const context = contextIn(folder);
    expect(await verify(context, ['mine'], { jobs: '1' })).toBe(0);
    expect(context.printed.out).toMatch(
      /^mine: 8 runs: 8 bit-identical; saved models in TensorFlow.js within \de-\d+\n$/,
    );
  });

  it('keeps the contract for scripts, for a run and for several', async () => {
    const { status, printed } = await verified(['mine', 'direction=forward', 'task=cumulative-sum']);
    expect(status).toBe(0);
    expectContract(printed, 'verify');
    expect(printed).toMatchObject({ run: 1, verdict: 'bit-identical', reason: null, tfjs: { passed: true } });
    expectContract((await verified(['mine'])).printed, 'verify of several');
  });

  it.each([
    {
      what: 'curve',
      sql: 'UPDATE curves SET loss = loss + 1 WHERE run_id = 1 AND epoch > 200',
      reason: /^the learning curve differs from epoch 20\d on$/,
    },
    {
      what: 'steps',
      sql: 'UPDATE steps SET accuracy = accuracy - 0.5 WHERE run_id = 1 AND step = 3',
      reason: /^the accuracy at step 3 is 0\.\d+ now, and was /,
    },
    {
      what: 'metrics',
      sql: 'UPDATE runs SET loss = loss + 1 WHERE id = 1',
      reason: /^loss is 0\.\d+ now, and was 1\.\d+$/,
    },
    {
      what: 'engine version',
      sql: "UPDATE runs SET engine_version = 'fused-0' WHERE id = 1",
      reason: /^it was made by fused-0, and this version of Bothways has fused-\d+$/,
      verdict: 'not comparable',
    },
    {
      what: 'status',
      sql: "UPDATE runs SET status = 'failed', error = 'out of memory', loss = NULL, accuracy = NULL WHERE id = 6",
      reason: /^it failed: out of memory$/,
      verdict: 'not comparable',
      run: 6,
    },
  ])('says where a run differs: $what', async ({ sql, reason, verdict = 'differs', run: id = 1 }) => {
    const { status, printed } = await verified([String(id)], changed(sql));
    expect(status).toBe(1);
    expectContract(printed, 'verify');
    expect(printed).toMatchObject({ run: id, verdict, reason: expect.stringMatching(reason) });
  });

  it('shows the losses at the first epoch that differs', async () => {
    const database = changed(
      'UPDATE curves SET loss = 0.75 WHERE run_id = 1 AND epoch = (SELECT min(epoch) FROM curves WHERE run_id = 1)',
    );
    const { printed } = await verified(['1'], database);
    expect(printed.first_difference).toMatchObject({ loss_recorded: 0.75, loss_now: expect.any(Number) });
    const context = { ...contextIn(folder), database };
    await verify(context, ['1'], {});
    expect(context.printed.out).toMatch(/^run 1: differs: .*\n {2}loss at epoch \d: 0\.75 then, 0\.\d+ now\n/);
  });

  it('says what is wrong with what it is given', async () => {
    await expect(verify(contextIn(folder), ['nobody'], {})).rejects.toThrow('no experiment is named "nobody"');
    await expect(verify(contextIn(folder), ['1', '2'], {})).rejects.toThrow('found more: 2');
    await expect(verify(contextIn(folder), ['1'], { jobs: '0' })).rejects.toThrow('--jobs: expected a whole number');
  });
});
