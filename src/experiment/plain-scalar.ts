/** A plain YAML value outside a file: on the command line, and as a level of a comparison. */
import { isScalar, Schema } from 'yaml';
import type { Scalar } from './document.ts';

const TAGS = new Schema({ schema: 'core' }).tags;

/**
 * The value of a plain scalar as YAML's core schema has it: the same rules as for the file.
 *
 * @example plainScalar('0x10') is 16, plainScalar('1e-3') is 0.001, plainScalar('02') is 2, plainScalar('25%') is '25%'
 */
export function plainScalar(text: string): Scalar {
  for (const tag of TAGS) {
    if (!('test' in tag) || !tag.default || !tag.test?.test(text)) continue;
    const value = tag.resolve(text, () => {}, { intAsBigInt: false });
    return (isScalar(value) ? value.value : value) as Scalar; // the core schema has no other values
  }
  return text;
}
