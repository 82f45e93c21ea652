/** A comparison to be pasted: a table in Markdown, or in LaTeX with booktabs. */
import type { Comparison, ComparisonRow } from '../vocabulary.ts';
import { grouped, spaced } from '../words.ts';
import { formatDifferences, formatMeans } from './column-decimals.ts';
import { isBaseline, toldVerdict } from './compared-rows.ts';
import { comparisonFacts, keysOfBlocks } from './comparison-facts.ts';
import { isShare } from './numbers.ts';
import { levelText } from './phrases.ts';

interface PaperColumn {
  readonly title: string;
  /** What stands above the last words of the title, where it may have two lines. */
  readonly above?: string;
  readonly align: 'left' | 'right';
}

interface PaperTable {
  readonly columns: readonly PaperColumn[];
  readonly rows: readonly (readonly string[])[];
  readonly caption: string;
}

/** The table, what it is of, and the answer below it. */
export function comparisonMarkdown(comparison: Comparison, answer: string): string {
  const { columns, rows, caption } = paperTable(comparison);
  const line = (cells: readonly string[]) => `| ${cells.map(markdown).join(' | ')} |`;
  const rule = columns.map(({ align }) => (align === 'right' ? '--:' : '---'));
  return [
    `**${markdown(comparison.experiment)}**: ${markdown(caption)}`,
    '',
    line(columns.map(({ title }) => title)),
    `| ${rule.join(' | ')} |`,
    ...rows.map(line),
    '',
    markdown(answer),
    '',
  ].join('\n');
}

/**
 * A `table` environment for the package booktabs, with the caption; the answer stands above it as a comment. Small, close
 * and with titles on two lines: a level for a row then fits the 345 pt of a column of LaTeX's `article`.
 */
export function comparisonLatex(comparison: Comparison, answer: string): string {
  const { columns, rows, caption } = paperTable(comparison);
  const line = (cells: readonly string[]) => `    ${cells.map(latex).join(' & ')} \\\\`;
  return [
    '% needs \\usepackage{booktabs}',
    `% ${answer.replaceAll(/\s+/g, ' ')}`,
    '\\begin{table}',
    '  \\centering',
    `  \\caption{${latex(`${comparison.experiment}: ${caption}`)}}`,
    `  \\label{tab:${comparison.experiment.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}}`,
    '  \\footnotesize',
    '  \\setlength{\\tabcolsep}{2pt}',
    `  \\begin{tabular}{@{}${columns.map(({ align }) => align[0]).join('')}@{}}`,
    '    \\toprule',
    ...(columns.some(({ above }) => above !== undefined) ? [line(columns.map(({ above = '' }) => above))] : []),
    line(
      columns.map(({ title, above }) => (above === undefined ? title : title.slice(above.length).replace(/^,? /, ''))),
    ),
    '    \\midrule',
    ...rows.map(line),
    '    \\bottomrule',
    '  \\end{tabular}',
    '\\end{table}',
    '',
  ].join('\n');
}

/** Mean, standard deviation and interval of every level, and its difference from the baseline. */
function paperTable(comparison: Comparison): PaperTable {
  const { metric, by, comparisons } = comparison;
  const keys = keysOfBlocks(comparison);
  const isCompared = comparisons > 0;
  const left = (title: string): PaperColumn => ({ title, align: 'left' });
  const right = (title: string, above?: string): PaperColumn => ({
    title,
    align: 'right',
    ...(above !== undefined && { above }),
  });
  const columns = [
    ...keys.map((key) => left(spaced(key))),
    ...(by === null ? [] : [left(spaced(by))]),
    right('params'),
    right(spaced(metric)),
    right('sd'),
    right('95 %'),
    ...(isCompared
      ? [
          isShare(metric) ? right('difference, in points', 'difference') : right('difference'),
          comparisons > 1 ? right('95 % together', '95 %') : right('95 %'),
          right('better in', 'better'),
          left('verdict'),
        ]
      : []),
  ];
  const [mean, format] = [formatMeans(comparison), formatDifferences(comparison)];
  const rows = comparison.rows.map((row) => [
    ...keys.map((key) => String(row.block[key] ?? '–')),
    ...(by === null ? [] : [levelText(row.level, comparison)]),
    grouped(row.planned.parameters),
    ...meanCells(row, mean),
    ...(isCompared ? differenceCells(row, comparison, format) : []),
  ]);
  return { columns, rows, caption: `${comparisonFacts(comparison).join(', ')}.` };
}

function meanCells({ mean, sd, interval }: ComparisonRow, format: (value: number) => string): string[] {
  if (mean === null) return ['–', '–', '–'];
  return [
    format(mean),
    sd === null ? '–' : format(sd),
    interval === null ? '–' : `[${interval.map(format).join(', ')}]`,
  ];
}

function differenceCells(row: ComparisonRow, comparison: Comparison, format: (difference: number) => string): string[] {
  if (row.againstBaseline === null) return [isBaseline(row, comparison) ? 'baseline' : '–', '', '', ''];
  const { difference, interval, betterIn, pairs, verdict } = row.againstBaseline;
  return [
    difference === null ? '–' : format(difference),
    interval === null ? '–' : `[${interval.map(format).join(', ')}]`,
    `${betterIn}/${pairs}`,
    toldVerdict(verdict).replaceAll('-', ' '),
  ];
}

/** What Markdown or HTML would take for markup is escaped. */
function markdown(text: string): string {
  return text
    .replace(/[\\`*_[\]|~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;');
}

const LATEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  '%': '\\%',
  _: '\\_',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '−': '$-$',
  '–': '--',
  '…': '\\ldots{}',
  '×': '$\\times$',
};

/** @example latex('95 % of x_1') is '95 \\% of x\\_1' */
function latex(text: string): string {
  return text.replace(/[\\{}$&#%_~^−–…×]/g, (sign) => LATEX[sign]).replace(/(?<=\d) (?=\d{3}(?!\d))/g, '\\,'); // thousands
}
