/** A range of numbers under `sweep`, in place of a list, as the schema has it. */
import { type TSchema, Type } from 'typebox';

const SCALES = ['linear', 'log'] as const;
export type Scale = (typeof SCALES)[number];

/** The schema of a range whose ends are values of a key, with at most so many points. */
export function rangeSchema(ends: TSchema, { mostPoints }: { mostPoints: number }): TSchema {
  const { description: _, examples: __, ...end } = ends as TSchema & { description?: string; examples?: unknown };
  const distance = Type.Number({ exclusiveMinimum: 0 });
  const perCent = (end as { anyOf?: readonly TSchema[] }).anyOf?.filter((each) => 'pattern' in each) ?? [];
  return Type.Object(
    {
      from: { ...end, description: 'The smallest value.' },
      to: { ...end, description: 'The largest value.' },
      points: Type.Optional(
        Type.Integer({ minimum: 2, maximum: mostPoints, description: 'So many values, both ends among them.' }),
      ),
      step: Type.Optional({
        ...(perCent.length === 0 ? distance : Type.Union([distance, ...perCent])),
        description: 'The distance from one value to the next, in place of points. Only with a linear scale.',
      } as TSchema),
      scale: Type.Optional(
        Type.Enum([...SCALES], {
          default: 'linear',
          description:
            'Equal distances or equal ratios: three points from 4 to 64 are 4, 34, 64 or, with log, 4, 16, 64.',
        }),
      ),
    },
    { additionalProperties: false, title: 'a range, as in {from: 4, to: 64, points: 5, scale: log}' },
  );
}
