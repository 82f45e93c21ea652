/** What travels over a queue comes back as it was, or is refused with one line, whatever somebody has put there. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { weightsSha256 } from '../../src/model/weight-bytes.ts';
import { BadMessage, type Batch, decodeBatch, decodeLetter, encode, type Letter } from '../../src/queue/messages.ts';
import { settingsJson } from '../../src/tasks/own-data/prepared-file.ts';
import type { Answer, Job } from '../../src/training/job.ts';
import type { RunResult } from '../../src/vocabulary.ts';
import { configured } from '../examples.ts';
import { ENVIRONMENT, FINISHED, newStore } from '../store/examples.ts';
import { planned } from '../training/examples.ts';

const PLANNED = planned(configured({ units: 1, direction: 'forward', epochs: 3 }));
const WEIGHTS = new Float32Array(PLANNED.parameters).fill(0.1);

const RESULT: RunResult & { status: 'completed' } = {
  status: 'completed',
  trainMs: 12.5,
  curve: [
    { epoch: 2, loss: 0.7, accuracy: 0.5 },
    { epoch: 3, loss: 0.1 + 0.2, accuracy: 0.75 },
  ],
  metrics: {
    ...{ loss: 0.5, accuracy: 0.9, sequence_accuracy: 0.25, training_loss: 0.6 },
    ...{ f1_macro: null, mae: null, mse: null, r2: null },
  } as never, // whatever metrics there are beside the first ones
  steps: [{ step: 10, accuracy: 0.9, mae: null, counted: 2000 }],
  testGroups: null,
  weights: WEIGHTS,
  weightsSha256: weightsSha256(WEIGHTS),
};

const JOB: Job & { kind: 'train' } = {
  kind: 'train',
  planned: PLANNED,
  seed: 4_294_967_295,
  engineVersion: 'fused-1',
  keepWeights: true,
};
const ANSWER: Answer = { kind: 'trained', result: RESULT, engineVersion: 'fused-1', environment: ENVIRONMENT };
const noData = () => Promise.reject(new BadMessage('nobody has them'));
const SETTINGS = settingsJson({
  ...{ format: 'csv', separator: ',', row: 'sequence', input: ['x1', 'x2'], inputs: 'numbers', label: 'y' },
  ...{ per: 'sequence', test: { kind: 'share', share: 0.2 }, standardise: true, missing: 'error' },
});
const ownData = (data: string) => changed({ task: 'own-data', data_sha256: 'a'.repeat(64), data });
const WORKER = { id: 'alpha-1', host: 'alpha' };
const BATCH: Batch = { jobs: [{ job: JOB, timeLimitMs: 60_000 }] };
const LETTER: Letter = { worker: WORKER, answers: [{ job: JOB, answer: ANSWER }] };

/** As it would travel if somebody had written it by hand: a line of JSON, and the bytes of the arrays in it. */
const byHand = (message: unknown, arrays: Uint8Array = Buffer.alloc(0)) =>
  gzipSync(Buffer.concat([Buffer.from(`${JSON.stringify(message)}\n`), arrays])).toString('base64');

/** What a message travels as. */
function opened(text: string): { json: unknown; arrays: Uint8Array } {
  const bytes = gunzipSync(Buffer.from(text, 'base64'));
  const end = bytes.indexOf('\n');
  return { json: JSON.parse(bytes.toString('utf8', 0, end)), arrays: bytes.subarray(end + 1) };
}

const letterWith = (answer: object) => encode({ ...LETTER, answers: [{ job: JOB, answer: answer as Answer }] });

