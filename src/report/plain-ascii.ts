/** What Bothways prints, in ASCII alone: for terminals that show ★ … · − × in two columns, or not at all. */

/** One character for one, so that what stands in columns stays there. */
const PLAIN: Readonly<Record<string, string>> = {
  '−': '-',
  '–': '-',
  '—': '-',
  '…': '~',
  '·': '|',
  '★': '*',
  '●': 'o',
  '×': 'x',
  '÷': '/',
  '±': '~',
  '→': '>',
  '←': '<',
  '≤': '<',
  '≥': '>',
  '≈': '~',
  '²': '2',
  '’': "'",
  '“': '"',
  '”': '"',
  '─': '-',
  '│': '|',
  '┊': ':',
  '└': '+',
  '├': '|',
  '┤': '|',
  '▁': '_',
  '▂': '.',
  '▃': ':',
  '▄': '-',
  '▅': '=',
  '▆': '+',
  '▇': '*',
  '█': '#',
};

const SIGN = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'g');

/**
 * The text with our signs in ASCII, as wide as before. Letters of other scripts, which come from files and tasks, stay.
 *
 * @example plainAscii('★ +1.13  (+0.73 … +1.51)') is '* +1.13  (+0.73 ~ +1.51)'
 */
export function plainAscii(text: string): string {
  return text.replace(SIGN, (sign) => PLAIN[sign]);
}

/**
 * Whether to write so: where `BOTHWAYS_ASCII` asks for it, and in a terminal whose locale is said to be another than
 * UTF-8.
 */
export function wantsPlainAscii(
  { BOTHWAYS_ASCII, LC_ALL, LC_CTYPE, LANG }: Readonly<Record<string, string | undefined>>,
  { isTerminal }: { isTerminal: boolean },
): boolean {
  if (BOTHWAYS_ASCII) return BOTHWAYS_ASCII !== '0';
  const locale = LC_ALL || LC_CTYPE || LANG; // the first that is set and not empty, as POSIX has it
  return isTerminal && locale !== undefined && locale !== '' && !/utf-?8/i.test(locale);
}
