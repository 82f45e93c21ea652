/** The `search` map of an experiment file, as the schema has it. */
import { Type } from 'typebox';
import { seedsSchema } from './seeds-schema.ts';

/** What a file means that does not say; and the bounds. Configurations are counted for each level of `compare.by`. */
export const SEARCH_DEFAULTS = { configurations: 24, seeds: 24, confirm: 10 } as const;

/** The confirmation's seeds are 1001 … where they are given as a count: no race has so many. */
export const FIRST_CONFIRMING_SEED = 1001;

export function searchSchema({ mostConfigurations }: { mostConfigurations: number }) {
  return Type.Object(
    {
      configurations: Type.Optional(
        Type.Union([Type.Integer({ minimum: 2, maximum: mostConfigurations, title: 'a count' }), Type.Enum(['all'])], {
          description:
            'So many are drawn from the values under sweep, the same for every level that is compared; all: every combination.',
          default: SEARCH_DEFAULTS.configurations,
          examples: [24, 'all'],
        }),
      ),
      seeds: Type.Optional(
        seedsSchema(
          { least: 5, most: 30 },
          {
            description:
              'Of the race: a count n for the seeds 1 … n, a list, or a first seed and a count. All run with the first five.',
            default: SEARCH_DEFAULTS.seeds,
            examples: [24],
          },
        ),
      ),
      confirm: Type.Optional(
        seedsSchema(
          { least: 1, most: 1000 },
          {
            description:
              'Seeds that the winners are run with, and that the table is made of: a count n for 1001 … 1000 + n, a list, ' +
              'or a first seed and a count.',
            default: SEARCH_DEFAULTS.confirm,
            examples: [10],
          },
        ),
      ),
    },
    {
      additionalProperties: false,
      description:
        'Configurations race over seeds in place of all being compared; the winner of each level is run again with other ' +
        'seeds, and only these runs make the table.',
      examples: [{ configurations: 24, seeds: 24, confirm: 10 }],
    },
  );
}
