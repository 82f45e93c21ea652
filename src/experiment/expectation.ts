/** What a schema allows, in words. */
import { alternatives } from './printable.ts';
import type { Annotated } from './schema.ts';

/** The parts of a schema that wording needs. */
export interface Described extends Annotated {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Described[];
  readonly items?: Described;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly pattern?: string;
}

/** @example expectation(units) is 'a whole number from 1 to 1024' */
export function expectation(schema: Described): string {
  const { title, type, items, minimum, maximum, exclusiveMinimum } = schema;
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(expectation))].join(', or ');
  if (schema.enum !== undefined) return alternatives(schema.enum);
  const range =
    minimum !== undefined && maximum !== undefined
      ? ` from ${grouped(minimum)} to ${grouped(maximum)}`
      : exclusiveMinimum !== undefined
        ? ` above ${exclusiveMinimum}`
        : minimum !== undefined
          ? ` of at least ${minimum}`
          : '';
  if (title !== undefined) return `${title}${range}`;
  if (type === 'integer') return `a whole number${range}`;
  if (type === 'number') return `a number${range}`;
  if (type === 'array' && items !== undefined) return `a list of at least one value, each ${expectation(items)}`;
  return 'keys and values';
}

/** @example grouped(1000000) is '1 000 000', grouped(1024) is '1024' */
export function grouped(number: number): string {
  const digits = String(number);
  return digits.length < 5 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, ' ');
}
