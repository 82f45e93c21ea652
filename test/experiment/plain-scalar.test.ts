import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { plainScalar } from '../../src/experiment/plain-scalar.ts';

/** Texts of the signs that numbers, booleans and null are made of, which no other syntax of YAML begins with. */
const PLAIN = fc
  .stringMatching(/^[0-9.+xoeEa-fA-FnulNULtrTRfsi~]{1,12}$/)
  .filter((text) => !/^[-+.]?$|^---|^\.\.\.$/.test(text));

it.each([
  '',
  '~',
  'null',
  'NULL',
  'true',
  'False',
  '0x1F',
  '0o17',
  '-.inf',
  '.NaN',
  '1e3',
  '+.5',
  '5.',
  '1_000',
  '0b1',
  '25%',
  'x',
])('reads %j as the file would', (text) => {
  expect(plainScalar(text)).toEqual(parse(`key: ${text}`, { schema: 'core' }).key);
});

it('reads any other text so, too', () => {
  fc.assert(
    fc.property(PLAIN, (text) => {
      expect(plainScalar(text)).toEqual(parse(`key: ${text}`, { schema: 'core' }).key);
    }),
    { numRuns: 2000 },
  );
});
