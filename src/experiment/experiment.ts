/** An experiment file → a validated experiment with its sweep laid out, or everything that is wrong with it. */
import type { Scale } from '../tasks/dataset.ts';
import { openDataset } from '../tasks/tasks.ts';
import { type Experiment, type Metric, type Problem, SMALLEST_EFFECT } from '../vocabulary.ts';
import { levelsAndBlocks } from './compare.ts';
import type { GivenData } from './data-statement.ts';
import { MOST_BYTES, readTree } from './document.ts';
import { giveWay } from './give-way.ts';
import { seedsOf } from './given-seeds.ts';
import { nameFromFile } from './name.ts';
import { changesOf, type Override, overridden, readOverrides } from './overrides.ts';
import {
  besideData,
  type OpenedOwnData,
  type OwnData,
  problemsOfFile,
  problemsOfMap,
  sweptCorpora,
  unopened,
  withCorpus,
  withOwnData,
} from './own-data.ts';
import { plannedPoints, pointsOfFolds, searchAmong } from './planned-points.ts';
import { problemsOf, type Source } from './problems.ts';
import { resolvedText } from './resolved-text.ts';
import { DEFAULT_METRIC, DEFAULT_SEEDS } from './schema.ts';
import { searchSeeds, wrongSeeds } from './search-seeds.ts';
import type { Statements } from './statements.ts';
import { layOut } from './sweep.ts';
import { choosingBy, unmet } from './unmet.ts';
import { validate } from './validate.ts';

/** What a file turned out to be. `text` is what the places of its problems lie in. */
export type Reading =
  | {
      readonly kind: 'valid';
      readonly experiment: Experiment;
      readonly warnings: readonly Problem[];
      /** What was left out or merged, in sentences. */
      readonly notes: readonly string[];
      readonly text: string;
    }
  | {
      readonly kind: 'invalid';
      readonly problems: readonly Problem[];
      readonly text: string;
      /** Data that have to be opened before the file can be judged; else null. */
      readonly wanted: Pick<GivenData, 'task' | 'written'> | null;
    };

/**
 * Reads the text of a file with its overrides; `file` is the name that problems give, and the experiment's where it has
 * none. Never throws for what a user may give: all of it is in the reading.
 */
export function readExperiment({
  file,
  text,
  overrides: typed,
  data = null,
}: {
  file: string;
  text: string;
  overrides: readonly string[];
  /** What the file under `data` turned out to be; null where it has not been opened. */
  data?: OwnData | null;
}): Reading {
  const source: Source = { file, text: text.replace(/^\ufeff/, ''), override: null };
  const { overrides, sources, findings: misread } = readOverrides(typed);
  const tree = readTree(source);
  const refuse = (problems: readonly Problem[], wanted: GivenData | null = null): Reading => {
    const isShown = source.text.length <= MOST_BYTES;
    return { kind: 'invalid', problems, text: isShown ? source.text : '', wanted };
  };
  if (tree.kind === 'unreadable') return refuse(problemsOf([...tree.findings, ...misread], sources));

  // What is wrong with the file by itself
  const { statements: written, findings: invalid } = validate(overridden(tree.root, overrides));
  const stated = withCorpus(written);
  const found = [...tree.findings, ...misread, ...invalid];
  const swept = sweptCorpora(stated);
  if (swept.length > 0) return refuse(problemsOf([...found, ...swept], sources));
  if (stated.data !== null) found.push(...besideData(stated));

  // Its data
  if (stated.data !== null && data === null) {
    return refuse(problemsOf(found.length > 0 ? found : [unopened(stated.data)], sources), stated.data);
  }
  const told = data === null ? [] : data.kind === 'opened' ? data.warnings : data.problems;
  if (stated.data !== null) found.push(...problemsOfMap(told, stated.data));
  if (data?.kind === 'invalid') return refuse([...problemsOf(found, sources), ...problemsOfFile(told)]);

  // Its sweep
  const { statements, ...pruned } = giveWay(withOwnData(stated));
  const layout = layOut(statements, data);
  const levels = levelsAndBlocks(layout, statements);
  found.push(
    ...layout.findings,
    ...levels.findings,
    ...wrongSeeds(statements, new Set(levels.points.map(({ level }) => level)).size),
    ...unmet(statements, { own: data, points: levels.points }),
  );
  const problems = problemsOf(found, sources);
  if (problems.some(({ severity }) => severity === 'error')) return refuse(problems);

  const removed = [...pruned.removed, ...levels.removed];
  const experiment: Experiment = {
    name: nameOf(statements, { file, overrides }),
    source: overrides.length === 0 ? source.text : resolvedText(tree.document, { overrides, removed }),
    ...laidOut(statements, { own: data, levels }),
  };
  const notes = [...pruned.notes, ...layout.notes, ...levels.notes];
  return { kind: 'valid', experiment, warnings: problems, notes, text: source.text };
}

/** What sound statements make of an experiment. */
function laidOut(
  statements: Statements,
  { own, levels }: { own: OpenedOwnData | null; levels: ReturnType<typeof levelsAndBlocks> },
): Omit<Experiment, 'name' | 'source'> {
  const { seeds, description, compare } = statements;
  const planned =
    own === null || own.folds.length === 1 ? plannedPoints(levels.points) : pointsOfFolds(statements, own);
  const { scale } = openDataset(planned[0].planned.configuration);
  const metric = compare.metric?.value ?? (scale === null ? DEFAULT_METRIC : 'mae');
  const common = {
    description: description?.value.trim() ?? '',
    compare: levels.compare,
    metric,
    smallestEffect: compare.smallestEffect?.value ?? smallestEffect(metric, scale),
  };
  const searching = searchSeeds(statements);
  if (searching === null) {
    const given = seedsOf(seeds ?? { value: DEFAULT_SEEDS }, { first: 1 });
    return { ...common, seeds: given, points: planned, search: null };
  }
  // By data of the user's own it is chosen on a part of the training part: the same points, on other data
  const choosing = choosingBy(own, levels.points);
  const racing =
    choosing === null || own === null
      ? planned
      : plannedPoints(levelsAndBlocks(layOut(statements, { ...own, ...choosing }), statements).points);
  return { ...common, seeds: searching.confirm, ...searchAmong({ racing, compared: planned }, searching.race) };
}

/** Errors are counted in the unit of the file: a share of the target's standard deviation, or of its square. */
function smallestEffect(metric: Metric, scale: Scale | null): number {
  const share = SMALLEST_EFFECT[metric];
  if (metric === 'mae') return share * (scale?.sd ?? 1);
  return metric === 'mse' ? share * (scale?.sd ?? 1) ** 2 : share;
}

/** The file's name, with what the overrides change: an overridden experiment is another one. */
function nameOf({ name }: Statements, { file, overrides }: { file: string; overrides: readonly Override[] }): string {
  return [name?.value.normalize('NFC') ?? nameFromFile(file), ...changesOf(overrides)].join(' ');
}
