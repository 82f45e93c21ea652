/** Seeds in an experiment file, as the schema has them: a count, a list, or a first one and a count. */
import { Type } from 'typebox';
import { LARGEST_SEED } from '../vocabulary.ts';

interface Bounds {
  /** Seeds, wherever they are given. */
  readonly least: number;
  readonly most: number;
}

interface Notes {
  readonly description: string;
  readonly default: number;
  readonly examples: readonly unknown[];
}

export function seedsSchema({ least, most }: Bounds, notes: Notes) {
  const count = { minimum: least, maximum: most };
  const seed = { minimum: 0, maximum: LARGEST_SEED };
  return Type.Union(
    [
      Type.Integer({ ...count, title: 'a count' }),
      Type.Array(Type.Integer(seed), {
        minItems: least,
        maxItems: most,
        title: least === 1 ? 'a list of seeds' : `a list of ${least} to ${most} seeds`,
      }),
      Type.Object(
        {
          from: Type.Integer({ ...seed, description: 'The first seed.' }),
          count: Type.Integer({ ...count, description: 'So many seeds, one after the other.' }),
        },
        { additionalProperties: false, title: 'a first seed and a count, as in {from: 11, count: 10}' },
      ),
    ],
    { ...notes, examples: [...notes.examples] },
  );
}
