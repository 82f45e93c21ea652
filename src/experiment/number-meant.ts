/** A number as people of other habits write it → as YAML reads it: 0,001 is 0.001, 1.000 epochs are 1000. */
import { decimal, decimalOf, percentOf, toNumber } from '../decimal.ts';
import type { Place } from './problems.ts';

/** What numbers a key takes. */
export interface NumbersTaken {
  readonly whole: boolean;
  readonly perCent: boolean;
}

/**
 * The text that YAML reads as the number that was probably meant; null where the text is no number in any notation.
 *
 * A comma is a decimal point, except where only thousands can be meant: before three digits of a whole number, and
 * beside another comma or a point. The same holds for a point in a whole number.
 *
 * @example numberMeant('0,001', { whole: false, perCent: false }) is '0.001'
 * @example numberMeant('1,000', { whole: true, perCent: false }) is '1000'
 */
export function numberMeant(text: string, { whole, perCent }: NumbersTaken): string | null {
  const bare = text
    .normalize('NFKC')
    .replace(/[\s_'’]/g, '')
    .replace(/per ?cent$/i, '%');
  const [, body, percentSign] = /^(.*?)(%?)$/s.exec(bare) as unknown as [string, string, string];
  const plain = /^[+-]?[\d.,]+(e[+-]?\d+)?$/i.test(body) ? withoutThousands(body, { whole }) : null;
  if (plain === null || !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return null;
  if (percentSign === '' || perCent) return plain + percentSign;
  return String(toNumber(percentOf(decimal(plain), decimalOf(1))));
}

/** With a point for the decimal sign and nothing between thousands; null where the signs cannot be both. */
function withoutThousands(body: string, { whole }: { whole: boolean }): string | null {
  const commas = body.split(',').length - 1;
  const points = body.split('.').length - 1;
  if (commas > 0 && points > 0) {
    const [thousands, point] = body.lastIndexOf(',') > body.lastIndexOf('.') ? ['.', ','] : [',', '.'];
    return isGrouped(body.split(point)[0], thousands) ? body.replaceAll(thousands, '').replace(point, '.') : null;
  }
  const sign = commas > 0 ? ',' : '.';
  if (commas + points > 1 || (whole && isGrouped(body, sign))) {
    return isGrouped(body, sign) ? body.replaceAll(sign, '') : null;
  }
  return body.replace(',', '.');
}

/** Whether the digits stand in groups of three: '1.000.000', but not '0.001'. */
function isGrouped(digits: string, sign: string): boolean {
  const [first, ...others] = digits.split(sign);
  return others.length > 0 && /^[+-]?[1-9]\d{0,2}$/.test(first) && others.every((group) => /^\d{3}$/.test(group));
}

/**
 * The number that a place is part of, where a comma without a space has cut it in two: `0,001` in a list is the values
 * 0 and 001, and in a map 0 and a key 001. Empty where it stands by itself.
 */
export function cutByComma({ source, start, end }: Place): string {
  const before = /(?:[\d.]+,)?$/.exec(source.text.slice(Math.max(0, start - LONGEST), start)) as RegExpExecArray;
  const after = /^(?:,[\d.]+(?:e[+-]?\d+)?%?)?/i.exec(source.text.slice(end, end + LONGEST)) as RegExpExecArray;
  if ((before[0] === '') === (after[0] === '')) return '';
  return before[0] + source.text.slice(start, end) + after[0];
}

const LONGEST = 40;
