import { describe, expect, it } from 'vitest';
import { toCsv } from '../../src/report/csv.ts';
import { MOST_ROWS_FOR_CLI_TABLE, renderTable, wrap } from '../../src/report/table.ts';
import { terminalJson, terminalText } from '../../src/report/terminal-text.ts';
import { terminalWidth } from '../../src/report/terminal-width.ts';

const columns = [
  { title: 'word', align: 'left' },
  { title: 'share', align: 'right' },
] as const;

describe('a table', () => {
  it('puts numbers to the right and three spaces between columns', () => {
    expect(
      renderTable(
        columns,
        [
          ['a', '0.5'],
          ['bcdef', '12.25'],
        ],
        { width: 80 },
      ),
    ).toBe(['word    share', 'a         0.5', 'bcdef   12.25'].join('\n'));
  });

  it('counts two columns of the terminal for each Chinese character', () => {
    expect(
      renderTable(
        columns,
        [
          ['去医院', '0.5'],
          ['休', '0.25'],
        ],
        { width: 80 },
      ),
    ).toBe(['word     share', '去医院     0.5', '休        0.25'].join('\n'));
  });

  it('leaves out a column whose cells are all empty', () => {
    expect(
      renderTable(
        columns,
        [
          ['', '1'],
          ['', '2'],
        ],
        { width: 80 },
      ),
    ).toBe('share\n    1\n    2');
  });

  it('gives up columns where the terminal is narrow, and at last sets some above their rows', () => {
    const giving = [
      { title: 'task', align: 'left', whenNarrow: 'above' },
      { title: 'word', align: 'left' },
      { title: 'early', align: 'right', whenNarrow: 'left out early' },
      { title: 'late', align: 'right', whenNarrow: 'left out late' },
    ] as const;
    const rows = [
      ['first', 'a', '1', '2'],
      ['', 'b', '3', '4'],
      ['second', 'c', '5', '6'],
    ];
    const at = (width: number) => renderTable(giving, rows, { width }).split('\n');
    expect(at(80)[1]).toBe('first    a          1      2');
    expect(at(24)[1]).toBe('first    a         2');
    expect(at(15)).toEqual(['word   late', 'task first', 'a         2', 'b         4', 'task second', 'c         6']);
    expect(at(11).slice(0, 3)).toEqual(['word   late', 'task first', 'a         2']);
    expect(at(10).slice(0, 3)).toEqual(['word', 'task first', 'a']);
  });

  it('becomes a record per row where the terminal is too narrow', () => {
    expect(
      renderTable(
        columns,
        [
          ['a', '0.5'],
          ['bcdef', '12.25'],
        ],
        { width: 12 },
      ),
    ).toBe(['word   a', 'share  0.5', '----', 'word   bcdef', 'share  12.25'].join('\n'));
  });

  it('looks the same however many rows it has', () => {
    const rows = Array.from({ length: MOST_ROWS_FOR_CLI_TABLE + 1 }, (_, i) => [`词${'x'.repeat(i % 7)}`, `${i}`]);
    const many = renderTable(columns, rows, { width: 80 }).split('\n');
    const fewer = renderTable(columns, rows.slice(0, -1), { width: 80 }).split('\n');
    expect(many.slice(0, -1)).toEqual(fewer);
  });
});

describe('text for a terminal', () => {
  it('writes out what could steer it', () => {
    expect(terminalText('a\u001b[2Jb\u0007\u009b31m\u202ec\r\n')).toBe(
      'a\\u{1b}[2Jb\\u{7}\\u{9b}31m\\u{202e}c\\u{d}\\u{a}',
    );
  });

  it('keeps letters of every language', () => {
    expect(terminalText('不舒服 naïve − Ω 👍')).toBe('不舒服 naïve − Ω 👍');
  });

  it('is wrapped at words, with the lines after the first indented', () => {
    expect(wrap('one two three four', 9, 2)).toBe('one two\n  three\n  four');
    expect(wrap('休息 休息 休息', 9)).toBe('休息 休息\n休息');
    expect(terminalWidth('休息')).toBe(4);
  });

  it('is never broken within a number', () => {
    expect(wrap('of 10 000 runs', 8)).toBe('of\n10 000\nruns');
    expect(wrap('of 10 seeds', 6)).toBe('of 10\nseeds');
  });
});

describe('comma-separated values', () => {
  it('quote commas, quotes and line ends as RFC 4180 has it', () => {
    expect(
      toCsv(
        ['a', 'b'],
        [
          ['x,y', 'say "hi"'],
          ['line\nend', null],
          [1.5, -2],
        ],
      ),
    ).toBe('a,b\r\n"x,y","say ""hi"""\r\n"line\nend",\r\n1.5,-2\r\n');
  });

  it('put a quote before text that a spreadsheet would run', () => {
    expect(toCsv(['name'], [['=cmd()'], ['+1+2'], ['-a'], ['@x'], [' =1'], ['\uff1d1'], ['ok']])).toBe(
      "name\r\n'=cmd()\r\n'+1+2\r\n'-a\r\n'@x\r\n' =1\r\n'\uff1d1\r\nok\r\n",
    );
    expect(toCsv(['name'], [['a;=cmd()']])).toBe('name\r\n"a;=cmd()"\r\n');
  });

  it('leave text that is a number as it is, so that losses do not vanish from a mean', () => {
    const numbers = ['-0.001', '+1', '-1e-3', '-.5', '-12.5%', '-3.'];
    expect(
      toCsv(
        ['number'],
        numbers.map((number) => [number]),
      ),
    ).toBe(`number\r\n${numbers.join('\r\n')}\r\n`);
    expect(toCsv(['formula'], [['-1-2'], ['-0x1'], ['-1:2'], ['-']])).toBe(
      "formula\r\n'-1-2\r\n'-0x1\r\n'-1:2\r\n'-\r\n",
    );
  });

  it('write out what would steer a terminal', () => {
    expect(toCsv(['name'], [['a\u001b[2J'], ['\u202eb'], ['c\rd']])).toBe(
      'name\r\na\\u{1b}[2J\r\n\\u{202e}b\r\nc\\u{d}d\r\n',
    );
  });
});

describe('JSON for a terminal', () => {
  it('escapes what would steer it, and says the same to a parser', () => {
    const value = { 'a\u009b2J': '\u202e\u007f\u001b' };
    expect(terminalJson(value)).toBe('{"a\\u009b2J":"\\u202e\\u007f\\u001b"}');
    expect(JSON.parse(terminalJson(value))).toEqual(value);
  });
});
