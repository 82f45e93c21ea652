/** Decimal numbers as they are written, calculated with exactly: 33.3 % of 30 is 9.99, which binary numbers miss. */

/** digits · 10^exponent */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

export const ZERO: Decimal = { digits: 0n, exponent: 0 };

const WRITTEN = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i;

/**
 * What a text such as `33.3`, `.5` or `1.5e-3` says. What is too small for float64 is 0, so that an exponent does not
 * decide how long a calculation takes.
 *
 * @throws where the text is no finite number
 */
export function decimal(text: string): Decimal {
  const match = WRITTEN.exec(text);
  if (match === null || !Number.isFinite(Number(text)) || !/\d/.test(text)) throw new Error(`no number: ${text}`);
  if (Number(text) === 0) return ZERO;
  const [, sign, whole, fraction, power = '0'] = match;
  return {
    digits: BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n),
    exponent: Number(power) - fraction.length,
  };
}

/** The decimal that JavaScript writes for a number: 0.7 is 0.7, not the binary number beside it. */
export function decimalOf(number: number): Decimal {
  return decimal(String(number));
}

export function plus(a: Decimal, b: Decimal): Decimal {
  const exponent = Math.min(a.exponent, b.exponent);
  return { digits: shifted(a, exponent) + shifted(b, exponent), exponent };
}

export function times(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, exponent: a.exponent + b.exponent };
}

/** Negative where `a` is the smaller one, 0 where they are equal, positive where it is the greater one. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const exponent = Math.min(a.exponent, b.exponent);
  const difference = shifted(a, exponent) - shifted(b, exponent);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** So many per cent of an amount. */
export function percentOf(percent: Decimal, amount: Decimal): Decimal {
  const { digits, exponent } = times(percent, amount);
  return { digits, exponent: exponent - 2 };
}

/** The float64 nearest to it. */
export function toNumber({ digits, exponent }: Decimal): number {
  return Number(`${digits}e${exponent}`);
}

function shifted({ digits, exponent }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(exponent - to);
}
