// A process of its own that stores runs, from the compiled store: node runner.mjs DATABASE FIRST LAST STEP
// Stores the seeds FIRST … LAST, STEP apart and around again at the end, and says `SEED OUTCOME` once each is stored.
import { writeSync } from 'node:fs';
import { configurationKey } from '../../dist/configuration-key.js';
import { weightsSha256 } from '../../dist/model/weight-bytes.js';
import { openStore } from '../../dist/store/store.js';

const [path, ...numbers] = process.argv.slice(2);
const [first, last, step] = numbers.map(Number);
const configuration = {
  task: 'cumulative-sum',
  sequence_length: 3,
  threshold: 0.75,
  cell: 'lstm',
  units: 20,
  layers: 1,
  direction: 'forward',
  epochs: 2,
  sequences_per_epoch: 1,
  batch_size: 1,
  optimizer: 'adam',
  learning_rate: 0.001,
  dropout: 0,
  test_sequences: 2000,
  engine: 'reference',
};
const planned = {
  key: configurationKey(configuration),
  configuration,
  parameters: 1781,
  floor: 0.889,
  ceiling: 1,
};
const experiment = {
  name: 'shared',
  description: '',
  source: '',
  seeds: Array.from({ length: last - first + 1 }, (_, i) => first + i),
  compare: null,
  metric: 'accuracy',
  smallestEffect: 0.005,
  search: null,
  points: [{ block: {}, level: null, writtenUnits: 20, planned }],
};
const model = {
  input: { kind: 'numbers', features: 1 },
  units: 20,
  cell: 'lstm',
  layers: 1,
  direction: 'bidirectional',
  mergeMode: 'concat',
  dropout: 0,
  output: { kind: 'sigmoid', per: 'step' },
};
const environment = { version: '0', gitCommit: null, gitDirty: null, node: '', os: '', cpu: '', backend: '' };
const metrics = { loss: 0.1875, accuracy: 0.9375, sequence_accuracy: 0.5, training_loss: 0.375 };
const curve = [1, 2].map((epoch) => ({ epoch, loss: 0.5, accuracy: 0.75 }));
const steps = [1, 2, 3].map((each) => ({ step: each, accuracy: 0.5, counted: 2000 }));
const weights = new Float32Array(3561);

const store = openStore(path, { mode: 'write' });
store.saveExperiment(experiment, new Date());
const count = last - first + 1;
for (let i = 0; i < count; i++) {
  const seed = first + ((i * step) % count);
  const result = { status: 'completed', trainMs: 1, curve, metrics, steps, weights, weightsSha256: weightsSha256(weights) };
  const options = { environment, finishedAt: new Date(), keep: model };
  const { outcome } = store.saveRun({ planned, seed, engineVersion: 'reference-1' }, result, options);
  writeSync(1, `${seed} ${outcome}\n`);
}
store.close();
