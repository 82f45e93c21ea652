/** The runs that a comparison is made from. */
import type { StoredRun } from '../vocabulary.ts';
import type { Connection } from './connection.ts';
import { number, positive, share, text } from './rows.ts';
import { DamagedRow } from './store-error.ts';
import { type StoredSteps, storedRun } from './stored-run.ts';

/**
 * The runs of an experiment's plan by configuration key, in the order of its seeds.
 *
 * Of each engine only those of one version, the one that finished a run last: versions are never mixed, not even
 * while an upgrade is half way through.
 */
export function plannedRuns(connection: Connection, experimentId: number): Map<string, StoredRun[]> {
  const steps = new Map<number, StoredSteps>();
  connection.all(
    `SELECT s.run_id, s.step, s.accuracy, s.counted ${PLANNED_RUNS} JOIN steps s ON s.run_id = r.id AND s.accuracy IS NOT NULL`,
    [experimentId, experimentId],
    (row) => {
      const id = number(row, 'run_id');
      const known = steps.get(id) ?? { steps: [], stepCounts: [] };
      steps.set(id, known);
      const step = number(row, 'step');
      if (!(step >= 1 && step <= MOST_STEPS)) throw new DamagedRow(`step: expected 1 to ${MOST_STEPS}, found ${step}`);
      // Steps that never count have no row
      while (known.steps.length < step) {
        known.steps.push(Number.NaN);
        known.stepCounts.push(0);
      }
      known.steps[step - 1] = share(row, 'accuracy');
      known.stepCounts[step - 1] = positive(row, 'counted');
    },
  );
  const runs = connection.all(
    `SELECT r.*, c.key, c.engine ${PLANNED_RUNS} JOIN configurations c ON c.id = r.configuration_id ORDER BY w.key`,
    [experimentId, experimentId],
    (row) => ({
      key: text(row, 'key'),
      engine: text(row, 'engine'),
      run: storedRun(row, steps.get(number(row, 'id'))),
    }),
  );
  const latest = new Map<string, StoredRun>();
  for (const { engine, run } of runs) {
    const other = latest.get(engine);
    if (other === undefined || isLater(run, other)) latest.set(engine, run);
  }
  const byKey = new Map<string, StoredRun[]>();
  for (const { key, engine, run } of runs) {
    if (run.engineVersion !== latest.get(engine)?.engineVersion) continue;
    const others = byKey.get(key) ?? [];
    others.push(run);
    byKey.set(key, others);
  }
  return byKey;
}

/** More than any sequence has; a damaged row should not ask for all the memory there is. */
const MOST_STEPS = 1_000_000;

/** CROSS JOIN keeps the order: left alone, SQLite goes through all seeds again for every run. */
const PLANNED_RUNS = `
  FROM experiments e
    CROSS JOIN json_each(e.seeds) w
    CROSS JOIN (SELECT DISTINCT configuration_id FROM plan WHERE experiment_id = ?) p
    CROSS JOIN runs r ON e.id = ? AND r.configuration_id = p.configuration_id AND r.seed = w.value AND NOT r.superseded`;

function isLater(a: StoredRun, b: StoredRun): boolean {
  return a.finishedAt === b.finishedAt ? a.id > b.id : a.finishedAt > b.finishedAt;
}
