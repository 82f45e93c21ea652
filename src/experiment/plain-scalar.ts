/** A plain YAML value outside a file: on the command line, and as a level of a comparison. */
import type { Scalar } from './document.ts';

/**
 * YAML 1.2's core schema (chapter 10.3.2), as the package `yaml` has it, which reads the files. Written down here so
 * that a command without a file need not load it.
 */
const CORE: readonly (readonly [RegExp, (text: string) => Scalar])[] = [
  [/^(?:~|[Nn]ull|NULL)?$/, () => null],
  [/^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$/, (text) => /^t/i.test(text)],
  [/^0o[0-7]+$/, (text) => Number.parseInt(text.slice(2), 8)],
  [/^[-+]?[0-9]+$/, Number],
  [/^0x[0-9a-fA-F]+$/, Number],
  [/^[-+]?\.(?:inf|Inf|INF)$/, (text) => (text.startsWith('-') ? -Infinity : Infinity)],
  [/^\.(?:nan|NaN|NAN)$/, () => Number.NaN],
  [/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/, Number],
];

/**
 * The value of a plain scalar, by the same rules as for the file.
 *
 * @example plainScalar('0x10') is 16, plainScalar('1e-3') is 0.001, plainScalar('02') is 2, plainScalar('25%') is '25%'
 */
export function plainScalar(text: string): Scalar {
  const rule = CORE.find(([pattern]) => pattern.test(text));
  return rule === undefined ? text : rule[1](text);
}
