/** Names and descriptions that would steer a terminal, run in a browser, a spreadsheet or a shell, or leave a folder. */

const PAYLOADS = [
  // Terminals: clear it, rename it, hide its cursor, ask it, ring it, write over what stands there
  '\u001b[2J\u001b[H',
  '\u001b]0;title\u0007',
  '\u001b]8;;http://example.com\u0007link\u001b]8;;\u0007',
  '\u001b[?25l',
  '\u001b[31mred',
  '\u001bP+q544e\u001b\\',
  '\u009b2J',
  '\u009d0;title\u009c',
  '\u0090payload\u009c',
  '\u0007',
  '\b\b\b\b\b',
  '\r',
  '\n',
  '\r\nexit status: 0',
  '\t',
  '\u000b\u000c',
  '\u007f',
  '\u0000',
  '\u0085',
  '\u2028',
  '\u2029',
  // The direction of the text
  '\u202egnp.exe',
  '\u202d',
  '\u2066\u2067\u2068\u2069',
  '\u200e\u200f\u061c',
  // Browsers
  '<script>alert(1)</script>',
  '"><svg onload=alert(1)>',
  "'-alert(1)-'",
  '</script><!--',
  '&lt;b&gt; {{7*7}}',
  'javascript:alert(1)',
  // Spreadsheets
  '=cmd()',
  "=cmd|' /C calc'!A0",
  '+1+1',
  '-1+1',
  '@SUM(1)',
  '\t=1+1',
  '\uff1d1+1',
  'a;=1+1',
  // SQL, shells, file systems
  "' OR 1=1 --",
  '"; DROP TABLE runs; --',
  '$(touch touched) `touch touched`',
  '--help',
  '../../../../outside',
  '/outside/of/everything',
  '..\\..\\outside',
  '%00%2e%2e%2f',
  // Only long or wide
  'x'.repeat(10_000),
  '\u0301'.repeat(500),
  '字🙂👩‍👩‍👧‍👦'.repeat(50),
];

/** Two hundred: each of the fifty alone, before, after and within an ordinary name. */
export function hostileNames(): string[] {
  return PAYLOADS.flatMap((text) => [text, `${text}sizes`, `hidden${text}`, `hidden${text}sizes`]);
}
