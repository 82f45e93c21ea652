import { afterEach, describe, expect, it, vi } from 'vitest';
import { engineBackend, engineNamed, engineVersion, tfjsNodeAdvice } from '../../src/engines/engines.ts';
import { ENGINES } from '../../src/vocabulary.ts';
import { adam, EXAMPLES, exampleSequences, exampleWeights, STEPS } from './examples.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the engines by name', () => {
  it('have versions and backends that are known before they are loaded', () => {
    expect(engineVersion('reference')).toBe('reference-1');
    expect(engineVersion('fused')).toMatch(/^fused-\d+$/);
    expect(engineVersion('tfjs')).toMatch(/^tfjs-4\.22\.0-cpu$|^tfjs-node-4\.22\.0-tensorflow$/);
    expect(ENGINES.map(engineBackend)).not.toContain(undefined);
    expect(tfjsNodeAdvice() === null).toBe(engineVersion('tfjs').startsWith('tfjs-node'));
  });

  it.each(ENGINES)('have the versions and backends that they say: %s', async (name) => {
    const engine = await engineNamed(name);
    expect([engine.name, engine.version, engine.backend]).toEqual([name, engineVersion(name), engineBackend(name)]);
  });

  it.each(ENGINES)('print nothing: %s', async (name) => {
    const spies = [
      ...(['log', 'info', 'warn', 'error'] as const).map((each) => vi.spyOn(console, each)),
      vi.spyOn(process.stdout, 'write'),
      vi.spyOn(process.stderr, 'write'),
    ];
    const { model } = EXAMPLES[0];
    const settings = { optimizer: adam(0.001), batchSize: 1, steps: STEPS };
    const trainer = await (await engineNamed(name)).createTrainer(model, exampleWeights(model), settings);
    await trainer.train(exampleSequences(EXAMPLES[0], 2));
    trainer.dispose();
    expect(spies.flatMap((spy) => spy.mock.calls)).toEqual([]);
  });
});
