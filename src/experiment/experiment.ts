/** An experiment file → a validated experiment with its sweep laid out, or everything that is wrong with it. */
import { isUtf8 } from 'node:buffer';
import { countParameters, modelOf } from '../model/model.ts';
import { type Bounds, type Dataset, metricsOf, type Scale } from '../tasks/dataset.ts';
import { openDataset } from '../tasks/tasks.ts';
import {
  type Configuration,
  type Experiment,
  FOLD,
  type Metric,
  type PlannedConfiguration,
  type Point,
  type Problem,
  SMALLEST_EFFECT,
} from '../vocabulary.ts';
import { alternatives } from '../words.ts';
import { levelsAndBlocks, type PlacedPoint } from './compare.ts';
import type { GivenData } from './data-statement.ts';
import { MOST_BYTES, readTree, TOO_LARGE } from './document.ts';
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
import { type Finding, problemsOf, type Source } from './problems.ts';
import { readAtMost } from './read-at-most.ts';
import { resolvedText } from './resolved-text.ts';
import { DEFAULT_METRIC, DEFAULT_SEEDS } from './schema.ts';
import { searchSeeds, wrongSeeds } from './search-seeds.ts';
import type { Statements } from './statements.ts';
import { layOut } from './sweep.ts';
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

/** Reads a file with its overrides. Never throws for what a user may give: all of it is in the reading. */
export function loadExperiment({
  file,
  overrides,
  data = null,
}: {
  file: string;
  overrides: readonly string[];
  data?: OwnData | null;
}): Reading {
  let bytes: Buffer;
  try {
    bytes = readAtMost(file, MOST_BYTES + 1);
  } catch (error) {
    return unreadable(file, fileMessage(error as NodeJS.ErrnoException));
  }
  if (bytes.length > MOST_BYTES) return unreadable(file, TOO_LARGE);
  if (bytes.includes(0)) return unreadable(file, 'expected a text file; found a binary one.');
  if (!isUtf8(bytes)) return notUtf8(file, bytes);
  return readExperiment({ file, text: bytes.toString('utf8'), overrides, data });
}

/** The same for a text in memory; `file` is the name that problems give, and the experiment's where it has none. */
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
  if (tree.kind === 'unreadable') {
    const isShown = source.text.length <= MOST_BYTES;
    const problems = problemsOf([...tree.findings, ...misread], sources);
    return { kind: 'invalid', problems, text: isShown ? source.text : '', wanted: null };
  }

  const { statements: written, findings: invalid } = validate(overridden(tree.root, overrides));
  const stated = withCorpus(written);
  const swept = sweptCorpora(stated);
  if (swept.length > 0) {
    const problems = problemsOf([...tree.findings, ...misread, ...invalid, ...swept], sources);
    return { kind: 'invalid', problems, text: source.text, wanted: null };
  }
  if (stated.data !== null && data === null) {
    const others = [...tree.findings, ...misread, ...invalid, ...besideData(stated)];
    const problems = problemsOf(others.length > 0 ? others : [unopened(stated.data)], sources);
    return { kind: 'invalid', problems, text: source.text, wanted: stated.data };
  }
  const told = data === null ? [] : data.kind === 'opened' ? data.warnings : data.problems;
  const ofMap = stated.data === null ? [] : [...problemsOfMap(told, stated.data), ...besideData(stated)];
  const { statements, ...pruned } = giveWay(withOwnData(stated));
  const own = data?.kind === 'opened' ? data : null;
  if (data?.kind === 'invalid') {
    const problems = [
      ...problemsOf([...tree.findings, ...misread, ...invalid, ...ofMap], sources),
      ...problemsOfFile(told),
    ];
    return { kind: 'invalid', problems, text: source.text, wanted: null };
  }
  const layout = layOut(statements, own);
  const levels = levelsAndBlocks(layout, statements);
  const problems = problemsOf(
    [
      ...tree.findings,
      ...misread,
      ...invalid,
      ...ofMap,
      ...layout.findings,
      ...levels.findings,
      ...wrongSeeds(statements, new Set(levels.points.map(({ level }) => level)).size),
      ...(choosingBy(own, levels.points) === null ? choiceByTestPart(statements, { own, points: levels.points }) : []),
      ...patienceOnNothing(statements, levels.points),
      ...metricThatIsNone(statements, levels.points),
    ],
    sources,
  );
  if (problems.some(({ severity }) => severity === 'error'))
    return { kind: 'invalid', problems, text: source.text, wanted: null };

  const { seeds, description, compare } = statements;
  const confirming = searchSeeds(statements);
  const planned =
    own === null || own.folds.length === 1 ? plannedPoints(levels.points) : pointsOfFolds(statements, own);
  // By data of the user's own it is chosen on a part of the training part: the same points, on other data
  const choosing = confirming === null ? null : choosingBy(own, levels.points);
  const racing =
    choosing === null || own === null
      ? planned
      : plannedPoints(levelsAndBlocks(layOut(statements, { ...own, ...choosing }), statements).points);
  const { scale } = openDataset(planned[0].planned.configuration);
  const metric = compare.metric?.value ?? (scale === null ? DEFAULT_METRIC : 'mae');
  const removed = [...pruned.removed, ...levels.removed];
  const experiment: Experiment = {
    name: nameOf(statements, { file, overrides }),
    description: description?.value.trim() ?? '',
    source: overrides.length === 0 ? source.text : resolvedText(tree.document, { overrides, removed }),
    seeds: confirming?.confirm ?? seedsOf(seeds ?? { value: DEFAULT_SEEDS }, { first: 1 }),
    compare: levels.compare,
    metric,
    smallestEffect: compare.smallestEffect?.value ?? smallestEffect(metric, scale),
    ...(confirming === null
      ? { points: planned, search: null }
      : searchAmong({ racing, compared: planned }, confirming.race)),
  };
  const notes = [...pruned.notes, ...layout.notes, ...levels.notes];
  return { kind: 'valid', experiment, warnings: problems, notes, text: source.text };
}

