/** Why an experiment cannot go on, where neither its user's files nor the machine are broken in a way of their own. */
import type { Problem } from '../vocabulary.ts';

/** A wrong option, argument or name. The message says what was expected, what was found, what to do. */
export class UsageError extends Error {}

/** A file that the machine would not let a command write: a full disk, a folder without permission. */
export class UnwritableError extends Error {}

/** Experiment files that cannot be run, with the texts that the problems point into. */
export class InvalidFiles extends Error {
  readonly invalid: readonly { readonly problems: readonly Problem[]; readonly text: string }[];
  constructor(invalid: InvalidFiles['invalid']) {
    super(`${invalid.length === 1 ? 'the file is' : `${invalid.length} files are`} not valid`);
    this.invalid = invalid;
  }
}
