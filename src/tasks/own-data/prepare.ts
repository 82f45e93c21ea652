/** What a file holds → data as training takes them, or why they cannot be trained on. */
import { classFloor, targetFloor } from './floor.ts';
import type { Kept } from './kept.ts';
import { classesOf, targetsOf } from './prepare-answers.ts';
import { countTokens, numbersOf, tokensOf } from './prepare-inputs.ts';
import type { Counts, Unwarned } from './prepared.ts';
import type { Findings } from './problems.ts';
import { type Raw, type RawAnswers, TEST, TRAINING, VALIDATION } from './raw.ts';
import type { ReadData } from './read.ts';
import type { DataSettings } from './settings.ts';
import { LEFT_OUT, split } from './split.ts';
import { type Cuts, cutsOf } from './windows.ts';

/** null where nothing can be trained on them; then there are findings. */
export function prepare({ raw, settings }: ReadData, findings: Findings): Unwarned | null {
  const cuts = cutsOf(raw, settings);
  const { parts, groups, names, between, identical } = split(raw, cuts, settings);
  const unanswered = leaveOutUnanswered(raw.answers, cuts, parts);
  refuseEmptyParts({ raw, cuts, parts, settings, groups: names.length, identical }, findings);
  if (findings.hasErrors()) return null;

  const kept = Int32Array.from([...parts.keys()].filter((n) => parts[n] !== LEFT_OUT));
  const sequences = {
    starts: kept.map((n) => cuts.starts[n]),
    lengths: kept.map((n) => cuts.lengths[n]),
    parts: Uint8Array.from(kept, (n) => parts[n]),
    groups: kept.map((n) => groups[n]),
    answers: cuts.answers === null ? null : kept.map((n) => (cuts.answers as Int32Array)[n]),
  };
  const trained = stepsOf(sequences, raw, TRAINING);
  const input =
    raw.inputs.kind === 'numbers' ? numbersOf(raw.inputs, settings, trained) : tokensOf(raw.inputs, settings, trained);
  const answers =
    raw.answers.kind === 'classes'
      ? classesOf(raw, { sequences, trained, settings }, findings)
      : targetsOf(raw.answers, { sequences, trained, settings }, findings);
  if (answers === null) return null;

  const tested = stepsOf(sequences, raw, TEST);
  const tokens =
    raw.inputs.kind === 'tokens'
      ? countTokens(input.values as Int32Array, { tested, unknown: input.tokens.length - 1 })
      : { test: 0, unknown: 0 };
  const counts: Counts = {
    recordings: raw.recordings.count,
    unanswered,
    between,
    identical,
    testTokens: tokens.test,
    unknownTokens: tokens.unknown,
  };
  const { starts, lengths, groups: groupOf } = sequences;
  const data = { starts, lengths, parts: sequences.parts, labels: answers.labels, targets: answers.targets };
  return {
    description: {
      settings,
      input: input.input,
      output: answers.output,
      words: { tokens: input.tokens, classes: answers.classes },
      columns: input.columns,
      target: answers.moments,
      ...namedGroups(groupOf, names),
      counts,
      floor:
        answers.moments === null
          ? classFloor(data, { per: settings.per, classes: answers.classes.length })
          : targetFloor(data, { raw, settings, moments: answers.moments }),
    },
    inputs: input.values,
    ...data,
    groups: renumbered(groupOf),
  };
}

/** Sequences in which nothing counts teach nothing and measure nothing. */
function leaveOutUnanswered(answers: RawAnswers, cuts: Cuts, parts: Uint8Array): number {
  const isCounted = (i: number) =>
    answers.kind === 'classes' ? answers.values[i] >= 0 : !Number.isNaN(answers.values[i]);
  let count = 0;
  for (let n = 0; n < cuts.count; n++) {
    if (parts[n] === LEFT_OUT) continue;
    let counts = cuts.answers !== null && isCounted(cuts.answers[n]);
    for (let s = cuts.starts[n]; cuts.answers === null && !counts && s < cuts.starts[n] + cuts.lengths[n]; s++)
      counts = isCounted(s);
    if (counts) continue;
    parts[n] = LEFT_OUT;
    count += 1;
  }
  return count;
}

function refuseEmptyParts(
  {
    raw,
    cuts,
    parts,
    settings,
    groups,
    identical,
  }: { raw: Raw; cuts: Cuts; parts: Uint8Array; settings: DataSettings; groups: number; identical: number },
  findings: Findings,
): void {
  const refuse = (key: string, message: string) => findings.add(key, { severity: 'error', place: { key }, message });
  const { windows, ahead, test } = settings;
  if (windows !== undefined && cuts.count === 0) {
    const longest = raw.recordings.lengths.reduce((most, length) => Math.max(most, length), 0);
    const wanted = `windows of ${windows.length}${ahead === undefined ? '' : ` and ahead ${ahead}`}`;
    refuse('windows', `no recording is as long as ${wanted}; the longest has ${longest} steps.`);
  } else if (windows !== undefined && test.kind === 'share' && raw.recordings.count === 1) {
    refuse('test', 'windows of one recording overlap, so that random ones leak. Take its end: test: last 20%.');
  } else if (windows !== undefined && test.kind === 'fold' && raw.recordings.count === 1) {
    refuse('folds', 'windows of one recording overlap, so that folds of them leak. Take its end: test: last 20%.');
  } else if (test.kind === 'fold' && test.of > groups) {
    refuse('folds', `expected a group for each fold; found ${groups} ${groups === 1 ? 'group' : 'groups'}.`);
  } else if (settings.validation !== undefined && !parts.includes(VALIDATION)) {
    refuse('validation', 'needs two groups at the least beside the test part: one is trained on.');
  } else {
    for (const [part, name] of NEEDED_PARTS) {
      if (parts.includes(part)) continue;
      const key = test.kind === 'fold' ? 'folds' : 'test';
      const leftOut = identical > 0 ? ` ${identical} were left out, whose inputs the training part has as well.` : '';
      refuse(key, `leaves no sequence with an answer in the ${name} part, of ${cuts.count} sequences.${leftOut}`);
    }
  }
}

const NEEDED_PARTS = [
  [TRAINING, 'training'],
  [TEST, 'test'],
] as const;

/** (S): whether a step belongs to a sequence of that part. */
function stepsOf({ starts, lengths, parts }: Kept, { inputs }: Raw, part: number): Uint8Array {
  const width = inputs.kind === 'numbers' ? inputs.columns.length : 1;
  const steps = new Uint8Array(inputs.values.length / width);
  for (let n = 0; n < starts.length; n++) {
    if (parts[n] === part) steps.fill(1, starts[n], starts[n] + lengths[n]);
  }
  return steps;
}

/** Groups that have sequences, in the order of the data set. */
function namedGroups(groups: Int32Array, names: readonly string[]): { groupNames: string[] } {
  return { groupNames: [...new Set(groups)].map((group) => names[group]) };
}

function renumbered(groups: Int32Array): Int32Array {
  const numberOf = new Map([...new Set(groups)].map((group, i) => [group, i]));
  return groups.map((group) => numberOf.get(group) as number);
}