/** A metric that runs on these data do not have. */
function metricThatIsNone({ compare: { metric } }: Statements, points: readonly PlacedPoint[]): Finding[] {
  if (metric === null) return [];
  const opened = new Map<string, OpenedData>();
  for (const { point } of points) {
    const metrics = metricsOf(dataOf(point.configuration, opened).dataset);
    if (metrics.includes(metric.value)) continue;
    const message = `${point.configuration.task} has no ${metric.value}; expected ${alternatives(metrics)}.`;
    return [{ severity: 'error', place: metric.place, key: 'compare.metric', message }];
  }
  return [];
}

/** Patience on data without a part to measure it on. */
function patienceOnNothing({ file }: Statements, points: readonly PlacedPoint[]): Finding[] {
  const opened = new Map<string, OpenedData>();
  const isWithout = ({ configuration }: PlacedPoint['point']) =>
    configuration.patience !== undefined && dataOf(configuration, opened).dataset.validation(0) === null;
  const found = points.find(({ point }) => isWithout(point));
  const place = found?.point.given.get('patience')?.place ?? file.get('patience')?.keyPlace;
  if (found === undefined || place === undefined) return [];
  const message =
    'needs a validation part, and the data have none. A column that says train, validation or test for every sequence ' +
    'makes one: data.test: {column: NAME}.';
  return [{ severity: 'error', place, key: 'patience', message }];
}

/** What a search measures on in place of a fixed test part; null where there is nothing, or it tells when to stop. */
function choosingBy(own: OpenedOwnData | null, points: readonly PlacedPoint[]): OpenedOwnData['choosing'] {
  const isTaken = points.some(({ point }) => point.configuration.patience !== undefined);
  return isTaken ? null : (own?.choosing ?? null);
}

/** A search of data with a fixed test part, which must not choose. */
function choiceByTestPart(
  { search }: Statements,
  { own, points }: { own: OpenedOwnData | null; points: readonly PlacedPoint[] },
): Finding[] {
  if (search === null) return [];
  const opened = new Map<string, OpenedData>();
  const isFixed = ({ point }: PlacedPoint) => dataOf(point.configuration, opened).dataset.test(0).count !== null;
  const fixed = points.find(isFixed);
  if (fixed === undefined) return [];
  if (own !== null && own.folds.length > 1)
    return [{ severity: 'error', place: search.keyPlace, key: 'search', message: SEARCH_IN_FOLDS }];
  const message = `does not apply to ${fixed.point.configuration.task}: its test part is the same for all seeds and must not choose, and there is no other. Remove it.`;
  return [{ severity: 'error', place: search.keyPlace, key: 'search', message }];
}

const SEARCH_IN_FOLDS =
  'does not apply to folds: every sequence is tested in one of them, and none is left to choose by. Remove folds, and the ' +
  'search chooses by a part of the training part.';

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

/** Points that share a configuration share the record. */
function plannedPoints(points: readonly PlacedPoint[]): Point[] {
  const planned = new Map<string, PlannedConfiguration>();
  const opened = new Map<string, OpenedData>();
  return points.map(({ block, level, point }) => {
    const known = planned.get(point.configurationKey) ?? plan(point, dataOf(point.configuration, opened));
    planned.set(known.key, known);
    return { block, level, writtenUnits: point.settings.units, planned: known };
  });
}

