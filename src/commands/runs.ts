/** `bothways runs`: lists runs, of one experiment or of all. */
import { type CsvDialect, dialectOf, toCsv } from '../report/csv.ts';
import { columnsOfTable, runsTable } from '../report/runs-table.ts';
import { UsageError } from '../session/errors.ts';
import { openToRead } from '../session/open-results.ts';
import { experimentNamed } from '../session/stored-results.ts';
import type { RunRow } from '../store/store.ts';
import { type Context, type ExitStatus, printJson } from './context.ts';

export interface RunsOptions {
  readonly sort?: string;
  readonly columns?: string;
  readonly csv?: boolean | CsvDialect;
}

export async function runs(context: Context, typed: string | undefined, options: RunsOptions): Promise<ExitStatus> {
  const store = await openToRead(context.database);
  try {
    const available = store.runColumns({ ofExperiment: typed !== undefined });
    const columns = options.columns?.split(',').map((column) => column.trim());
    for (const column of columns ?? []) checkColumn('--columns', column, available);
    const sort = options.sort?.replace(/^-/, '');
    if (sort !== undefined) checkColumn('--sort', sort, available);
    const isTable = !context.json && dialectOf(options.csv) === null;
    const rows = store.listRuns({
      columns: columns ?? (isTable ? columnsOfTable(available) : available),
      ...(typed !== undefined && { experiment: experimentNamed(store, typed) }),
      ...(sort !== undefined && { sort, descending: options.sort?.startsWith('-') === true }),
    });
    // Without an experiment's name the same fields, so that scripts read one kind of row
    const all = context.json ? store.runColumns({ ofExperiment: true }) : available;
    print(context, rows, { shown: columns ?? all, isChosen: columns !== undefined, csv: dialectOf(options.csv) });
    return 0;
  } finally {
    store.close();
  }
}

function checkColumn(option: string, column: string, available: readonly string[]): void {
  if (available.includes(column)) return;
  throw new UsageError(`${option}: expected ${available.join(', ')}; found "${column}"`);
}

interface Shown {
  readonly shown: readonly string[];
  /** Columns that the user named are never taken out of the table. */
  readonly isChosen: boolean;
  readonly csv: CsvDialect | null;
}

function print(context: Context, rows: readonly RunRow[], { shown, isChosen, csv }: Shown): void {
  if (context.json) {
    printJson(context, {
      runs: rows.map((row) => Object.fromEntries(shown.map((column) => [column, row[column] ?? null]))),
    });
  } else if (csv !== null) {
    context.out.write(
      toCsv(
        shown,
        rows.map((row) => shown.map((column) => row[column])),
        csv,
      ),
    );
  } else if (rows.length === 0) {
    context.out.print('no runs yet. Try: bothways run experiments/article.yaml');
  } else {
    context.out.print(runsTable(rows, { columns: shown, isChosen, width: context.out.width }));
  }
}
