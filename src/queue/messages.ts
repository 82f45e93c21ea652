/**
 * What travels over a queue: batches of jobs to the workers, letters with answers back to a runner. Everything is read
 * as data, and whatever is not what it should be is refused here.
 */
import { configurationKey } from '../configuration-key.ts';
import { type Reading, readExperiment } from '../experiment/experiment.ts';
import { openedOwnData } from '../experiment/own-data.ts';
import { EXPERIMENT_SCHEMA } from '../experiment/schema.ts';
import { namedData } from '../tasks/named-data.ts';
import { OWN_DATA } from '../tasks/own-data/opened.ts';
import { isAnswer } from '../training/answer.ts';
import type { Answer, Job } from '../training/job.ts';
import type { Configuration, PlannedConfiguration } from '../vocabulary.ts';
import { wrongAnswer } from './answer-to.ts';
import { withColumns, withPoints } from './curve-columns.ts';
import { pack, unpack } from './packed.ts';

/** Raised whenever a message is read in another way; part of the queues' names, so that versions never meet. */
export const FORMAT = 2;

/** Jobs that a worker takes together. */
export interface Batch {
  readonly jobs: readonly BatchedJob[];
}

export interface BatchedJob {
  readonly job: Job;
  readonly timeLimitMs: number;
}

/** What a worker has to say about jobs that it was given. */
export interface Letter {
  readonly worker: WorkerName;
  readonly answers: readonly { readonly job: Job; readonly answer: Answer }[];
}

export interface WorkerName {
  /** Of this start of the worker alone. */
  readonly id: string;
  readonly host: string;
}

/** The data of a configuration, by what decides every number of them. */
export type DataIdentity = Pick<Configuration, 'task' | 'data_sha256' | 'data'>;

/** Makes data known, on which what is sent was planned; throws where they cannot be had. */
export type OpenData = (identity: DataIdentity) => Promise<void>;

/** What a message was not; it is refused whole. */
export class BadMessage extends Error {}

export function encode(message: Batch | Letter): string {
  if ('jobs' in message) return pack(message);
  const answers = message.answers.map(({ job, answer }) => ({ job, answer: withColumns(answer) }));
  return pack({ ...message, answers });
}

/** @throws BadMessage, or what opening throws */
export async function decodeBatch(text: unknown, open: OpenData): Promise<Batch> {
  const { jobs } = decoded(text);
  if (!Array.isArray(jobs) || jobs.length === 0) throw new BadMessage('expected jobs, found none');
  await openAll(jobs, open);
  return {
    jobs: jobs.map((one) => {
      const { job, timeLimitMs } = record(one, 'a job');
      if (!isPositive(timeLimitMs)) throw new BadMessage('expected a time limit');
      return { job: soundJob(job), timeLimitMs };
    }),
  };
}

/** @throws BadMessage also where weights are not those that their hash promises, or what opening throws */
export async function decodeLetter(text: unknown, open: OpenData): Promise<Letter> {
  const { worker, answers } = decoded(text);
  const { id, host } = record(worker, 'a worker');
  if (typeof id !== 'string' || typeof host !== 'string') throw new BadMessage('expected the name of a worker');
  if (!Array.isArray(answers)) throw new BadMessage('expected answers');
  await openAll(answers, open);
  return {
    worker: { id, host },
    answers: answers.map((one) => {
      const { job, answer: packed } = record(one, 'an answer');
      const answer = withPoints(packed);
      if (!isAnswer(answer)) throw new BadMessage('expected an answer, found something else');
      const sound = soundJob(job);
      const wrong = wrongAnswer(sound, answer);
      if (wrong !== null) throw new BadMessage(wrong);
      return { job: sound, answer };
    }),
  };
}

/** The name of a database's mailbox, which a batch bears. @throws BadMessage where it cannot be part of a queue's name */
export function decodeMailbox(name: unknown): string {
  if (typeof name === 'string' && /^[\w-]{1,64}$/.test(name)) return name;
  throw new BadMessage('expected the name of a mailbox');
}

/** Which work it is, whoever asks for it. */
export function idOf(job: Job): string {
  const key = job.kind === 'train' ? job.planned.key : configurationKey(job.configuration);
  return [job.kind, key, job.seed, job.engineVersion].join(' ');
}

