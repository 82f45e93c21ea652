/** The points of a sweep with what planning knows of their configurations, fold by fold, and among what a search chooses. */
import { countParameters, modelOf } from '../model/model.ts';
import { type Experiment, FOLD, type PlannedConfiguration, type Point } from '../vocabulary.ts';
import { levelsAndBlocks, type PlacedPoint } from './compare.ts';
import { dataOf, type OpenedData } from './opened-data.ts';
import type { OpenedOwnData } from './own-data.ts';
import type { Statements } from './statements.ts';
import { layOut } from './sweep.ts';

/** Points that share a configuration share the record. */
export function plannedPoints(points: readonly PlacedPoint[]): Point[] {
  const planned = new Map<string, PlannedConfiguration>();
  const opened = new Map<string, OpenedData>();
  return points.map(({ block, level, point }) => {
    const known = planned.get(point.configurationKey) ?? plan(point, dataOf(point.configuration, opened));
    planned.set(known.key, known);
    return { block, level, writtenUnits: point.settings.units, planned: known };
  });
}

/** Every point in every fold, those of one point together: the fold stands in the block, as if it were swept last. */
export function pointsOfFolds(statements: Statements, own: OpenedOwnData): Point[] {
  const byFold = own.folds.map((fold, i) =>
    plannedPoints(levelsAndBlocks(layOut(statements, { ...own, ...fold }), statements).points).map((point) => ({
      ...point,
      block: { ...point.block, [FOLD]: i + 1 },
    })),
  );
  return byFold[0].flatMap((_, i) => byFold.map((points) => points[i]));
}

/** A configuration races once per level, though several draws may come to it: a merge mode of a forward model. */
export function searchAmong(
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
