import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../src/experiment/problems.ts';
import { renderProblem } from '../../src/report/problem-text.ts';
import { terminalWidth } from '../../src/report/terminal-width.ts';
import type { Problem } from '../../src/vocabulary.ts';

/** The frame of a problem at a word of a text: the line, and the line of carets. */
function frameOf(text: string, word: string): string[] {
  const source = { file: 'f.yaml', text, override: null };
  const start = text.indexOf(word);
  const place = { source, start, end: start + word.length };
  const [problem] = problemsOf([{ severity: 'error', place, key: null, message: 'wrong.' }]);
  return renderProblem(problem, text).split('\n').slice(1);
}

describe('renderProblem', () => {
  it('names the place, what was expected and what was meant, with the line below', () => {
    const problem: Problem = {
      severity: 'error',
      file: 'experiments/x.yaml',
      line: 2,
      column: 12,
      length: 4,
      key: 'direction',
      message: 'expected forward, backward or bidirectional; found "both".',
      suggestion: 'bidirectional',
      override: null,
      lineText: null,
    };
    expect(renderProblem(problem, 'units: 4\ndirection: both\n')).toBe(
      [
        'experiments/x.yaml:2:12  error  direction: expected forward, backward or bidirectional; found "both". Did you mean bidirectional?',
        '   2 | direction: both',
        '     |            ^^^^',
      ].join('\n'),
    );
  });

  it.each([
    ['句子: 双向', '双向'],
    ['"🙂🙂": wrong', 'wrong'],
    ['cafe\u0301: wrong', 'wrong'],
    ['a\u202eb: wrong', 'wrong'],
    ['ｆｕｌｌ: 한국어', '한국어'],
    ['"👨‍👩‍👧": wrong', 'wrong'],
  ])('puts the carets under the place as a terminal shows it: %s', (text, word) => {
    const [line, carets] = frameOf(text, word);
    const column = line.indexOf(word);
    expect(terminalWidth(carets.slice(0, carets.indexOf('^')))).toBe(terminalWidth(line.slice(0, column)));
    expect(carets.trimEnd().length - carets.indexOf('^')).toBe(terminalWidth(word));
  });

  it('shows a tab as one space', () => {
    expect(frameOf('a:\twrong', 'wrong')).toEqual(['   1 | a: wrong', '     |    ^^^^^']);
  });

  it('shows a window of a long line', () => {
    const [line, carets] = frameOf(`${'a'.repeat(500)}WRONG${'b'.repeat(500)}`, 'WRONG');
    expect(line).toBe(`   1 | …${'a'.repeat(40)}WRONG${'b'.repeat(55)}…`);
    expect(carets).toBe(`     | ${' '.repeat(41)}^^^^^`);
  });

  it('ends the carets at the end of the line', () => {
    expect(frameOf('a: [1,\n  2]\n', '[1,\n  2]')).toEqual(['   1 | a: [1,', '     |    ^^^']);
  });

  it('keeps control characters of the file name, the key, the suggestion and the line from the terminal', () => {
    const problem = {
      severity: 'error',
      line: 1,
      column: 1,
      length: 1,
      suggestion: '[a\0b]',
      override: null,
      lineText: null,
    } as const;
    const shown = renderProblem({ ...problem, file: '\u001b[2J', key: '\u0007', message: 'wrong.' }, '\u009b31m');
    expect(shown).toBe(
      '\\u{1b}[2J:1:1  error  \\u{7}: wrong. Did you mean [a\\u{0}b]?\n   1 | \\u{9b}31m\n     | ^^^^^^',
    );
  });
});
