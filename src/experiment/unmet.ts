/** What a file asks of its data that they do not have. */
import { metricsOf } from '../tasks/dataset.ts';
import { alternatives } from '../words.ts';
import type { PlacedPoint } from './compare.ts';
import { dataOf, type OpenedData } from './opened-data.ts';
import type { OpenedOwnData } from './own-data.ts';
import type { Finding } from './problems.ts';
import type { Statements } from './statements.ts';

/** Each of them at its place. */
export function unmet(
  statements: Statements,
  { own, points }: { own: OpenedOwnData | null; points: readonly PlacedPoint[] },
): Finding[] {
  return [
    ...(choosingBy(own, points) === null ? choiceByTestPart(statements, { own, points }) : []),
    ...patienceOnNothing(statements, points),
    ...metricThatIsNone(statements, points),
  ];
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
    'needs a validation part, and the data have none. data.validation: 20% takes one from the training part; so does a ' +
    'column that says train, validation or test for every sequence, data.test: {column: NAME}.';
  return [{ severity: 'error', place, key: 'patience', message }];
}

/** What a search measures on in place of a fixed test part; null where there is nothing, or it tells when to stop. */
export function choosingBy(own: OpenedOwnData | null, points: readonly PlacedPoint[]): OpenedOwnData['choosing'] {
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
