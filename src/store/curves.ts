/** The learning curves of many runs at once, thinned as they are read. */
import type { ThinnedCurve } from '../vocabulary.ts';
import type { Connection } from './connection.ts';
import { number, text, wholeOrNull } from './rows.ts';
import { DamagedRow } from './store-error.ts';

/** Points of a thinned curve at most. */
const MOST_POINTS = 100;

/**
 * The curves of runs by their number; a run without one is absent.
 *
 * A point of a thinned curve is the mean of so many points of the stored one that at most 100 are left; its epoch is
 * the last of them. All runs of a configuration have their points at the same epochs, however early one ended.
 */
export function thinnedCurves(connection: Connection, runIds: readonly number[]): Map<number, ThinnedCurve> {
  // A stored point is the mean of `per` epochs, a thinned one of `span`: a whole number of stored ones
  const curves = connection.all(
    `WITH spans AS MATERIALIZED (
       SELECT r.id AS run, r.kept_epoch, per * ((c.epochs + per * ${MOST_POINTS} - 1) / (per * ${MOST_POINTS})) AS span
       FROM json_each(?) i JOIN runs r ON r.id = i.value
       JOIN (SELECT id, epochs, (epochs + 199) / 200 AS per FROM configurations) c ON c.id = r.configuration_id)
     SELECT run, kept_epoch,
       (SELECT json_array(json_group_array(epoch ORDER BY epoch), json_group_array(loss ORDER BY epoch),
                          json_group_array(accuracy ORDER BY epoch), json_group_array(validation ORDER BY epoch))
        FROM (SELECT max(epoch) AS epoch, avg(loss) AS loss, avg(accuracy) AS accuracy, avg(validation_loss) AS validation
              FROM curves WHERE run_id = run GROUP BY (epoch - 1) / span)) AS points
     FROM spans`,
    [JSON.stringify(runIds)],
    (row) => {
      const [epochs, loss, accuracy, validationLoss] = JSON.parse(text(row, 'points')) as number[][]; // as made above
      if (epochs.some((epoch) => !(epoch >= 1))) throw new DamagedRow('epoch: expected 1 or more');
      if (!loss.every(Number.isFinite)) throw new DamagedRow('loss: expected numbers');
      return [
        number(row, 'run'),
        { epochs, loss, accuracy, validationLoss, keptEpoch: wholeOrNull(row, 'kept_epoch', 1) },
      ] as const;
    },
  );
  return new Map(curves.filter(([, { epochs }]) => epochs.length > 0));
}
