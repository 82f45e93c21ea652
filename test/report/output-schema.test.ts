import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { type Output, outputSchema, outputSchemas } from '../../src/report/output-schema.ts';

describe('the schema of what --json prints', () => {
  it('ships as it is here', () => {
    const shipped = readFileSync(new URL('../../dist/output.schema.json', import.meta.url), 'utf8');
    expect(JSON.parse(shipped)).toEqual(JSON.parse(JSON.stringify(outputSchemas())));
  });

  it('is one that a validator takes, whole and by name', () => {
    const ajv = new Ajv({ strict: true, allowUnionTypes: true });
    const isOutput = ajv.compile(outputSchemas());
    const version = {
      format: 1,
      bothways: '0.1.0',
      node: 'v20',
      sqlite: '3',
      engines: { fused: '', tfjs: '', reference: '' },
      kernel: 'WebAssembly SIMD',
    };
    expect(isOutput(version)).toBe(true);
    expect(isOutput({ ...version, format: 2 })).toBe(false);
    expect(ajv.compile(outputSchema('init'))({ format: 1, written: ['a.yaml'] })).toBe(true);
    expect(ajv.compile(outputSchema('init'))({ format: 1, written: 'a.yaml' })).toBe(false);
  });

  it('gives the types of the same objects', () => {
    const written: Output<'init'> = { format: 1, written: ['a.yaml'] };
    const verdict: Output<'verify'>['verdict'] = 'bit-identical';
    // @ts-expect-error: not one of the verdicts
    const unknown: Output<'verify'>['verdict'] = 'fine';
    const cell: Output<'runs'>['runs'][number]['cell'] = 'gru';
    const momentum: Output<'runs'>['runs'][number]['momentum'] = null;
    // @ts-expect-error: every configuration has one
    const units: Output<'runs'>['runs'][number]['units'] = null;
    expect([cell, momentum, units]).toEqual(['gru', null, null]);
    expect([written.written, verdict, unknown]).toEqual([['a.yaml'], 'bit-identical', 'fine']);
  });
});
