import { describe, expect, it } from 'vitest';
import { alternatives, grouped, listing, plural, terminalText } from '../src/words.ts';

describe('alternatives and listing', () => {
  it('put or and and before the last of several words', () => {
    expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(alternatives)).toEqual(['', 'a', 'a or b', 'a, b or c']);
    expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listing)).toEqual(['', 'a', 'a and b', 'a, b and c']);
  });
});

describe('grouped', () => {
  it('puts a space before every three digits', () => {
    expect([0, 999, 1024, 3561, 1234567].map(grouped)).toEqual(['0', '999', '1 024', '3 561', '1 234 567']);
  });
});

describe('plural', () => {
  it('has an s for all counts but one', () => {
    expect([0, 1, 2, 1200].map((count) => plural(count, 'run'))).toEqual(['0 runs', '1 run', '2 runs', '1 200 runs']);
  });
});

describe('terminalText', () => {
  it('writes out what would steer a terminal, and nothing else', () => {
    expect(terminalText('a\u001b[2Jb')).toBe('a\\u{1b}[2Jb');
    expect(terminalText('\u202eevil\u200f')).toBe('\\u{202e}evil\\u{200f}');
    expect(terminalText('双向 é 🙂 −0.5')).toBe('双向 é 🙂 −0.5');
    const all = Array.from({ length: 0x10ffff }, (_, code) => String.fromCodePoint(code));
    expect(all.filter((character) => terminalText(character) !== character)).toHaveLength(65 + 2048 + 14);
  });
});
