/** What is wrong with an experiment file. */

/** Where it is wrong, what was expected, what was found, and what to write instead. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  /** The path as the user gave it; for an override, `override "units=4,x"`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units as editors count them. */
  readonly column: number;
  /** What is meant on that line; 0 for a place between two characters, or for the file as a whole. */
  readonly length: number;
  /** `units`, `sweep.units`; null where the problem is not one of a key. */
  readonly key: string | null;
  readonly message: string;
  /** What was probably meant, to be written in place of what stands there. */
  readonly suggestion: string | null;
  /** The override that the place lies in; null for the file. */
  readonly override: string | null;
  /** The line that the place lies in, where it is one of another file than the experiment's; else null. */
  readonly lineText: string | null;
}