/** A job whose configuration an experiment file could have said, planned anew from it. */
function soundJob(value: unknown): Job {
  const { kind, seed, engineVersion, planned, configuration, keepWeights } = record(value, 'a job');
  if (!isSeed(seed) || typeof engineVersion !== 'string') {
    throw new BadMessage('expected a seed and an engine version');
  }
  if (kind === 'train' && typeof keepWeights === 'boolean') {
    const claimed = record(planned, 'a configuration');
    const own = plannedFrom(claimed.configuration, seed);
    if (own.key !== claimed.key) throw new BadMessage(`expected configuration ${own.key}, found ${claimed.key}`);
    return { kind, seed, engineVersion, planned: own, keepWeights };
  }
  if (kind === 'check')
    return { kind, seed, engineVersion, configuration: plannedFrom(configuration, seed).configuration };
  throw new BadMessage('expected a job to train or to check');
}

/** Planned configurations by the JSON of what arrived: a sweep has few configurations and many seeds. */
const known = new Map<string, PlannedConfiguration>();
const MOST_KNOWN = 10_000;

/** Reads a configuration as the experiment file that it would be, with all the limits of one. */
function plannedFrom(configuration: unknown, seed: number): PlannedConfiguration {
  const text = JSON.stringify(configuration) ?? '';
  const before = known.get(text);
  if (before !== undefined) return before;
  const identity = dataIdentity(configuration);
  const data = identity === null ? null : openedOwnData(identity);
  const reading = readExperiment({ file: 'job', text: fileText(configuration, seed), overrides: [], data });
  if (reading.kind === 'invalid') throw misfit(reading);
  const [{ planned }] = reading.experiment.points;
  if (!isSame(planned.configuration, configuration)) throw new BadMessage('expected a whole configuration');
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(text, planned);
  return planned;
}

/** Opens the data of the jobs in a list, of those whose file would be a sound one but for them. */
async function openAll(list: readonly unknown[], open: OpenData): Promise<void> {
  const seen = new Set<string>();
  for (const one of list) {
    const { planned, configuration = record(planned, 'a configuration').configuration } = record(
      record(one, 'an entry').job,
      'a job',
    );
    const identity = dataIdentity(configuration);
    if (identity === null || seen.has(JSON.stringify(configuration))) continue;
    seen.add(JSON.stringify(configuration));
    const reading = readExperiment({ file: 'job', text: fileText(configuration, 1), overrides: [] });
    if (reading.kind !== 'invalid' || reading.wanted === null) throw new BadMessage('expected data that can be read');
    await open(identity);
  }
}

/** null where every sequence is fresh. */
function dataIdentity(configuration: unknown): DataIdentity | null {
  const { task, data_sha256, data } = record(configuration, 'a configuration');
  if (data_sha256 === undefined && data === undefined) return null;
  if (typeof task === 'string' && typeof data === 'string' && isSha256(data_sha256)) return { task, data_sha256, data };
  throw new BadMessage('expected data by their hash');
}

function misfit({ problems: [{ key, message }] }: Reading & { kind: 'invalid' }): BadMessage {
  return new BadMessage(`expected a configuration; ${key === null ? '' : `${key}: `}${message}`);
}

/** What is no key of a file, as the layers were before they became one, has to come out of the reading by itself. */
function fileText(configuration: unknown, seed: number): string {
  const keys = Object.entries(record(configuration, 'a configuration'));
  const said = keys.filter(([key]) => Object.hasOwn(EXPERIMENT_SCHEMA.properties, key) && key !== 'seeds');
  const identity = dataIdentity(configuration);
  const { task, data: _, ...others } = Object.fromEntries(said);
  const source = identity?.task === OWN_DATA ? { data: writtenData(identity) } : { task };
  return JSON.stringify({ ...others, ...source, seeds: [seed] });
}

function writtenData(identity: DataIdentity) {
  try {
    const { written, hashes } = namedData(identity);
    if (hashes.every(isSha256)) return written;
  } catch {
    // Falls through to the same answer
  }
  throw new BadMessage('expected settings of data');
}

function isSha256(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

function isSame(configuration: Configuration, claimed: unknown): boolean {
  const sorted = (value: object) => JSON.stringify(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return typeof claimed === 'object' && claimed !== null && sorted(configuration) === sorted(claimed);
}

function decoded(text: unknown): Readonly<Record<string, unknown>> {
  if (typeof text !== 'string') throw new BadMessage('expected text');
  try {
    return record(unpack(text), 'a message');
  } catch (error) {
    if (error instanceof BadMessage) throw error;
    throw new BadMessage(`expected compressed JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function record(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw new BadMessage(`expected ${what}`);
  return value as Readonly<Record<string, unknown>>;
}

function isSeed(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 32;
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value < 2 ** 31;
}
