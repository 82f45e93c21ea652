/** Numbers of a model → numbers of the file. */

/** What a number was standardised by: a model has (number of the file − mean) ÷ sd. */
interface Standardised {
  readonly mean: number;
  readonly sd: number;
}

/** Of a float32: the gap to the next one is at most so much of it. */
const FLOAT32_GAP = 2 ** -23;

/** Beyond them a float64 has nothing to say either. */
const MOST_DIGITS = 12;

/**
 * The number in the unit of the file, with as many decimals as its float32 has kept: a number that stands in the file with
 * no more of them comes back as it stands there. That is six or seven digits of how far it is from the mean.
 *
 * @example inUnitOfFile(Math.fround((19 - 12.3) / 4.56), { mean: 12.3, sd: 4.56 }) is 19, not 18.999999725
 */
export function inUnitOfFile(standardised: number, { mean, sd }: Standardised): number {
  const fromMean = standardised * sd;
  const number = fromMean + mean;
  if (!Number.isFinite(number)) return number;
  const decimals = fromMean === 0 ? MOST_DIGITS : Math.floor(-Math.log10(Math.abs(fromMean) * FLOAT32_GAP));
  return Number(rounded(number, decimals).toPrecision(MOST_DIGITS));
}

/** To tens and hundreds with −1 and −2 decimals. */
function rounded(number: number, decimals: number): number {
  if (decimals >= 0) return Number(number.toFixed(Math.min(decimals, 100)));
  return Math.round(number / 10 ** -decimals) * 10 ** -decimals;
}
