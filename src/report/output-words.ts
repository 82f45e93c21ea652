/** The words that the schemas of `--json` are put together from. */
import { type TProperties, type TSchema, Type } from 'typebox';

/** Exactly these fields. */
export const object = <Fields extends TProperties>(fields: Fields) =>
  Type.Object(fields, { additionalProperties: false });
export const listOf = <Item extends TSchema>(items: Item) => Type.Array(items);
export const mapOf = <Value extends TSchema>(values: Value) => Type.Record(Type.String(), values);
export const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
export const maybe = <Schema extends TSchema>(schema: Schema) => Type.Optional(schema);

export const TEXT = Type.String();
export const NUMBER = Type.Number();
export const WHOLE = Type.Integer({ minimum: 0 });
export const SHARE = Type.Number({ minimum: 0, maximum: 1 });
export const NOTHING = Type.Null();
export const YES_OR_NO = Type.Boolean();
export const SCALAR = Type.Union([Type.String(), Type.Number(), Type.Null()]);
export const KEY = Type.String({ pattern: '^[0-9a-f]{12}$' });
export const SHA256 = Type.String({ pattern: '^[0-9a-f]{64}$' });
export const INTERVAL = Type.Array(NUMBER, { minItems: 2, maxItems: 2 });
export const BY_DIRECTION = object({ forward: maybe(SHARE), backward: maybe(SHARE), bidirectional: maybe(SHARE) });
