/** What can be trained on and yet may not be meant: said by `check`, each with what to do. */

import type { Unwarned, Warning } from './prepared.ts';
import { type Raw, TEST, TRAINING } from './raw.ts';
import type { ReadData } from './read.ts';
import { MOST_OFTEN_ENOUGH, summaryOf } from './summary.ts';

/** A class of fewer sequences can be neither learnt nor measured. */
const FEW_SEQUENCES = 5;
const FEW_TEST_GROUPS = 10;
const LONG = 1000;

export function warningsOf({ raw, settings, likelyGroups }: ReadData, prepared: Unwarned): Warning[] {
  const found: Warning[] = [];
  const warn = (key: string, message: string) => found.push({ key, message });
  const { counts, columns } = prepared.description;
  const summary = summaryOf(prepared);

  if (settings.per === 'step' && raw.answers.kind === 'classes' && isConstantInEach(raw)) {
    warn(
      'per',
      'the label is the same at all steps of every sequence. If there is one for a sequence, say per: sequence.',
    );
  }
  for (const { name, values } of likelyGroups) {
    const message = `${name} has ${values} values over ${raw.recordings.count} sequences, like a person or a machine. `;
    warn(
      'group',
      `${message}If its sequences resemble each other, say group: ${name}, so that none stands on both sides.`,
    );
  }
  for (const name of settings.ahead === undefined ? columnsLikeAnswer(raw) : []) {
    warn('input', `${name} is equal to the answer at every step: the answer is among the inputs.`);
  }
  for (const { name, sequences } of summary.classes) {
    if (sequences >= FEW_SEQUENCES) continue;
    warn(
      'label',
      `the class ${JSON.stringify(name)} is in ${sequences} ${sequences === 1 ? 'sequence' : 'sequences'}: too few to learn it or to measure it.`,
    );
  }
  if (settings.inputs === 'tokens' && summary.steps.most === 1 && settings.row === 'sequence') {
    warn('input', 'every sequence is a single token. If its letters are the steps, say split_letters: true.');
  }
  if (summary.unknownTokens === 1) {
    warn(
      'input',
      'no token of the test part is known: the training part has others, or each fewer times than min_count.',
    );
  }
  const most = Math.max(...summary.classes.map(({ share }) => share), 0);
  if (most > MOST_OFTEN_ENOUGH) {
    warn('label', `one class has ${Math.round(100 * most)} % of the answers. Compare by compare.metric: f1_macro.`);
  }
  for (const { name, sd } of columns) {
    if (sd === 0) warn('input', `${name} is the same everywhere in the training part and says nothing.`);
  }
  if (summary.steps.most > LONG) {
    warn(
      'file',
      `a sequence has ${summary.steps.most} steps. An LSTM learns little over more than ${LONG}: cut windows.`,
    );
  }
  if (counts.identical > 0) {
    const them =
      counts.identical === 1 ? 'test sequence is left out, whose input' : 'test sequences are left out, whose inputs';
    warn('test', `${counts.identical} ${them} the training part has as well.`);
  }
  const allGroups = prepared.description.groupNames.length;
  const isFolded = settings.test.kind === 'fold'; // every group is tested
  const testGroups = isFolded ? allGroups : summary.parts[TEST].groups;
  if (testGroups < FEW_TEST_GROUPS) {
    const tested = `${isFolded ? 'all folds have' : 'the test part has'} ${testGroups} ${testGroups === 1 ? 'group' : 'groups'}`;
    const advice =
      settings.test.kind === 'share' && allGroups >= FEW_TEST_GROUPS
        ? ` Say folds: 5 in place of test, and all ${allGroups} are tested.`
        : '';
    warn(
      isFolded ? 'folds' : 'test',
      `${tested}: an interval over fewer than ${FEW_TEST_GROUPS} says little.${advice}`,
    );
  }
  const shared = groupsOnBothSides(prepared);
  if (shared > 0)
    warn(
      'group',
      `${shared} ${shared === 1 ? 'group stands' : 'groups stand'} on both sides of the split that the file gives.`,
    );
  return found;
}

/** Whether the label changes in no sequence of more than one step. */
function isConstantInEach({ recordings, answers }: Raw): boolean {
  if (answers.by === 'recording' || recordings.count < 2) return false;
  for (let r = 0; r < recordings.count; r++) {
    const first = answers.values[recordings.starts[r]];
    for (let t = 1; t < recordings.lengths[r]; t++) {
      if (answers.values[recordings.starts[r] + t] !== first) return false;
    }
  }
  return recordings.lengths.some((length) => length > 1);
}

/** Columns whose numbers are the targets, or the labels as numbers, step by step. */
function columnsLikeAnswer({ inputs, answers, recordings }: Raw): string[] {
  if (inputs.kind === 'tokens') return [];
  const width = inputs.columns.length;
  const recordingOf = answers.by === 'recording' ? recordings : null;
  const answerAt = (i: number) => {
    if (answers.kind === 'targets') return answers.values[i];
    return answers.values[i] < 0 ? Number.NaN : Number(answers.words[answers.values[i]]);
  };
  return inputs.columns.filter((_, f) => {
    const count = recordingOf?.count ?? inputs.values.length / width;
    let equal = 0;
    for (let i = 0; i < count; i++) {
      const [from, length] = recordingOf === null ? [i, 1] : [recordingOf.starts[i], recordingOf.lengths[i]];
      for (let s = from; s < from + length; s++) if (inputs.values[s * width + f] !== answerAt(i)) return false;
      equal += 1;
    }
    return equal > 1;
  });
}

/** Groups with training and test sequences: only where the user has made the parts. */
function groupsOnBothSides({ parts, groups, description }: Unwarned): number {
  if (description.settings.test.kind !== 'column' || description.settings.windows !== undefined) return 0;
  const inPart = (wanted: number) => new Set(groups.filter((_, n) => parts[n] === wanted));
  const training = inPart(TRAINING);
  return [...inPart(TEST)].filter((group) => training.has(group)).length;
}
