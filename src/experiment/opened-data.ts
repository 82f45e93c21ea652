/** The data of configurations, opened once for all that have the same sequences. */
import type { Bounds, Dataset } from '../tasks/dataset.ts';
import { openDataset } from '../tasks/tasks.ts';
import type { Configuration } from '../vocabulary.ts';

/** Floor and ceiling are worked out when they are asked for: a check needs none, and long sequences take 0.1 s each. */
export interface OpenedData {
  readonly dataset: Dataset;
  readonly bounds: () => Bounds | null;
}

/** Those of one configuration; `opened` remembers them for the next one. */
export function dataOf(configuration: Configuration, opened: Map<string, OpenedData>): OpenedData {
  const { task, data_sha256, data, sequence_length, threshold } = configuration;
  const settings = JSON.stringify([task, data_sha256, data, sequence_length, threshold]);
  const known = opened.get(settings);
  if (known !== undefined) return known;
  const dataset = openDataset(configuration);
  const bounded = { dataset, bounds: once(() => dataset.bounds()) };
  opened.set(settings, bounded);
  return bounded;
}

function once<T>(compute: () => T): () => T {
  let computed: { readonly value: T } | null = null;
  return () => {
    computed ??= { value: compute() };
    return computed.value;
  };
}
