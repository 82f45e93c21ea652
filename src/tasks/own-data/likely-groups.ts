/** Columns that nobody asked for and that look like a person or a machine: few values, each over several sequences. */

export interface LikelyGroup {
  readonly name: string;
  /** Different ones. */
  readonly values: number;
}

export interface UnusedColumns {
  /** @param sequence what the row belongs to */
  add(cells: readonly string[], sequence: string): void;
  likelyGroups(): LikelyGroup[];
}

const MOST_VALUES = 10_000;

/** Watches the columns of a table that are neither read nor anything else. */
export function watchUnused(columns: readonly string[], used: ReadonlySet<string>): UnusedColumns {
  let watched = columns.flatMap((name, field) =>
    used.has(name) ? [] : [{ name, field, last: '', valueOf: new Map<string, string>(), values: new Set<string>() }],
  );
  let lastSequence: string | null = null;
  const sequences = new Set<string>();

  return {
    add(cells, sequence) {
      const isSame = sequence === lastSequence;
      if (!isSame) sequences.add(sequence);
      lastSequence = sequence;
      let changes = false;
      for (const column of watched) {
        const value = cells[column.field];
        if (isSame && value === column.last) continue;
        column.last = value;
        const known = column.valueOf.get(sequence);
        if (known === undefined) {
          column.valueOf.set(sequence, value);
          column.values.add(value);
        }
        if ((known !== undefined && known !== value) || column.values.size > MOST_VALUES) {
          column.values.clear(); // it changes within a sequence, or has too many values
          changes = true;
        }
      }
      if (changes) watched = watched.filter(({ values }) => values.size > 0);
    },
    likelyGroups: () =>
      watched
        .map(({ name, values }) => ({ name, values: values.size }))
        .filter(({ values }) => values > 1 && 2 * values <= sequences.size),
  };
}
