/** `run --fail-unless`: an exit status by verdict, for those who test by it. */
import { REQUIREMENTS, type Requirement } from '../comparison/requirement.ts';
import { toldVerdict } from '../report/compared-rows.ts';
import { rowName } from '../report/phrases.ts';
import { terminalText } from '../report/terminal-text.ts';
import { UsageError } from '../session/errors.ts';
import type { LoadedExperiment } from '../session/load.ts';
import type { Comparison, ComparisonRow } from '../vocabulary.ts';
import { alternatives } from '../words.ts';

/** A UsageError where it is none. */
export function requirementFrom(text: string | undefined): Requirement | null {
  if (text === undefined) return null;
  const required = REQUIREMENTS.find((name) => name === text);
  if (required !== undefined) return required;
  throw new UsageError(`--fail-unless: expected ${alternatives(REQUIREMENTS)}; found "${text}"`);
}

/** Before anything is trained. */
export function refuseWithoutComparison(loaded: readonly LoadedExperiment[]): void {
  const single = loaded.find(({ experiment }) => experiment.compare === null);
  if (single === undefined) return;
  throw new UsageError(
    `--fail-unless: ${single.experiment.name} compares nothing. Sweep a key, as in direction=forward,bidirectional`,
  );
}

/** '--fail-unless better: backward is worse, mul undecided' */
export function unmetText(rows: readonly ComparisonRow[], { by }: Comparison, required: Requirement | null): string {
  const named = rows.map(
    (row) => `${rowName(row, by)}: ${toldVerdict(row.againstBaseline?.verdict ?? 'undecided').replaceAll('-', ' ')}`,
  );
  return `--fail-unless ${required}: ${terminalText(named.join('; '))}`;
}
