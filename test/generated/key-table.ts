/** The keys of an experiment file as Markdown tables, for the documentation. */
import { expectation } from '../../src/experiment/expectation.ts';
import type { Described } from '../../src/experiment/schema.ts';
import { EXPERIMENT_SCHEMA } from '../../src/experiment/schema.ts';

/** One table for the file and one for each map in it that has keys of its own. */
export function keyTables(): string {
  const { properties } = EXPERIMENT_SCHEMA;
  const { include, exclude } = properties.sweep.properties;
  const { from, to, ...others } = rangeKeys(properties.sweep);
  return [
    table(properties),
    'In a map under `data`, whose columns [own-data.md](own-data.md) explains:',
    table(mapOf(properties.data)),
    'Under `sweep` stands a list of values for each key to try, of `task` to `engine` above, or for numbers a range; and:',
    table({ include, exclude }),
    'In a range stand `from` and `to`, both of them values of the key, and:',
    table(others),
    'Under `search`, all of which may be left out (`search: {}`):',
    table(properties.search.properties),
    'Under `compare`:',
    table(properties.compare.properties),
  ].join('\n\n');
}

/** The keys of what may be a map, too. */
function mapOf({ anyOf = [] }: Described): Readonly<Record<string, Described>> {
  return anyOf.find((choice) => choice.properties !== undefined)?.properties ?? {};
}

/** The keys of a range, as those of units has them. */
function rangeKeys({ properties }: Described): Readonly<Record<string, Described>> {
  return properties === undefined ? {} : mapOf(properties.units);
}

function table(keys: Readonly<Record<string, Described>>): string {
  const rows = Object.entries(keys).map(([key, schema]) => [
    `\`${key}\``,
    schema.description ?? '',
    expectation(schema),
    schema.default === undefined ? '–' : `\`${schema.default}\``,
    (schema.examples ?? []).map((example) => `\`${flow(example)}\``).join(', '),
  ]);
  const lines = [['key', 'meaning', 'values', 'default', 'example'], ['---', '---', '---', '---', '---'], ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** A value as YAML writes it on one line. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const pairs = Object.entries(value).map(([key, inner]) => `${key}: ${flow(inner)}`);
  return `{${pairs.join(', ')}}`;
}
