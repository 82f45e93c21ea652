/** What the list of experiments shows. */

export interface ListDocument {
  readonly format: 1;
  /** 'bothways 0.1.0' */
  readonly madeBy: string;
  /** The path of the database, as it was given. */
  readonly database: string;
  /** The one run last first. */
  readonly experiments: readonly ListedExperiment[];
}

export interface ListedExperiment {
  readonly name: string;
  readonly description: string;
  readonly runs: { readonly planned: number; readonly stored: number; readonly lost: number };
  /** When it was run last, UTC. */
  readonly updatedAt: string;
  /** Of the run that ended last, UTC; null without any. */
  readonly lastFinishedAt: string | null;
  /** The verdicts; empty while runs are missing, null while they are being worked out. */
  readonly sentences: readonly string[] | null;
}
