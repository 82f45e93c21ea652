/** `bothways run --again`: trains all runs again and compares the bits with what is stored; replaces nothing. */
import { plural } from '../report/phrases.ts';
import { weightsSha256 } from '../store/store.ts';
import { execute } from '../training/execute.ts';
import type { Run, RunResult } from '../vocabulary.ts';
import { runsOf, updatesIn } from './plan.ts';
import { startProgress } from './progress.ts';
import type { Ending, Session } from './session.ts';

type Agreement = 'same' | 'differs' | 'not stored' | 'failed';

/** Succeeds where every run that is stored comes out with the same bits. */
export async function trainAgain(session: Session): Promise<Ending> {
  const { context, experiment, jobs } = session;
  const started = context.clock();
  const runs = runsOf(experiment);
  const found: Record<Agreement, number> = { same: 0, differs: 0, 'not stored': 0, failed: 0 };
  const progress = startProgress(context, { runs: runs.length, updates: updatesIn(runs) });
  const { clock, signal } = context;
  try {
    for await (const { run, result } of execute(runs, { jobs, clock, signal, onProgress: progress.updates })) {
      const agreement = compareBits(session, run, result);
      found[agreement] += 1;
      progress.runFinished();
      if (agreement === 'differs' || agreement === 'failed') {
        const { direction, units } = run.planned.configuration;
        progress.say(`${direction}, ${plural(units, 'unit')}, seed ${run.seed}: ${agreement}`);
      }
    }
  } finally {
    progress.stop();
  }
  if (!context.json) {
    const parts = Object.entries(found).filter(([, n]) => n > 0);
    context.out.print(
      `${experiment.name}: trained ${plural(runs.length, 'run')} again: ` +
        `${parts.map(([agreement, n]) => `${n} ${agreement === 'same' ? 'bit-identical' : agreement}`).join(', ')}; nothing was replaced`,
    );
  }
  return {
    succeeded: found.differs === 0 && found.failed === 0,
    json: {
      experiment: experiment.name,
      database: context.database,
      again: { same: found.same, differs: found.differs, not_stored: found['not stored'], failed: found.failed },
      seconds: (context.clock() - started) / 1000,
    },
  };
}

function compareBits({ store }: Session, run: Run, result: RunResult): Agreement {
  if (result.status === 'failed') return 'failed';
  const id = store.runId(run);
  const stored = id === null ? null : store.run(id);
  if (stored === null || stored.status === 'failed') return 'not stored';
  if (result.status === 'diverged') return stored.divergedAt === result.divergedAt ? 'same' : 'differs';
  return stored.weightsSha256 === weightsSha256(result.weights) && stored.metrics?.loss === result.metrics.loss
    ? 'same'
    : 'differs';
}
