/** What a schema allows, in words. */
import { alternatives, grouped } from '../words.ts';
import type { Described } from './schema.ts';

/** @example expectation(units) is 'a whole number from 1 to 1024' */
export function expectation(schema: Described): string {
  const { title, type, items, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(expectation))].join(', or ');
  if (schema.enum !== undefined) return alternatives(schema.enum);
  const range =
    minimum !== undefined && maximum !== undefined
      ? ` from ${grouped(minimum)} to ${grouped(maximum)}`
      : exclusiveMinimum !== undefined
        ? ` above ${exclusiveMinimum}`
        : minimum !== undefined
          ? ` of at least ${minimum}${exclusiveMaximum === undefined ? '' : ` and below ${exclusiveMaximum}`}`
          : '';
  if (title !== undefined) return `${title}${range}`;
  if (type === 'boolean') return 'true or false';
  if (type === 'integer') return `a whole number${range}`;
  if (type === 'number') return `a number${range}`;
  if (type === 'array' && items !== undefined) return `a list of at least one value, each ${expectation(items)}`;
  return 'keys and values';
}
