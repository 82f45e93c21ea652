/** What holds for every task that makes its sequences; those with real data are read as files are: own-data/. */
import { describe, expect, it } from 'vitest';
import { outputWidth } from '../../src/model/model.ts';
import { corpusOf } from '../../src/tasks/corpora.ts';
import { type Bounds, type Dataset, InputError } from '../../src/tasks/dataset.ts';
import type { Task, TaskSettings } from '../../src/tasks/task.ts';
import { TASKS, taskNamed } from '../../src/tasks/tasks.ts';
import { DIRECTIONS } from '../../src/vocabulary.ts';

/** Ten steps, a threshold of 2.5, less what does not apply. */
function settingsOf(task: Task): TaskSettings {
  const values = { sequence_length: 10, threshold: 2.5, test_sequences: 100, patience: 1, validation: 10 };
  return { task: task.name, ...Object.fromEntries(task.keys.map((key) => [key, values[key]])) };
}

describe.each(Object.values(TASKS).filter(({ name }) => corpusOf(name) === null))('$name', (task) => {
  const dataset = task.open(settingsOf(task));
  const { steps, input, output, words } = dataset;

  it('draws ten sequences and then ten more as it draws twenty', () => {
    const inTwo = dataset.training(1);
    const [first, second] = [inTwo.next(10), inTwo.next(10)];
    const all = dataset.training(1).next(20);
    for (const part of ['inputs', 'labels', 'counted', 'lengths'] as const) {
      expect([...first[part], ...second[part]]).toEqual([...all[part]]);
    }
  });

  it('draws sequences of the shape that the contract says', () => {
    const sequences = dataset.training(1).next(50);
    const classes = Math.max(2, outputWidth(output));
    expect([sequences.count, sequences.steps]).toEqual([50, steps]);
    expect(sequences.labels).toHaveLength(50 * steps);
    expect(sequences.counted).toHaveLength(50 * steps);
    expect([...sequences.labels].every((label) => label >= 0 && label < classes)).toBe(true);
    expect([...sequences.counted].every((counted) => counted === 0 || counted === 1)).toBe(true);
    expect([...sequences.lengths].every((length) => length >= 1 && length <= steps)).toBe(true);
    const width = input.kind === 'numbers' ? input.features : 1;
    expect(sequences.inputs).toHaveLength(50 * steps * width);
    expect(sequences.inputs.constructor).toBe(input.kind === 'numbers' ? Float32Array : Int32Array);
  });

  it('draws other sequences for training, validation and testing, and to look at', () => {
    const first = [dataset.training(1), dataset.validation(1), dataset.test(1)].map((source) => {
      if (source === null) throw new Error('a task makes fresh sequences for every purpose');
      expect(source.count).toBeNull(); // without end
      return [...source.next(20).inputs].join(' ');
    });
    expect(new Set(first).size).toBe(3);
    const example = dataset.example(1);
    expect(example.count).toBe(1);
    expect(dataset.example(1)).toEqual(example);
  });

  it('has words for all its tokens and classes, or numbers only', () => {
    const sizes = words && [words.tokens.length, words.classes.length];
    expect(sizes).toEqual(
      input.kind === 'tokens' ? [input.vocabulary, output.kind === 'softmax' ? output.classes : 2] : null,
    );
  });

  it('has its ceilings in order: reading both ways never knows less than one way, one way never less than none', () => {
    const { floor, ceiling } = boundsOf(dataset);
    floor.bySteps.forEach((value, t) => {
      const [forward, backward, both] = DIRECTIONS.map((direction) => ceiling[direction].bySteps[t]);
      if (value === null) {
        expect([forward, backward, both]).toEqual([null, null, null]);
        return;
      }
      for (const oneWay of [forward, backward]) {
        expect(oneWay).toBeGreaterThanOrEqual(value - 1e-12);
        expect(both).toBeGreaterThanOrEqual(Number(oneWay) - 1e-12);
      }
    });
    for (const { overall, bySteps } of [floor, ...Object.values(ceiling)]) {
      const counted = bySteps.filter((value) => value !== null);
      expect(bySteps).toHaveLength(steps);
      expect(overall).toBeCloseTo(counted.reduce((a, b) => a + b, 0) / counted.length, 14);
    }
  });

  it('counts the steps that have a floor', () => {
    const { counted } = dataset.training(1).next(1);
    const { bySteps } = boundsOf(dataset).floor;
    expect(Array.from({ length: steps }, (_step, t) => counted[t] === 1)).toEqual(
      bySteps.map((value) => value !== null),
    );
  });

  it('has a running quantity at every step, or none', () => {
    const sequences = dataset.training(1).next(3);
    for (const values of Object.values(dataset.quantities(sequences, 2))) expect(values).toHaveLength(10);
  });

  it('has true probabilities that sum to 1, where labels do not follow from the input', () => {
    const sequences = dataset.training(1).next(3);
    for (const probabilities of Object.values(dataset.truth(sequences, 2) ?? {})) {
      expect(probabilities?.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 14);
    }
  });

  it('reads back a sequence that it has drawn', () => {
    const drawn = dataset.training(1).next(1);
    const typed = [...drawn.inputs].map((input) => words?.tokens[input] ?? String(input));
    const read = dataset.read(typed);
    expect(read.inputs).toEqual(drawn.inputs);
    expect(read.counted).toEqual(drawn.counted);
    if (dataset.truth(drawn, 0) === null) expect(read.labels).toEqual(drawn.labels);
  });

  it('throws an InputError with a line per problem for text that is no sequence', () => {
    const attempt = () => dataset.read(['no', 'sequence']);
    expect(attempt).toThrow(InputError);
    try {
      attempt();
    } catch (error) {
      const { problems, message } = error as InputError;
      expect(problems.length).toBeGreaterThan(1);
      expect(message.split('\n')).toEqual(problems);
    }
  });
});

function boundsOf(dataset: Dataset): Bounds {
  const bounds = dataset.bounds();
  if (bounds === null) throw new Error('nobody can say what can be known');
  return bounds;
}

describe('taskNamed', () => {
  it('throws for an unknown name and lists the known ones', () => {
    expect(() => taskNamed('sum')).toThrow('no task "sum"; there are cumulative-sum, ');
    expect(() => taskNamed('constructor')).toThrow('no task "constructor"');
  });
});
