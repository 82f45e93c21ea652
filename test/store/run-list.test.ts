import { describe, expect, it } from 'vitest';
import { schema } from '../../src/store/schema.ts';
import { completed, DIVERGED, experiment, FINISHED, newStore, runsOf, save } from './examples.ts';

function storeWithRuns() {
  const store = newStore();
  const saved = experiment();
  store.saveExperiment(saved, FINISHED);
  const [a, b, c, d] = runsOf(saved);
  save(store, a, completed(0.5));
  save(store, b, completed(0.75));
  save(store, c, DIVERGED);
  save(store, d, completed(0.625));
  return store;
}

describe('listRuns', () => {
  it('has the columns of the views, in their order, and the keys that they leave out beside their like', () => {
    const columnsOf = (view: string) => {
      const columns = schema().find(({ name }) => name === view)?.columns ?? [];
      const after: Record<string, string[]> = {
        learning_rate: ['momentum', 'weight_decay'],
        dropout: ['patience', 'min_delta', 'validation'],
      };
      return columns.flatMap(({ name }) => [name, ...(after[name] ?? [])]);
    };
    const store = storeWithRuns();
    expect(store.runColumns({ ofExperiment: false })).toEqual(['experiment', ...columnsOf('results')]);
    expect(store.runColumns({ ofExperiment: true })).toEqual(columnsOf('experiment_results'));

    const [row] = store.listRuns({ experiment: 'does-direction-matter' });
    expect(Object.keys(row)).toEqual(columnsOf('experiment_results'));
    expect(row).toMatchObject({ experiment: 'does-direction-matter', level: 'forward', run: 1, accuracy: 0.5 });
  });

  it('sorts by any column, rows without a value last in both directions', () => {
    const store = storeWithRuns();
    const runs = (descending: boolean) =>
      store.listRuns({ sort: 'accuracy', descending }).map(({ run, accuracy }) => [run, accuracy]);
    expect(runs(false)).toEqual([
      [1, 0.5],
      [4, 0.625],
      [2, 0.75],
      [3, null],
    ]);
    expect(runs(true)).toEqual([
      [2, 0.75],
      [4, 0.625],
      [1, 0.5],
      [3, null],
    ]);
  });

  it('has the columns alone that are asked for, whatever it sorts by', () => {
    const store = storeWithRuns();
    expect(store.listRuns({ columns: ['seed', 'run'], sort: 'accuracy', descending: true })[0]).toEqual({
      seed: 1,
      run: 2,
    });
    expect(() => store.listRuns({ columns: ['run', 'weights'] })).toThrow('columns: expected one of experiment, run');
  });

  it('has nothing for an experiment that is not there', () => {
    expect(storeWithRuns().listRuns({ experiment: "' OR 1 = 1 --" })).toEqual([]);
  });

  it.each(['block', 'nothing', 'accuracy; DROP TABLE runs', '"accuracy"'])(
    'refuses to sort by %j, which is no column of results',
    (sort) => {
      expect(() => storeWithRuns().listRuns({ sort })).toThrow('sort: expected one of experiment, run, configuration');
    },
  );
});
