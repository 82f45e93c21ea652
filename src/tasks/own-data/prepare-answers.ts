/** Classes numbered and targets standardised by what the training part has of them. */
import type { ModelOutput } from '../../vocabulary.ts';
import { type Kept, momentsOf } from './kept.ts';
import type { TargetMoments } from './prepared.ts';
import type { Findings } from './problems.ts';
import { type Raw, type RawAnswers, TRAINING } from './raw.ts';
import type { DataSettings } from './settings.ts';

export interface AnswerNumbers {
  readonly output: ModelOutput;
  readonly labels: Int32Array;
  readonly targets: Float32Array | null;
  readonly classes: readonly string[];
  readonly moments: TargetMoments | null;
}

/**
 * Classes of the training part in the order of their first appearance; 0 and 1 keep their meaning. With folds it is
 * that of all parts, so that a class has the same number in each of them.
 */
export function classesOf(
  raw: Raw,
  { sequences, trained, settings: { per, test } }: { sequences: Kept; trained: Uint8Array; settings: DataSettings },
  findings: Findings,
): AnswerNumbers | null {
  const { words, values } = raw.answers as RawAnswers & { kind: 'classes' };
  const { answers, parts } = sequences;
  const isFold = test.kind === 'fold';
  const [met, learnt] = [new Set<number>(), new Set<number>()];
  const meet = (word: number, isTrained: boolean) => {
    if (word < 0) return;
    if (isTrained) learnt.add(word);
    if (isTrained || isFold) met.add(word);
  };
  if (answers === null) for (let s = 0; s < values.length; s++) meet(values[s], trained[s] === 1);
  for (const [n, at] of answers?.entries() ?? []) meet(values[at], parts[n] === TRAINING);
  // Of the file, where every fold has to come to the same
  const order = isFold ? [...met].sort((a, b) => a - b) : [...met];
  if (order.length === 2 && words[order[0]] === '1' && words[order[1]] === '0') order.reverse();
  const classes = order.map((word) => words[word]);
  const numberOf = new Int32Array(words.length).fill(-1);
  for (const [k, word] of order.entries()) numberOf[word] = k;
  if (classes.length < 2) {
    const message = `expected two classes at the least in the training part; found only ${JSON.stringify(classes[0])}.`;
    findings.add('classes', { severity: 'error', place: { key: 'label' }, message });
    return null;
  }
  refuseUnseen(raw, { sequences, learnt, test }, findings);
  if (findings.hasErrors()) return null;
  const labelOf = (word: number) => (word < 0 ? -1 : numberOf[word]);
  return {
    output: classes.length === 2 ? { kind: 'sigmoid', per } : { kind: 'softmax', classes: classes.length, per },
    labels: answers === null ? values.map(labelOf) : answers.map((at) => labelOf(values[at])),
    targets: null,
    classes,
    moments: null,
  };
}

/** A class that no training sequence has cannot be learnt: an error at its first place. */
function refuseUnseen(
  raw: Raw,
  { sequences, learnt, test }: { sequences: Kept; learnt: ReadonlySet<number>; test: DataSettings['test'] },
  findings: Findings,
): void {
  const { words, values, by } = raw.answers as RawAnswers & { kind: 'classes' };
  const { answers, starts, lengths } = sequences;
  const told = new Set<number>();
  const tell = (word: number, step: number) => {
    if (word < 0 || learnt.has(word) || told.has(word)) return;
    told.add(word);
    const where = test.kind === 'fold' ? ` of fold ${test.fold}: one group has it alone` : '';
    const message = `the class ${JSON.stringify(words[word])} is not in the training part${where}. ${UNSEEN_ADVICE}`;
    findings.add('unseen', { severity: 'error', place: raw.placeOf(step, 'answer'), message });
  };
  for (let n = 0; n < starts.length; n++) {
    if (answers === null) for (let s = starts[n]; s < starts[n] + lengths[n]; s++) tell(values[s], s);
    else tell(values[answers[n]], by === 'recording' ? raw.recordings.starts[answers[n]] : answers[n]);
  }
}

const UNSEEN_ADVICE = 'Join it to another one, leave its rows out, or take another test part.';

/** Targets less the mean ÷ standard deviation of the training part. */
export function targetsOf(
  { values }: RawAnswers & { kind: 'targets' },
  { sequences, trained, settings }: { sequences: Kept; trained: Uint8Array; settings: DataSettings },
  findings: Findings,
): AnswerNumbers | null {
  const { answers, parts } = sequences;
  const moments = momentsOf((take) => {
    if (answers === null) for (let s = 0; s < values.length; s++) if (trained[s] === 1) take(values[s]);
    for (const [n, at] of answers?.entries() ?? []) if (parts[n] === TRAINING) take(values[at]);
  });
  if (moments.sd === 0) {
    const message = `is ${moments.mean} everywhere in the training part: there is nothing to learn.`;
    findings.add('target', { severity: 'error', place: { key: 'target' }, message });
    return null;
  }
  const { mean, sd } = moments;
  const targets =
    answers === null
      ? Float32Array.from(values, (value) => (value - mean) / sd)
      : Float32Array.from(answers, (at) => (values[at] - mean) / sd);
  return {
    output: { kind: 'linear', per: settings.per },
    labels: new Int32Array(targets.length).fill(-1),
    targets,
    classes: [],
    moments: { ...moments, centre: settings.test.kind === 'fold' ? centreOf(values, answers) : mean },
  };
}

/** The mean over all parts. */
function centreOf(values: Float64Array, answers: Int32Array | null): number {
  return momentsOf((take) => {
    if (answers === null) for (const value of values) take(value);
    else for (const at of answers) take(values[at]);
  }).mean;
}
