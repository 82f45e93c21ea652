/** One sequence of own data from what a user typed. */
import type { Sequences } from '../../vocabulary.ts';
import { InputError } from '../dataset.ts';
import { numberIn, numberMeant, piecesOf } from './cells.ts';
import type { Description } from './prepared.ts';

/**
 * Tokens, or numbers step by step with the columns of a step beside each other: `0.1 9.8 0.3 9.7` is two steps of two.
 *
 * @throws {InputError} naming every number that is none, and a count that is no multiple of the columns
 */
export function readTyped(typed: readonly string[], description: Description): Sequences {
  const { input, output, settings } = description;
  const letters = settings.split_letters === true;
  const pieces = typed.flatMap((piece) => piecesOf(piece, { letters }));
  const inputs = input.kind === 'numbers' ? numbersOf(pieces, description) : tokensOf(pieces, description);
  const steps = input.kind === 'numbers' ? inputs.length / input.features : inputs.length;
  const answers = output.per === 'sequence' ? 1 : steps;
  const sequence = {
    count: 1,
    steps,
    inputs,
    labels: new Int32Array(answers).fill(-1),
    targets: null,
    counted: new Uint8Array(answers).fill(1),
    lengths: Int32Array.of(steps),
  };
  return sequence;
}

function tokensOf(pieces: readonly string[], { words }: Description): Int32Array {
  if (pieces.length === 0) throw new InputError(['expected a sequence of tokens; found none.']);
  const unknown = words.tokens.length - 1;
  return Int32Array.from(pieces, (piece) => {
    const token = words.tokens.indexOf(piece);
    return token < 0 ? unknown : token;
  });
}

/** As training saw them: standardised, and with an input per column that may have gaps. */
function numbersOf(pieces: readonly string[], { input, columns, settings }: Description): Float32Array {
  const width = columns.length;
  const problems = pieces.flatMap((piece, i) => {
    const number = numberIn(piece);
    if (number !== null && !(Number.isNaN(number) && settings.missing === 'error')) return [];
    const meant = numberMeant(piece);
    return [`number ${i + 1}: expected a number; found "${piece}".${meant === null ? '' : ` Write ${meant}.`}`];
  });
  if (pieces.length === 0 || pieces.length % width !== 0) {
    const each =
      width === 1
        ? 'numbers, one per step'
        : `numbers, ${width} per step (${columns.map(({ name }) => name).join(', ')})`;
    problems.push(`expected ${each}; found ${pieces.length}.`);
  }
  if (problems.length > 0) throw new InputError(problems);
  const features = input.kind === 'numbers' ? input.features : 1;
  return standardised(
    Float64Array.from(pieces, (piece) => numberIn(piece) ?? Number.NaN),
    { features, columns, isStandardised: settings.standardise === true },
  );
}

/** (T, F) as training takes numbers of a file (T, columns). */
export function standardised(
  values: Float64Array,
  { features, columns, isStandardised }: { features: number; columns: Description['columns']; isStandardised: boolean },
): Float32Array {
  const width = columns.length;
  const steps = values.length / width;
  const inputs = new Float32Array(steps * features);
  const gaps = columns.flatMap(({ missing }, f) => (missing > 0 ? [f] : []));
  for (let s = 0; s < steps; s++) {
    for (const [f, { mean, sd }] of columns.entries()) {
      const value = values[s * width + f];
      if (isStandardised) inputs[s * features + f] = Number.isNaN(value) ? 0 : (value - mean) / (sd || 1);
      else inputs[s * features + f] = Number.isNaN(value) ? mean : value;
    }
    for (const [i, f] of gaps.entries()) inputs[s * features + width + i] = Number.isNaN(values[s * width + f]) ? 1 : 0;
  }
  return inputs;
}