describe('a message', () => {
  it('comes back as it was: numbers to the last bit, weights as float32', async () => {
    expect((await decodeBatch(encode(BATCH), noData)).jobs[0].job).toMatchObject({
      seed: 4_294_967_295,
      planned: { key: PLANNED.key },
    });
    const [{ job, answer }] = (await decodeLetter(encode(LETTER), noData)).answers;
    expect(job).toMatchObject({ ...JOB, planned: { key: PLANNED.key, configuration: PLANNED.configuration } });
    expect(answer).toEqual(ANSWER);
  });

  it.each<[string, unknown, RegExp]>([
    ['no text', 7, /expected text/],
    ['text that is not compressed', 'e30=', /expected compressed JSON/],
    [
      'arrays that are not there',
      byHand({ jobs: [{ array: 'Float64Array', at: 0, length: 1 }] }),
      /the 8 bytes of its arrays/,
    ],
    ['a letter in place of a batch', encode(LETTER), /expected jobs, found none/],
    ['a job without an end', byHand({ jobs: [{ job: JOB, timeLimitMs: 0 }] }), /expected a time limit/],
    ['a seed that is none', batchWith({ seed: 2 ** 32 }), /expected a seed/],
    ['another key', batchWith({ planned: { ...PLANNED, key: '000000000000' } }), /expected configuration [0-9a-f]{12}/],
    ['a model without limits', batchWith(changed({ units: 1_000_000 })), /units: expected .* 1.024/],
    ['a key of no experiment file', batchWith(changed({ command: 'ls' })), /expected a whole configuration/],
    ['a task that there is not', batchWith(changed({ task: 'no-task' })), /task: /],
    [
      'data without a hash',
      batchWith(changed({ task: 'own-data', data_sha256: 'ab', data: '{}' })),
      /data by their hash/,
    ],
    ['data whose settings are none', batchWith(ownData('{}')), /expected settings of data/],
    ['data that cannot be had', batchWith(ownData(SETTINGS)), /^nobody has them$/],
  ])('is refused: %s', async (_, text, reason) => {
    const error = await decodeBatch(text, noData).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(BadMessage);
    expect(error.message).toMatch(reason);
  });

  it.each<[string, string, RegExp]>([
    ['a batch in place of a letter', encode(BATCH), /expected a worker/],
    [
      'another version of the engine',
      letterWith({ ...ANSWER, engineVersion: 'fused-0' }),
      /by fused-1, found one by fused-0/,
    ],
    [
      'a check of what was to be trained',
      letterWith({ ...ANSWER, kind: 'checked', check: { passed: true } }),
      /checked/,
    ],
    ['a result without a loss', withResult({ metrics: {} }), /expected an answer/],
    ['too many epochs', withResult({ curve: [{ epoch: 4, loss: 1, accuracy: null }] }), /3 epochs at most, found 4/],
    [
      'steps beyond the sequence',
      withResult({ steps: [{ step: 11, accuracy: 1, mae: null, counted: 1 }] }),
      /found 11/,
    ],
    ['other weights than promised', withResult({ weightsSha256: '0'.repeat(64) }), /the hash that stands beside/],
    ['too few weights', withResult({ weights: new Float32Array(1) }), /expected \d+ weights, found 1/],
    [
      'a divergence after the end',
      letterWith({ ...ANSWER, result: { status: 'diverged', trainMs: 1, curve: [], divergedAt: 4 } }),
      /found 4/,
    ],
  ])('is refused: %s', async (_, text, reason) => {
    const error = await decodeLetter(text, noData).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(BadMessage);
    expect(error.message).toMatch(reason);
  });

  it('with anything in it replaced by anything is refused, or can be stored', async () => {
    const store = newStore();
    let [refused, taken] = [0, 0];
    const { json: whole, arrays } = opened(encode(LETTER));
    for (const path of pathsOf(whole)) {
      for (const value of [
        undefined,
        null,
        -1,
        0.5,
        1e300,
        'x',
        '',
        [],
        {},
        true,
        [null],
        { array: 'Uint8Array', at: 0, length: 1 },
        { array: 'Float64Array', at: 0, length: 2 },
      ]) {
        const letter = structuredClone(whole);
        replace(letter, path, value);
        const where = `${path.join('.')} = ${JSON.stringify(value)}`;
        let answers: Letter['answers'] = [];
        try {
          answers = (await decodeLetter(byHand(letter, arrays), noData)).answers;
        } catch (error) {
          expect(error, where).toBeInstanceOf(BadMessage);
          refused += 1;
        }
        for (const { job, answer } of answers) {
          taken += 1;
          if (job.kind !== 'train' || answer.kind !== 'trained') continue;
          const options = { environment: answer.environment, finishedAt: FINISHED, keep: null };
          expect(() => store.saveRun(job, answer.result, options), where).not.toThrow();
        }
      }
    }
    expect(refused).toBeGreaterThan(500);
    expect(taken).toBeGreaterThan(50);
  });
});

function changed(changes: object): object {
  return { planned: { ...PLANNED, configuration: { ...PLANNED.configuration, ...changes } } };
}

function batchWith(changes: object): string {
  return byHand({ jobs: [{ job: { ...JOB, ...changes }, timeLimitMs: 1000 }] });
}

function withResult(changes: object): string {
  return letterWith({ ...ANSWER, result: { ...RESULT, ...changes } });
}

type Path = readonly (string | number)[];

/** To every value in it, itself excluded. */
function pathsOf(value: unknown): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[key], ...pathsOf(inner).map((path) => [key, ...path])]);
}

function replace(within: unknown, [first, ...rest]: Path, value: unknown): void {
  const record = within as Record<string, unknown>;
  if (rest.length > 0) replace(record[first], rest, value);
  else if (value === undefined) delete record[first];
  else record[first] = value;
}
