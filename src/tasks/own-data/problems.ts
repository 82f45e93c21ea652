/** What is wrong with a data file, or with what the `data` map says of it: at most 20 places per cause, then a count. */

/** Where: a key of the map, or a place of the file. */
export type DataPlace =
  | { readonly in: 'map'; readonly key: string /** Of a list's entry. */; readonly index?: number }
  | { readonly in: 'file'; readonly line: number; readonly column: number; readonly length: number };

export interface DataProblem {
  readonly severity: 'error' | 'warning';
  readonly place: DataPlace;
  /** The file that the place lies in: as the map names it. */
  readonly file: string;
  /** The line of the file, to be shown; null where there is none. */
  readonly text: string | null;
  readonly message: string;
  readonly suggestion: string | null;
  readonly unknown: { readonly found: string; readonly known: readonly string[] } | null;
}

/** A place in a file as readers know it: a line, or a record of CSV whose line is looked up when it is needed. */
export interface FilePlace {
  /** Which file, where the test part is one of its own. */
  readonly file: number;
  readonly record: number;
  /** From 0; null for the whole record. */
  readonly field: number | null;
}

/** A problem before its place has a line and a column. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly place: FilePlace | { readonly key: string; readonly index?: number };
  readonly message: string;
  readonly suggestion?: string | null;
  /** A name that is not known, and those that are: for a suggestion. */
  readonly unknown?: { readonly found: string; readonly known: readonly string[] };
}

const MOST_PER_CAUSE = 20;

/** Collects findings; of each cause the first 20 are kept and the others counted. */
export interface Findings {
  /** @param cause the same for all findings of one kind */
  add(cause: string, finding: Finding): void;
  /** An error without its own place per occurrence, as of a key. */
  readonly hasErrors: () => boolean;
  all(): Finding[];
}

export function collectFindings(): Findings {
  const byCause = new Map<string, { readonly kept: Finding[]; count: number }>();
  let errors = 0;
  return {
    add(cause, finding) {
      const known = byCause.get(cause) ?? { kept: [], count: 0 };
      byCause.set(cause, known);
      known.count += 1;
      if (finding.severity === 'error') errors += 1;
      if (known.kept.length < MOST_PER_CAUSE) known.kept.push(finding);
    },
    hasErrors: () => errors > 0,
    all() {
      return [...byCause.values()].flatMap(({ kept, count }) => {
        if (count === kept.length) return kept;
        const last = kept[kept.length - 1];
        const more = `${last.message} And ${count - kept.length} more like this.`;
        return [...kept.slice(0, -1), { ...last, message: more }];
      });
    },
  };
}
