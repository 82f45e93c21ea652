import { describe, expect, it } from 'vitest';
import { quoted } from '../../src/experiment/quoted.ts';
import { suggestKey, suggestValue } from '../../src/experiment/suggestions.ts';

describe('quoted', () => {
  it('shows text in quotation marks, cut after sixty characters, and other values as they are', () => {
    expect([quoted('x'), quoted(4), quoted(true), quoted(null)]).toEqual(['"x"', '4', 'true', 'nothing']);
    expect(quoted('x'.repeat(100))).toBe(`"${'x'.repeat(60)}…"`);
    expect(quoted('x'.repeat(60))).toBe(`"${'x'.repeat(60)}"`);
  });
});

describe('suggestions', () => {
  const keys = ['units', 'epochs', 'direction', 'learning_rate', 'sequence_length', 'sequences_per_epoch'];

  it.each([
    ['unit', 'units'],
    ['Units', 'units'],
    ['UNTIS', 'units'],
    ['learning-rate', 'learning_rate'],
    ['learningRate', 'learning_rate'],
    ['sequence_lenght', 'sequence_length'],
    ['sequence_per_epoch', 'sequences_per_epoch'],
    ['hidden_size', 'units'],
    ['colour', null],
    ['u', null],
    ['', null],
  ])('%s → %s', (found, expected) => {
    expect(suggestKey(found, keys)).toBe(expected);
  });

  it('know other words for values', () => {
    expect(suggestValue('both', ['forward', 'bidirectional'])).toBe('bidirectional');
    expect(suggestValue('both', ['forward', 'backward'])).toBeNull();
  });
});
