/** Numbers standardised and tokens numbered by what the training part has of them. */
import type { ColumnSummary, ModelInput } from '../../vocabulary.ts';
import { momentsOf } from './kept.ts';
import type { RawInputs } from './raw.ts';
import { standardised } from './read-typed.ts';
import type { DataSettings } from './settings.ts';

export interface InputNumbers {
  readonly input: ModelInput;
  readonly values: Float32Array | Int32Array;
  readonly columns: readonly ColumnSummary[];
  readonly tokens: readonly string[];
}

/** Numbers less their mean ÷ standard deviation over the steps of the training part; then a 0/1 input per column with gaps. */
export function numbersOf(
  { columns: names, values }: RawInputs & { kind: 'numbers' },
  { standardise }: DataSettings,
  trained: Uint8Array,
): InputNumbers {
  const width = names.length;
  const steps = trained.length;
  const columns = names.map((name, f): ColumnSummary => {
    let missing = 0;
    for (let s = 0; s < steps; s++) if (Number.isNaN(values[s * width + f])) missing += 1;
    const moments = momentsOf((take) => {
      for (let s = 0; s < steps; s++) if (trained[s] === 1) take(values[s * width + f]);
    });
    return { name, missing, ...moments };
  });
  const features = width + columns.filter(({ missing }) => missing > 0).length;
  const inputs = standardised(values, { features, columns, isStandardised: standardise === true });
  return { input: { kind: 'numbers', features }, values: inputs, columns, tokens: [] };
}

export const UNKNOWN = '<unknown>';

/** Tokens that the training part has at least `min_count` times, in the order of their first appearance; then the unknown one. */
export function tokensOf(
  { words, values }: RawInputs & { kind: 'tokens' },
  { min_count = 1 }: DataSettings,
  trained: Uint8Array,
): InputNumbers {
  const times = new Int32Array(words.length);
  for (let s = 0; s < values.length; s++) if (trained[s] === 1) times[values[s]] += 1;
  const numberOf = new Int32Array(words.length).fill(-1);
  const tokens: string[] = [];
  for (let s = 0; s < values.length; s++) {
    const word = values[s];
    if (trained[s] === 0 || numberOf[word] >= 0 || times[word] < min_count) continue;
    numberOf[word] = tokens.length;
    tokens.push(words[word]);
  }
  const unknown = tokens.length;
  const inputs = values.map((word) => (numberOf[word] < 0 ? unknown : numberOf[word]));
  return {
    input: { kind: 'tokens', vocabulary: unknown + 1 },
    values: inputs,
    columns: [],
    tokens: [...tokens, UNKNOWN],
  };
}

export function countTokens(tokens: Int32Array, { tested, unknown }: { tested: Uint8Array; unknown: number }) {
  const counts = { test: 0, unknown: 0 };
  for (let s = 0; s < tokens.length; s++) {
    if (tested[s] === 0) continue;
    counts.test += 1;
    if (tokens[s] === unknown) counts.unknown += 1;
  }
  return counts;
}
