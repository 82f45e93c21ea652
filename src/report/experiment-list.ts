/** Experiments as a list: the name, how many runs, when; what was asked, and the answer in short. */
import { plural } from '../words.ts';
import { wrap } from './table.ts';
import { terminalText } from './terminal-text.ts';

interface Listed {
  readonly name: string;
  readonly description: string;
  readonly runs: { readonly planned: number; readonly stored: number; readonly lost: number };
  /** A date and time of ISO 8601. */
  readonly updatedAt: string;
  readonly answer: string;
}

export function experimentList(experiments: readonly Listed[], { width }: { width: number }): string {
  if (experiments.length === 0) return 'no experiment has been run yet. Try: bothways run experiments/article.yaml';
  return experiments
    .map(({ name, description, runs, updatedAt, answer }) =>
      [
        wrap(`${terminalText(name)}   ${countOf(runs)} · ${terminalText(updatedAt.slice(0, 10))}`, width, 2),
        ...[description, answer].flatMap((text) => (text === '' ? [] : [wrap(`  ${terminalText(text)}`, width, 4)])),
      ].join('\n'),
    )
    .join('\n');
}

/** '100 runs', '38 of 40 runs, 2 lost' */
function countOf({ planned, stored, lost }: Listed['runs']): string {
  const count = stored === planned ? plural(planned, 'run') : `${stored} of ${plural(planned, 'run')}`;
  return lost === 0 ? count : `${count}, ${lost} lost`;
}