/** Every point in every fold, those of one point together: the fold stands in the block, as if it were swept last. */
function pointsOfFolds(statements: Statements, own: OpenedOwnData): Point[] {
  const byFold = own.folds.map((fold, i) =>
    plannedPoints(levelsAndBlocks(layOut(statements, { ...own, ...fold }), statements).points).map((point) => ({
      ...point,
      block: { ...point.block, [FOLD]: i + 1 },
    })),
  );
  return byFold[0].flatMap((_, i) => byFold.map((points) => points[i]));
}

/** A configuration races once per level, though several draws may come to it: a merge mode of a forward model. */
function searchAmong(
  { racing, compared }: { racing: readonly Point[]; compared: readonly Point[] },
  seeds: readonly number[],
): Pick<Experiment, 'points' | 'search'> {
  const pairs = firstOfEach(
    racing.map((candidate, i) => ({ candidate, winning: { ...compared[i], block: {} } })),
    ({ candidate: { level, planned } }) => JSON.stringify([level, planned.key]),
  );
  return {
    points: firstOfEach(pairs, ({ candidate }) => candidate.level).map(({ winning }) => winning),
    search: {
      candidates: pairs.map(({ candidate }) => candidate),
      compared: pairs.map(({ winning }) => winning),
      seeds,
    },
  };
}

function firstOfEach<T>(items: readonly T[], kindOf: (item: T) => unknown): T[] {
  const seen = new Set<unknown>();
  return items.filter((item) => {
    const isFirst = !seen.has(kindOf(item));
    seen.add(kindOf(item));
    return isFirst;
  });
}

/** Floor and ceiling are worked out when they are asked for: a check needs none, and long sequences take 0.1 s each. */
interface OpenedData {
  readonly dataset: Dataset;
  readonly bounds: () => Bounds | null;
}

/** Opened once for all configurations of the same sequences. */
function dataOf(configuration: Configuration, opened: Map<string, OpenedData>): OpenedData {
  const { task, data_sha256, data, sequence_length, threshold } = configuration;
  const settings = JSON.stringify([task, data_sha256, data, sequence_length, threshold]);
  const known = opened.get(settings);
  if (known !== undefined) return known;
  const dataset = openDataset(configuration);
  const bounded = { dataset, bounds: once(() => dataset.bounds()) };
  opened.set(settings, bounded);
  return bounded;
}

function plan(
  { configuration, configurationKey: key }: PlacedPoint['point'],
  { dataset, bounds }: OpenedData,
): PlannedConfiguration {
  return {
    key,
    configuration,
    parameters: countParameters(modelOf(configuration, dataset)),
    get floor() {
      return (bounds()?.floor ?? dataset.floor())?.overall ?? null;
    },
    get ceiling() {
      return bounds()?.ceiling[configuration.direction].overall ?? null;
    },
  };
}

function once<T>(compute: () => T): () => T {
  let computed: { readonly value: T } | null = null;
  return () => {
    computed ??= { value: compute() };
    return computed.value;
  };
}

function fileMessage({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'there is no such file. Write an example with: bothways init';
    case 'EISDIR':
      return 'expected a file; found a folder. Name the files in it: bothways check FOLDER/*.yaml';
    case 'EACCES':
    case 'EPERM':
      return 'the file may not be read. Change its permissions.';
    default:
      return `the file cannot be read: ${message}`;
  }
}

function unreadable(file: string, message: string): Reading {
  const source = { file, text: '', override: null };
  const finding = { severity: 'error', place: { source, start: 0, end: 0 }, key: null, message } as const;
  return { kind: 'invalid', problems: problemsOf([finding]), text: '', wanted: null };
}

/** The place of the first byte that is no UTF-8. */
function notUtf8(file: string, bytes: Buffer): Reading {
  const text = bytes.toString('utf8'); // with U+FFFD in place of what is none
  let [start, offset] = [0, 0];
  for (const character of text) {
    const encoded = Buffer.from(character);
    if (!encoded.equals(bytes.subarray(offset, offset + encoded.length))) break;
    offset += encoded.length;
    start += character.length;
  }
  const place = { source: { file, text, override: null }, start, end: start + 1 };
  const message = 'expected text in UTF-8; found a byte that is none. Save the file as UTF-8.';
  return {
    kind: 'invalid',
    problems: problemsOf([{ severity: 'error', place, key: null, message }]),
    text,
    wanted: null,
  };
}
