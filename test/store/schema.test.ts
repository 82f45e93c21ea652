import { describe, expect, it } from 'vitest';
import { schema } from '../../src/store/schema.ts';

describe('schema', () => {
  it('gives every table and view and the meaning of each column', () => {
    const found = schema();
    expect(found.map(({ name }) => name)).toEqual([
      ...['results', 'experiment_results', 'pairs', 'step_accuracy', 'learning_curves', 'race_results'],
      ...[
        'experiments',
        'datasets',
        'configurations',
        'plan',
        'environments',
        'runs',
        'curves',
        'steps',
        'models',
        'engine_checks',
        'candidates',
      ],
    ]);
    expect(found.flatMap(({ columns }) => columns).every(({ meaning }) => meaning.length > 0)).toBe(true);
  });
});
