/** The rows of the answer's table: what stands in each, whatever the width. */

import type { DocumentRow, ExperimentDocument } from '../../../report/experiment-document.ts';
import { grouped } from '../../../words.ts';
import { rowsByBlock } from '../levels.ts';

export interface AnswerRow {
  readonly row: DocumentRow;
  /** The baseline of the block, where it has a column of its own. */
  readonly baseline: DocumentRow | null;
  /** The block's values, key by key; '' where the row above says the same. */
  readonly block: readonly string[];
  readonly isFirstOfBlock: boolean;
}

/**
 * A row for each level; with blocks the baseline is a column instead, which halves the rows. A block in which nothing
 * is held against its baseline keeps all its levels.
 */
export function answerRows(document: ExperimentDocument): AnswerRow[] {
  const hasBlocks = document.keys.length > 0;
  let above: readonly string[] = [];
  return rowsByBlock(document).flatMap(({ block, rows }) => {
    const values = document.keys.map(({ name }) => String(block[name] ?? '–'));
    const firstNew = values.findIndex((value, k) => value !== above[k]);
    above = values;
    const baseline = hasBlocks ? (rows.find(({ isBaseline }) => isBaseline) ?? null) : null;
    const others = rows.filter((row) => row !== baseline);
    const shown = others.length === 0 ? rows : others;
    return shown.map((row, i) => ({
      row,
      baseline: others.length === 0 ? null : baseline,
      block: values.map((value, k) => (i === 0 && k >= firstNew ? value : '')),
      isFirstOfBlock: i === 0,
    }));
  });
}

/** The row that is best of all, where its verdict bears it out; null where none is, and while runs are missing. */
export function bestRow({ rows, metric }: ExperimentDocument): DocumentRow | null {
  const sign = metric.better === 'higher' ? 1 : -1;
  const [best] = rows.toSorted((a, b) =>
    a.mean === null || b.mean === null ? Number(a.mean === null) - Number(b.mean === null) : sign * (b.mean - a.mean),
  );
  return best?.isBest ? best : null;
}

/** '10 lost', '2 at floor': what stands small under a mean. */
export function runNotes({ diverged, failed, atFloor }: DocumentRow): string {
  const lost = diverged + failed;
  const notes = [lost > 0 && `${grouped(lost)} lost`, atFloor > 0 && `${grouped(atFloor)} at floor`];
  return notes.filter((note) => note !== false).join(', ');
}

const SIGNS = { better: '▲', worse: '▼', same: '=', undecided: '?', 'too-few-seeds': '?' } as const;

export function isDecided({ against }: DocumentRow): boolean {
  return against !== null && against.verdict !== 'undecided' && against.verdict !== 'too-few-seeds';
}

/** '▲ better': the word with a sign, so that neither colour nor language is needed. */
export function verdictText({ row: { against, text, isBaseline } }: Pick<AnswerRow, 'row'>): string {
  if (against !== null) return `${SIGNS[against.verdict]} ${text.verdict}`;
  return isBaseline ? 'baseline' : '';
}

/** Where each of things below each other begins, and where the last one ends. */
export function stacked(heights: readonly number[], from: number): number[] {
  const tops = [from];
  for (const height of heights) tops.push(tops[tops.length - 1] + height);
  return tops;
}
