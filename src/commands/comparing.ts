/** Stored runs → what `run` and `compare` print: the table, the sentence, what to do next. */
import { type Choice, ChoiceError, compareLevels } from '../comparison/comparison.ts';
import { compareSteps } from '../comparison/steps.ts';
import { readExperiment } from '../experiment/experiment.ts';
import { adviceOf } from '../report/advice.ts';
import { answerOf } from '../report/answer.ts';
import { comparisonJson } from '../report/comparison-json.ts';
import { comparisonTable } from '../report/comparison-table.ts';
import type { StepsOfBlock } from '../report/steps-table.ts';
import { wrap } from '../report/table.ts';
import { terminalText } from '../report/terminal-text.ts';
import type { Store } from '../store/store.ts';
import { TASKS, taskNamed } from '../tasks/tasks.ts';
import type { Comparison, Configuration, Direction, ExperimentResults, Point, StepRow } from '../vocabulary.ts';
import type { Context } from './context.ts';
import type { EngineChecks } from './engine-checks.ts';
import { UsageError } from './errors.ts';
import { unknownExperiment } from './unknown-experiment.ts';

export interface Answered {
  readonly comparison: Comparison;
  readonly steps: readonly StepRow[];
  readonly answer: string;
  readonly advice: readonly string[];
  /** Commands that go on from here. */
  readonly next: readonly string[];
}

/**
 * Compares the runs of an experiment; a key or level that it does not have is a UsageError.
 *
 * @param words the file and overrides that it was run with, where they are known
 */
export function answered(results: ExperimentResults, choice: Choice, words: readonly string[] = []): Answered {
  try {
    const comparison = compareLevels(results, choice);
    const steps = compareSteps(results, choice);
    return {
      comparison,
      steps,
      answer: answerOf(comparison, steps),
      advice: adviceOf(comparison),
      next: nextCommands(comparison, words),
    };
  } catch (error) {
    if (error instanceof ChoiceError) throw new UsageError(error.message.replace(/^(?=(by|baseline): )/, '--'));
    throw error;
  }
}

/** The results of a stored experiment, its points in the order of its file. */
export function storedResults(store: Store, name: string): ExperimentResults {
  const source = store.experimentSource(name);
  const results = source === null ? null : store.results(name, orderOf(name, source));
  if (results === null) throw unknownExperiment(store, name);
  for (const { planned } of results.points) refuseUnknownTask(planned.configuration);
  return results;
}

/** A newer version may have stored runs of a task that this one cannot work out anything for. */
export function refuseUnknownTask({ task }: Configuration): void {
  if (Object.hasOwn(TASKS, task)) return;
  throw new UsageError(
    `expected the task ${Object.keys(TASKS).join(', ')}; found "${task}", which this version does not know. ` +
      'Update Bothways, or look at the numbers: bothways runs',
  );
}

function orderOf(name: string, source: string): readonly Point[] {
  const reading = readExperiment({ file: name, text: source, overrides: [] });
  return reading.kind === 'valid' ? reading.experiment.points : []; // written by a version with other keys
}

/**
 * The table, the sentence and advice.
 *
 * @param between what stands between table and sentence
 */
export function answeredText(
  { comparison, answer, advice }: Answered,
  { width, colour }: Context['out'],
  between: string | null = null,
): string {
  const line = (text: string) => wrap(` ${terminalText(text)}`, width, 1);
  return [
    comparisonTable(comparison, { width, colour, notes: needsOf(comparison) }),
    '',
    ...(between === null ? [] : [between, '']),
    line(answer),
    ...advice.map(line),
  ].join('\n');
}

/** What ends an answer: how far the engine was checked, and where to go on. */
export function closingText({ next }: Answered, { width }: Context['out'], checks: EngineChecks): string {
  return [
    wrap(` ${terminalText(checks.sentence)}`, width, 1),
    terminalText(` next: ${next[0]}`), // on one line, to be copied
  ].join('\n');
}

/** Which side each task needs, in its own words. */
function needsOf({ rows }: Comparison): string[] {
  const tasks = [...new Set(rows.map(({ planned }) => planned.configuration.task))].map(taskNamed);
  return tasks.map(({ name, needs }) => (tasks.length === 1 ? needs : `${name}: ${needs}`));
}

export function answeredJson({ comparison, answer, next }: Answered): Record<string, unknown> {
  return comparisonJson(comparison, { answer, next });
}

/** The accuracy of each step, with what can be known there. */
export function stepsByBlock({ comparison, steps }: Answered): StepsOfBlock[] {
  const blocks = new Map<string, { steps: StepRow[]; rows: Comparison['rows'][number][] }>();
  comparison.rows.forEach((row, i) => {
    const key = JSON.stringify(row.block);
    const block = blocks.get(key) ?? { steps: [], rows: [] };
    block.steps.push(steps[i]);
    block.rows.push(row);
    blocks.set(key, block);
  });
  return [...blocks.values()].map((block) => {
    const bounds = block.rows.map(({ planned: { configuration } }) => ({
      direction: configuration.direction,
      ...taskNamed(configuration.task).bounds(configuration),
    }));
    const isOne = bounds.every((other) => JSON.stringify(other.floor) === JSON.stringify(bounds[0].floor));
    const ceiling: Partial<Record<Direction, readonly (number | null)[]>> = {};
    for (const { direction, ceiling: ceilings } of bounds) ceiling[direction] = ceilings[direction].bySteps;
    return {
      block: block.rows[0].block,
      rows: block.steps,
      floor: isOne ? bounds[0].floor.bySteps : null,
      ceiling: isOne ? ceiling : null,
    };
  });
}

function nextCommands({ experiment, metric, by }: Comparison, words: readonly string[]): string[] {
  const name = shellWord(experiment);
  if (by === '' && words.length > 0) {
    const kept = words.filter((word) => !/^(direction|seeds)=/.test(word)).map(shellWord);
    return [`bothways run ${kept.join(' ')} direction=forward,bidirectional seeds=10`];
  }
  const bySteps = metric === 'accuracy' ? [`bothways compare ${name} --steps`] : [];
  return [...bySteps, `bothways runs ${name}`];
}

/** @example shellWord('hidden-sizes epochs=200') is "'hidden-sizes epochs=200'" */
export function shellWord(text: string): string {
  return /^[\w.,=%/:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
