/** Holds what `--json` prints against the schema that ships. */
import { Ajv } from 'ajv';
import { expect } from 'vitest';
import { type OutputName, outputSchema } from '../../src/report/output-schema.ts';

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });

/** Fails with every field that is missing, too many, or of another kind. */
export function expectContract(printed: unknown, of: OutputName): void {
  ajv.validate(outputSchema(of), printed);
  expect(ajv.errors ?? [], JSON.stringify(printed, null, 1)).toEqual([]);
}
