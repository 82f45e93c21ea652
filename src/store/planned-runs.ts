/** The runs that a comparison is made from. */
import type { StoredRun } from '../vocabulary.ts';
import type { Connection, Row } from './connection.ts';
import { number, positive, share, text } from './rows.ts';
import { DamagedRow } from './store-error.ts';
import { STORED_COLUMNS, type StoredSteps, storedRun } from './stored-run.ts';

/**
 * The runs of an experiment's plan by configuration key, in the order of its seeds.
 *
 * Of each engine only those of one version, the one that finished a run last: versions are never mixed, not even
 * while an upgrade is half way through.
 */
export function plannedRuns(connection: Connection, experimentId: number): Map<string, StoredRun[]> {
  const steps = stepsOf(connection, experimentId);
  const runs = connection.all(
    `SELECT ${STORED_COLUMNS.map((column) => `r.${column}`).join(', ')}, c.key, c.engine
     ${PLANNED_RUNS} JOIN configurations c ON c.id = r.configuration_id ORDER BY w.key`,
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

/**
 * The accuracies by step of the runs, by their number. A row a run: of 200,000 rows each would take most of the time.
 * SQLite writes numbers in JSON so that they come back as they were.
 */
function stepsOf(connection: Connection, experimentId: number): Map<number, StoredSteps> {
  const runs = connection.all(
    `SELECT run_id, json_group_array(step) AS step, json_group_array(accuracy) AS accuracy,
       json_group_array(counted) AS counted
     FROM steps WHERE run_id IN (SELECT r.id ${PLANNED_RUNS}) AND accuracy IS NOT NULL GROUP BY run_id`,
    [experimentId, experimentId],
    (row) => {
      const [step, accuracy, counted] = ['step', 'accuracy', 'counted'].map((column) => JSON.parse(text(row, column)));
      const steps: StoredSteps = { steps: [], stepCounts: [] };
      for (const i of step.keys()) addStep(steps, { step: step[i], accuracy: accuracy[i], counted: counted[i] });
      return [number(row, 'run_id'), steps] as const;
    },
  );
  return new Map(runs);
}

function addStep({ steps, stepCounts }: StoredSteps, row: Row): void {
  const step = number(row, 'step');
  if (!(step >= 1 && step <= MOST_STEPS)) throw new DamagedRow(`step: expected 1 to ${MOST_STEPS}, found ${step}`);
  // Steps that never count have no row
  while (steps.length < step) {
    steps.push(Number.NaN);
    stepCounts.push(0);
  }
  steps[step - 1] = share(row, 'accuracy');
  stepCounts[step - 1] = positive(row, 'counted');
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
