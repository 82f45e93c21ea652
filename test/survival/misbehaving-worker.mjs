// A worker process that trains nothing: what it does instead is told by the seed of the job.

const BEHAVIOURS = {
  1: () => {
    throw new Error('a worker that throws');
  },
  2: () => Promise.reject(new Error('a worker that rejects')),
  3: () => process.exit(0),
  4: () => process.exit(7),
  5: () => process.abort(),
  6: () => process.kill(process.pid, 'SIGSEGV'),
  7: () => {
    const kept = [];
    for (;;) kept.push(new Array(1000).fill(kept.length));
  },
  8: () => process.send('nonsense'),
  9: () => process.send(null),
  10: () => process.send({ kind: 'trained' }),
  11: () => process.send({ kind: 'trained', result: { status: 'completed', trainMs: 1 } }),
  12: () => process.send({ kind: 'checked', check: { passed: true }, ...doneBy }),
  13: () => process.send({ kind: 'nonsense', padding: Buffer.alloc(100_000_000) }),
  14: () => setImmediate(() => process.disconnect()),
  15: () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); // neither answers nor listens
  },
};

const HASH = '0'.repeat(64);

const doneBy = {
  engineVersion: 'reference-1',
  environment: { version: '0', gitCommit: null, gitDirty: null, node: '', os: '', cpu: '', backend: '' },
};

const done = (seed) => {
  const curve = [{ epoch: 100, loss: 0.5, accuracy: 0.75 }];
  const steps = [1, 2, 3, 4, 5, 6].map((step) => ({ step, accuracy: 0.5, mae: null, counted: 200 }));
  const metrics = { loss: 0.5, accuracy: 0.5, sequence_accuracy: 0.25, training_loss: 0.5 };
  const weights = Float32Array.of(seed);
  const result = { status: 'completed', trainMs: 1, curve, metrics, steps, testGroups: null, weights, weightsSha256: HASH };
  return { kind: 'trained', result, ...doneBy };
};

process.on('disconnect', () => process.exit());
process.on('message', ({ seed }) => {
  if (seed in BEHAVIOURS) BEHAVIOURS[seed]();
  else process.send(done(seed));
});
