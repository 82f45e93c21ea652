/** A file without answers, to be predicted: read as the file that a model was trained on, cut and numbered as it was. */
import type { Sequences } from '../../vocabulary.ts';
import { type DataBytes, fingerprint, UnreadableData } from './bytes.ts';
import { located } from './locate.ts';
import type { Description } from './prepared.ts';
import { collectFindings, type DataProblem } from './problems.ts';
import type { Raw } from './raw.ts';
import { readData } from './read.ts';
import { standardised } from './read-typed.ts';
import type { DataSettings, WrittenData } from './settings.ts';

export type NewData =
  | { readonly kind: 'read'; readonly sequences: NewSequences }
  | { readonly kind: 'invalid'; readonly problems: readonly DataProblem[] };

/** N sequences. */
export interface NewSequences {
  readonly count: number;
  /** Time steps of the longest. */
  readonly steps: number;
  /** Those from `from` to before `to`, padded to the longest of them. */
  next(from: number, to: number): Sequences;
  /** The records of the file (from 1) that output `output` of sequence `n` is said of. */
  recordsOf(n: number, output: number): Iterable<number>;
}

/** Never throws for what a file may hold: all of it is in the problems. */
export async function readNew(file: DataBytes, description: Description): Promise<NewData> {
  const findings = collectFindings();
  const written: WrittenData = { file: file.name, separator: separatorOf(description.settings) };
  const invalid = async () =>
    ({ kind: 'invalid', problems: await located(findings.all(), { written, files: [file] }) }) as const;
  try {
    await fingerprint(file); // all of it is text, and not too much
  } catch (error) {
    if (!(error instanceof UnreadableData)) throw error;
    findings.add('unreadable', { severity: 'error', place: { key: 'file' }, message: error.message });
    return invalid();
  }
  const known = withoutAnswers(description.settings);
  const read = await readData(written, [file], { findings, testFile: null, known });
  if (read === null) return invalid();
  const { inputs } = read.raw;
  const width = description.columns.length;
  if (inputs.kind === 'numbers' && inputs.columns.length !== width) {
    const message = `expected ${width} numbers per step, as the model was trained on; found ${inputs.columns.length}.`;
    findings.add('width', { severity: 'error', place: { key: 'input' }, message });
    return invalid();
  }
  return { kind: 'read', sequences: sequencesOf(read.raw, description) };
}

function separatorOf({ separator }: DataSettings): NonNullable<WrittenData['separator']> {
  if (separator === '\t') return 'tab';
  return separator === ';' ? ';' : ',';
}

/** What a new file is read for: no answers, groups or parts, which it need not have. */
function withoutAnswers({ label, target, group, ...settings }: DataSettings): DataSettings {
  return { ...settings, test: { kind: 'share', share: 1 } };
}

function sequencesOf(raw: Raw, { input, output, columns, words, settings }: Description): NewSequences {
  const { starts, lengths, firstNew, recordings } = cut(raw, settings);
  const features = input.kind === 'numbers' ? input.features : 1;
  const inputs =
    raw.inputs.kind === 'numbers'
      ? standardised(raw.inputs.values, { features, columns, isStandardised: settings.standardise === true })
      : numbered(raw.inputs, words.tokens);
  const isOne = output.per === 'sequence';

  return {
    count: starts.length,
    steps: lengths.reduce((most, length) => Math.max(most, length), 0),
    next(from, to) {
      const count = to - from;
      const steps = lengths.slice(from, to).reduce((most, length) => Math.max(most, length), 1);
      const taken = new (raw.inputs.kind === 'numbers' ? Float32Array : Int32Array)(count * steps * features);
      for (let i = 0; i < count; i++) {
        const [start, length] = [starts[from + i], lengths[from + i]];
        taken.set(inputs.subarray(start * features, (start + length) * features), i * steps * features);
      }
      const outputs = count * (isOne ? 1 : steps);
      return {
        count,
        steps,
        inputs: taken,
        labels: new Int32Array(outputs).fill(-1),
        targets: null,
        counted: new Uint8Array(outputs).fill(1),
        lengths: Int32Array.from(lengths.slice(from, to)),
      };
    },
    *recordsOf(n, at) {
      const recordOf = (step: number) => raw.placeOf(step, 'input').record;
      if (!isOne) {
        if (at >= firstNew[n] && at < lengths[n]) yield recordOf(starts[n] + at);
      } else if (settings.windows !== undefined) {
        yield recordOf(starts[n] + lengths[n] - 1);
      } else {
        const { starts: first, lengths: all } = raw.recordings;
        let last = -1; // all steps of a row that is a sequence are of that row
        for (let t = 0; t < all[recordings[n]]; t++) {
          const record = recordOf(first[recordings[n]] + t);
          if (record !== last) yield record;
          last = record;
        }
      }
    },
  };
}

interface NewCuts {
  readonly starts: readonly number[];
  readonly lengths: readonly number[];
  readonly recordings: readonly number[];
  /** The first step of each that no window before it has. */
  readonly firstNew: readonly number[];
}

/**
 * Whole recordings. With windows and an answer per sequence, a window that ends at every step; with an answer per step,
 * windows one behind the other, the last of which ends with the recording.
 */
function cut({ recordings }: Raw, { windows, per }: DataSettings): NewCuts {
  const cuts = {
    starts: [] as number[],
    lengths: [] as number[],
    recordings: [] as number[],
    firstNew: [] as number[],
  };
  const add = (recording: number, from: number, length: number, firstNew: number) => {
    cuts.starts.push(recordings.starts[recording] + from);
    cuts.lengths.push(length);
    cuts.recordings.push(recording);
    cuts.firstNew.push(firstNew);
  };
  for (let r = 0; r < recordings.count; r++) {
    const steps = recordings.lengths[r];
    if (windows === undefined) add(r, 0, steps, 0);
    else if (per === 'sequence') {
      for (let from = 0; from + windows.length <= steps; from++) add(r, from, windows.length, 0);
    } else {
      const length = Math.min(windows.length, steps);
      for (let done = 0; done < steps; done += length) {
        const from = Math.min(done, steps - length);
        add(r, from, length, done - from);
      }
    }
  }
  return cuts;
}

/** Words as the model knows them; the others are its unknown one. */
function numbered({ words, values }: Raw['inputs'] & { kind: 'tokens' }, tokens: readonly string[]): Int32Array {
  const numbers = new Map(tokens.map((token, i) => [token, i]));
  const unknown = tokens.length - 1;
  const numberOf = words.map((word) => numbers.get(word) ?? unknown);
  return values.map((word) => numberOf[word]);
}
