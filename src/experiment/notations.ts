/** Numbers of a file in a notation that YAML reads as something else: what was meant, and a warning where it passes. */
import { listing } from '../words.ts';
import type { MapValue, Value } from './document.ts';
import { numberMeant } from './number-meant.ts';
import { type Finding, textAt } from './problems.ts';
import type { Described } from './schema.ts';
import { EXPERIMENT_SCHEMA } from './schema.ts';

/** The number that a text probably means, where the schema takes it and it is not what stands there. */
export function numberFor(schema: Described, text: string): string | null {
  const { numbers, patterns, whole } = numbersOf(schema);
  if (numbers.length + patterns.length === 0) return null;
  const meant = numberMeant(text, { whole, perCent: patterns.some((pattern) => pattern.test('25%')) });
  if (meant === null) return null;
  const number = Number(meant);
  const isTaken = numbers.some(
    ({ minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity }) =>
      number >= minimum &&
      number <= maximum &&
      number > exclusiveMinimum &&
      number < exclusiveMaximum &&
      (!whole || Number.isInteger(number)),
  );
  return isTaken || patterns.some((pattern) => pattern.test(meant)) ? meant : null;
}

/** The numbers and texts that a schema takes, and whether all of its numbers are whole. */
function numbersOf(schema: Described) {
  const choices = schema.anyOf ?? [schema];
  const numbers = choices.filter(({ type }) => type === 'integer' || type === 'number');
  const patterns = choices.flatMap(({ pattern }) => (pattern === undefined ? [] : [new RegExp(pattern)]));
  return { numbers, patterns, whole: numbers.every(({ type }) => type === 'integer') };
}

/**
 * Warnings of valid values that look like another number: 1.000 epochs are one epoch, and `threshold=2,5` on the
 * command line is a sweep over 2 and 5.
 */
export function otherNotations(root: MapValue, invalid: ReadonlySet<string>): Finding[] {
  const isValid = (pointer: string) => ![...invalid].some((each) => each.startsWith(pointer));
  return notationsIn(root, EXPERIMENT_SCHEMA, { pointer: '', key: '' }).filter(({ pointer }) => isValid(pointer));
}

function notationsIn(
  value: Value,
  schema: Described | undefined,
  { pointer, key }: { pointer: string; key: string },
): (Finding & { readonly pointer: string })[] {
  if (schema === undefined) return []; // an unknown key
  const { place } = value;
  const written = textAt(place);
  const meant = (message: string, of: Described) => {
    const suggestion = numberFor(of, written);
    return suggestion === null ? [] : [{ severity: 'warning', place, key, message, suggestion, pointer } as const];
  };
  switch (value.kind) {
    case 'map': {
      const properties = (schema.anyOf ?? [schema]).find((choice) => choice.properties !== undefined)?.properties;
      return [...value.entries].flatMap(([name, entry]) =>
        notationsIn(entry.value, properties?.[name], {
          pointer: `${pointer}/${name}`,
          key: key === '' ? name : `${key}.${name}`,
        }),
      );
    }
    case 'list': {
      const items = (schema.anyOf ?? [schema]).find(({ type }) => type === 'array')?.items;
      if (items === undefined) return [];
      const isOneNumber = numbersOf(items).whole ? isInThousands(written) : /^\d*,\d+(e[+-]?\d+)?%?$/i.test(written);
      if (place.source.override !== null && isOneNumber)
        return meant(`${written} is a list of ${listing(written.split(','))}.`, items);
      return value.items.flatMap((item, i) => notationsIn(item, items, { pointer: `${pointer}/${i}`, key }));
    }
    case 'scalar': {
      const isGroups = typeof value.value === 'number' && /^\d+\.\d{3}$/.test(written) && numbersOf(schema).whole;
      return isGroups ? meant(`${written} is ${value.value}.`, schema) : [];
    }
    case 'refused':
      return [];
    default:
      return value satisfies never;
  }
}

/** 1,024 and 1,000,000, but not 1,024,2048, nor 4,128: a zero begins no number of a list. */
function isInThousands(text: string): boolean {
  return /^[1-9]\d{0,2}(,\d{3})+$/.test(text) && /,0/.test(text);
}
