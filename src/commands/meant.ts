/** What was meant by a command line that is not understood. */
import { expectation } from '../experiment/expectation.ts';
import type { Described } from '../experiment/schema.ts';
import { EXPERIMENT_SCHEMA } from '../experiment/schema.ts';
import { suggestKey } from '../experiment/suggestions.ts';

/** Words of other programs, by the command that does it here. */
const FOREIGN_VERBS: Readonly<Record<string, readonly string[]>> = {
  runs: ['list', 'ls', 'ps', 'results'],
  experiments: ['history', 'log', 'questions'],
  forget: ['delete', 'rm', 'remove', 'clean', 'reset'],
  run: ['train', 'start', 'exec', 'resume', 'sweep', 'continue'],
  check: ['validate', 'lint', 'plan', 'dry-run'],
  compare: ['plot', 'graph', 'chart', 'answer', 'diff', 'stats'],
  show: ['info', 'describe', 'get', 'cat', 'save', 'export'],
  query: ['sql', 'select', 'db'],
  init: ['new', 'create', 'example'],
  predict: ['infer', 'test', 'evaluate'],
  verify: ['reproduce', 'replay', 'repeat'],
  bundle: ['pack', 'archive', 'zip'],
};

/** The command that does here what another program has that word for; null where none does, or this one has it. */
export function verbMeant(word: string, verbs: readonly string[]): string | null {
  if (verbs.includes(word)) return null;
  return verbs.find((verb) => FOREIGN_VERBS[verb]?.includes(word)) ?? null;
}

const KEYS: Readonly<Record<string, Described>> = EXPERIMENT_SCHEMA.properties;
const COMPARE_KEYS: Readonly<Record<string, Described>> = EXPERIMENT_SCHEMA.properties.compare.properties;

/**
 * 'epochs=10' for `--epochs 10` and `--epochs=10`; null where the option is no key of an experiment file.
 *
 * @param argv the whole command line
 */
export function keyMeant(option: string, argv: readonly string[]): string | null {
  const [flag] = option.split('=');
  const key = suggestKey(flag.replace(/^-+/, '').replaceAll('-', '_'), Object.keys(KEYS));
  if (key === null || key === 'sweep' || key === 'compare') return null;
  const at = argv.findIndex((word) => word.split('=')[0] === flag);
  const [, ...given] = (argv[at] ?? '').split('=');
  const next = argv.at(at + 1);
  const value = given.length > 0 ? given.join('=') : next !== undefined && !next.startsWith('-') ? next : '…';
  return `${key}=${value}`;
}

/** What `help KEY` prints; null where there is no such key. */
export function keyHelp(word: string): string | null {
  const known = { ...COMPARE_KEYS, ...KEYS };
  const key = suggestKey(word, Object.keys(known));
  if (key === null) return null;
  const schema = known[key];
  return [
    `${key}: ${schema.description ?? ''}`,
    `  values: ${expectation(schema)}`,
    ...(schema.default === undefined ? [] : [`  default: ${schema.default}`]),
    `  in a file: ${key}: ${exampleOf(schema)}`,
    ...(key in COMPARE_KEYS
      ? ['  under compare']
      : [`  on the command line: bothways run FILE ${key}=${exampleOf(schema)}`]),
  ].join('\n');
}

function exampleOf({ examples, default: usual }: Described): string {
  const example = examples?.at(0) ?? usual ?? '…';
  return Array.isArray(example) ? example.join(',') : String(example);
}
