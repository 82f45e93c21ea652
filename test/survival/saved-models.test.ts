/** Trained models as docs/saved-models.md says they are opened, with the code that stands there. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as Core from '@tensorflow/tfjs-core';
import type * as Layers from '@tensorflow/tfjs-layers';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { predictedClass } from '../../src/engines/engine.ts';
import { tfjsEngine } from '../../src/engines/tfjs.ts';
import { inputWidth, outputWidth } from '../../src/model/model.ts';
import { openToWrite } from '../../src/session/open-results.ts';
import { openDataset } from '../../src/tasks/tasks.ts';
import { bothways, userFolder } from '../commands/bothways.ts';
import { databaseIn } from '../commands/stored-example.ts';

const DOCS = readFileSync(new URL('../../docs/saved-models.md', import.meta.url), 'utf8');

const FILE = `
epochs: 4
units: 3
batch_size: 2
learning_rate: 0.05
test_sequences: 200
seeds: 1
sweep:
  task: [cumulative-sum, balance-point, fill-in-the-blank]
  direction: [forward, backward, bidirectional]
  merge_mode: [concat, mul]
  engine: [fused, tfjs]
  sequence_length: [4]
  include:
    - {cell: gru, layers: 2, direction: backward}
    - {cell: gru, dropout: 0.5, task: fill-in-the-blank}
    - {cell: simple_rnn, layers: 3, merge_mode: ave, optimizer: sgd}
    - {cell: lstm, layers: 2, direction: backward, optimizer: rmsprop, engine: tfjs}
`;

interface Row {
  readonly topology: string;
  readonly weights: Buffer;
  readonly task: string;
  readonly sequence_length: number | null;
  readonly threshold: number | null;
  readonly seed: number;
  readonly test_sequences: number;
  readonly direction: string;
  readonly accuracy: number;
}

describe('the models of a database', () => {
  const folder = userFolder();

  it('open as documented, every one, and have the accuracy of their run', async () => {
    writeFileSync(join(folder, 'models.yaml'), FILE);
    const { status, stderr } = await bothways(folder, ['run', 'models.yaml']);
    expect(status, stderr).toBe(0);
    // tasks × (forward, backward, concat, mul) × engines, and four of other cells and layers
    expect(await expectAccuracies(databaseIn(folder))).toBe(3 * 4 * 2 + 4);
  });

  it('that version 1 has written do so too, once they are brought up to date', async () => {
    const database = join(folder, 'version-1.db');
    copyFileSync(new URL('../fixtures/database/version-1-trained.db', import.meta.url), database);
    (await openToWrite(database, { note: () => {} })).close();
    expect(await expectAccuracies(database)).toBe(39); // all configurations but the one that diverged
  });
});

/** Opens every model of a database and holds it against its run; says how many there were. */
async function expectAccuracies(database: string): Promise<number> {
  const db = new Database(database, { readonly: true });
  try {
    const rows = db
      .prepare<[], Row>(
        `SELECT m.topology, m.weights, c.*, r.seed, r.accuracy FROM models m
         JOIN runs r ON r.id = m.run_id JOIN configurations c ON c.id = r.configuration_id`,
      )
      .all();
    const tf = await tensorFlow();
    for (const row of rows) {
      const what = `${row.task}, ${row.direction}`;
      expect(await accuracyOf(row, tf), what).toBeCloseTo(row.accuracy, 10);
    }
    return rows.length;
  } finally {
    db.close();
  }
}

type TensorFlow = Awaited<ReturnType<typeof tensorFlow>>;

/** Both packages in one, as the documentation has them. */
async function tensorFlow() {
  await tfjsEngine(); // sets the backend up
  const [core, layers] = [await import('@tensorflow/tfjs-core'), await import('@tensorflow/tfjs-layers')];
  return { ...core, ...layers } as typeof Core & typeof Layers;
}

async function accuracyOf(row: Row, tf: TensorFlow): Promise<number> {
  const model = await openModel(tf, row);
  const dataset = openDataset({
    task: row.task,
    ...(row.sequence_length !== null && { sequence_length: row.sequence_length }),
    ...(row.threshold !== null && { threshold: row.threshold }),
  });
  const { count, steps, inputs, labels, counted } = dataset.test(row.seed).next(row.test_sequences);
  const width = inputWidth(dataset.input);
  const values =
    dataset.input.kind === 'numbers'
      ? tf.tensor(inputs as Float32Array, [count, steps, width])
      : tf.oneHot(tf.tensor2d(inputs as Int32Array, [count, steps], 'int32'), width);
  const probabilities = await (model.predict(values) as Core.Tensor).data();
  let right = 0;
  let all = 0;
  for (let i = 0; i < labels.length; i++) {
    if (counted[i] === 0) continue;
    all += 1;
    if (predictedClass(probabilities, i, outputWidth(dataset.output)) === labels[i]) right += 1;
  }
  return right / all;
}

/** The function of the documentation, with the modules of TensorFlow.js that are installed. */
function openModel(tf: TensorFlow, row: Row): Promise<Layers.LayersModel> {
  const code = /```js\n(async function openModel[\s\S]*?)```/.exec(DOCS)?.[1];
  return new Function(`return ${code}`)()(tf, row);
}
