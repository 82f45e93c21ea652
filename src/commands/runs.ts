/** `bothways runs`: lists runs, of one experiment or of all. */
import { type CsvDialect, dialectOf, toCsv } from '../report/csv.ts';
import { runsTable } from '../report/runs-table.ts';
import { UsageError } from '../session/errors.ts';
import { openToRead } from '../session/open-results.ts';
import { experimentNamed } from '../session/stored-results.ts';
import { ALL_RUN_COLUMNS, EXPERIMENT_RUN_COLUMNS, type RunRow } from '../store/store.ts';
import { type Context, type ExitStatus, printJson } from './context.ts';

export interface RunsOptions {
  readonly sort?: string;
  readonly columns?: string;
  readonly csv?: boolean | CsvDialect;
}

export async function runs(context: Context, typed: string | undefined, options: RunsOptions): Promise<ExitStatus> {
  const available: readonly string[] = typed === undefined ? ALL_RUN_COLUMNS : EXPERIMENT_RUN_COLUMNS;
  const columns = options.columns === undefined ? null : options.columns.split(',').map((column) => column.trim());
  for (const column of columns ?? []) checkColumn('--columns', column, available);
  const sort = options.sort?.replace(/^-/, '');
  if (sort !== undefined) checkColumn('--sort', sort, available);

  const store = await openToRead(context.database);
  try {
    const rows = store.listRuns({
      ...(typed !== undefined && { experiment: experimentNamed(store, typed) }),
      ...(sort !== undefined && { sort, descending: options.sort?.startsWith('-') === true }),
    });
    print(context, rows, { shown: columns ?? available, isChosen: columns !== null, csv: dialectOf(options.csv) });
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
    // Without an experiment's name the same fields, so that scripts read one kind of row
    const fields = isChosen ? shown : EXPERIMENT_RUN_COLUMNS;
    printJson(context, {
      runs: rows.map((row) => Object.fromEntries(fields.map((column) => [column, row[column] ?? null]))),
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
