/** What answers say of a fixed test part: what their intervals are over, and when it is too small. */
import { type Comparison, FEWEST_TEST_GROUPS } from '../vocabulary.ts';
import { plural } from '../words.ts';

/** What the intervals take to be a sample, beside the seeds: 'test sequences', 'test groups'. */
export function groupsName({ testPart }: Comparison): string {
  return testPart === null || testPart.groups === testPart.sequences ? 'test sequences' : 'test groups';
}

/** 'there are 7, and it takes 10' */
export function groupsNeeded({ testPart }: Comparison): string {
  const groups = testPart?.groups ?? 0;
  return `there ${groups === 1 ? 'is' : 'are'} ${groups}, and it takes ${FEWEST_TEST_GROUPS}`;
}

/** What an interval covers, after its bounds: ', over seeds and test sequences; one training set'. Fresh sequences: ''. */
export function coverageAfter(comparison: Comparison): string {
  return comparison.coversGroups ? `, ${coverage(comparison)}` : '';
}

/** The same in brackets of its own. */
export function coverageInBrackets(comparison: Comparison): string {
  return comparison.coversGroups ? ` (${coverage(comparison)})` : '';
}

/** The same as a sentence, where no interval stands in others. */
export function coverageSentences(comparison: Comparison): string[] {
  return comparison.coversGroups ? [`Intervals are ${coverage(comparison)}.`] : [];
}

function coverage(comparison: Comparison): string {
  const folds = comparison.testPart?.folds ?? null;
  const training = folds === null ? '; one training set' : ` of ${folds} folds`;
  return `over seeds and ${groupsName(comparison)}${training}`;
}

/** @example 'On 370 test sequences: bidirectional is better …', 'On 120 test sequences (60 groups) in 5 folds, undecided: …' */
export function onTestPart(sentence: string, comparison: Comparison): string {
  const { testPart, coversGroups } = comparison;
  const sequences = testPart?.sequences ?? null;
  if (!coversGroups || sequences === null) return sentence;
  const inGroups = testPart?.groups === sequences ? '' : ` (${plural(testPart?.groups ?? 0, 'group')})`;
  const rest = /^[A-Z][a-z]/.test(sentence) ? sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence;
  const inFolds = testPart?.folds == null ? '' : ` in ${testPart.folds} folds`;
  return `On ${plural(sequences, 'test sequence')}${inGroups}${inFolds}${sentence.includes(': ') ? ',' : ':'} ${rest}`;
}
