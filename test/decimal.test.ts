import { describe, expect, it } from 'vitest';
import { compareDecimals, decimal, decimalOf, percentOf, plus, toNumber } from '../src/decimal.ts';

describe('a decimal', () => {
  it.each([
    ['33.3', 33.3],
    ['.5', 0.5],
    ['5.', 5],
    ['-1.5e-3', -0.0015],
    ['+2E2', 200],
    ['000.10', 0.1],
  ])('reads %s', (text, number) => {
    expect(toNumber(decimal(text))).toBe(number);
  });

  it.each(['', '.', 'e3', '0x10', '1e999', 'NaN', '1,5'])('is not %j', (text) => {
    expect(() => decimal(text)).toThrow(`no number: ${text}`);
  });

  it('adds and compares without the noise of binary numbers: 0.7 + 0.7 + 0.7 + 0.4 is 2.5, 0.1 + 0.2 is 0.3', () => {
    const sum = ['.7', '.7', '.7', '.4'].map(decimal).reduce(plus);
    expect(compareDecimals(sum, decimalOf(2.5))).toBe(0);
    expect(compareDecimals(plus(decimal('.1'), decimal('.2')), decimal('.3'))).toBe(0);
    expect(compareDecimals(decimal('0.29999999999999999'), decimal('.3'))).toBe(-1);
    expect(compareDecimals(decimal('3e-1'), decimal('.2'))).toBe(1);
  });

  it('takes per cent of a number', () => {
    expect(toNumber(percentOf(decimal('33.3'), decimalOf(30)))).toBe(9.99);
  });

  it('takes no time for a number that is too small for float64', () => {
    expect(toNumber(plus(decimal('1e-999999999'), decimal('.5')))).toBe(0.5);
  });
});
