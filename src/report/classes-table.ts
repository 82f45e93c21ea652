/** Precision and recall of each class for each level, and what is taken for what. */
import type { LevelClasses } from '../vocabulary.ts';
import { grouped, plural } from '../words.ts';
import { formatFixed } from './numbers.ts';
import { levelText, nameOf } from './phrases.ts';
import { left, renderTable, right } from './table.ts';
import { terminalText } from './terminal-text.ts';

export interface ClassesOptions {
  /** Names of the K classes. */
  readonly names: readonly string[];
  readonly by: string | null;
}

/** Classes of a matrix at most; of more, the commonest mistakes are listed. */
const MOST_IN_MATRIX = 8;
const MOST_MISTAKES = 10;

/** One table per block under its name, each with the matrices of its levels. */
export function classesTables(levels: readonly LevelClasses[], options: ClassesOptions & { width: number }): string {
  return [...byBlock(levels)]
    .map(([name, rows]) => {
      const table = scoreTable(rows, options);
      const matrices = rows.filter(({ runs }) => runs > 0).map((row) => confusionText(row, options));
      return [...(name === '' ? [] : [` ${terminalText(name)}`]), table, '', matrices.join('\n\n')].join('\n');
    })
    .join('\n\n');
}

function byBlock(levels: readonly LevelClasses[]): Map<string, LevelClasses[]> {
  const blocks = new Map<string, LevelClasses[]>();
  for (const level of levels) {
    const name = Object.entries(level.block)
      .map(([key, value]) => `${key} ${value}`)
      .join(', ');
    blocks.set(name, [...(blocks.get(name) ?? []), level]);
  }
  return blocks;
}

/** A row per class: its support, and the precision and recall of each level. */
function scoreTable(levels: readonly LevelClasses[], { names, by, width }: ClassesOptions & { width: number }): string {
  const titled = (level: LevelClasses, score: string) => {
    const name = by === null ? '' : terminalText(nameOf(by, level.level));
    return {
      ...right(name === '' ? score : `${name} ${score}`),
      narrowTitle: name === '' ? score : `${name}\n${score}`,
    };
  };
  const columns = [
    left('class'),
    right('support'),
    ...levels.flatMap((level) => [titled(level, 'precision'), titled(level, 'recall')]),
  ];
  const support = levels.find(({ runs }) => runs > 0)?.classes ?? [];
  const rows = names.map((name, k) => [
    terminalText(name),
    grouped(support[k]?.support ?? 0),
    ...levels.flatMap(({ classes }) => [share(classes[k].precision), share(classes[k].recall)]),
  ]);
  return renderTable(columns, rows, { width, indent: 1 });
}

/** Of each class, the shares that were taken for each, in per cent. */
function confusionText(level: LevelClasses, { names, by, width }: ClassesOptions & { width: number }): string {
  const name = by === null ? '' : `${terminalText(nameOf(by, level.level))}: `;
  const runs = plural(level.runs, 'run');
  if (names.length > MOST_IN_MATRIX) return mistakesText(level, { names, heading: `${name}of ${runs}` });
  const shown = names.map(terminalText);
  const columns = [left('actual'), ...shown.map((title) => right(`as ${title}`))];
  const rows = level.confusion.map((row, k) => {
    const actual = row.reduce((sum, times) => sum + times, 0);
    return [shown[k], ...row.map((times) => perCent(times, actual))];
  });
  return ` ${name}what each class is taken for, in per cent of it (${runs})\n${renderTable(columns, rows, { width, indent: 3 })}`;
}

function mistakesText(
  { confusion }: LevelClasses,
  { names, heading }: { names: readonly string[]; heading: string },
): string {
  const mistakes = confusion.flatMap((row, actual) =>
    row.flatMap((times, predicted) => (times > 0 && actual !== predicted ? [{ actual, predicted, times }] : [])),
  );
  mistakes.sort((a, b) => b.times - a.times);
  const lines = mistakes.slice(0, MOST_MISTAKES).map(({ actual, predicted, times }) => {
    const share = perCent(
      times,
      confusion[actual].reduce((sum, each) => sum + each, 0),
    );
    return `   ${terminalText(names[actual])} taken for ${terminalText(names[predicted])}: ${share} % of it`;
  });
  if (lines.length === 0) return ` ${heading}: no mistakes`;
  return [` ${heading}: the commonest mistakes`, ...lines].join('\n');
}

function share(value: number | null): string {
  return value === null ? '–' : formatFixed(value, 3);
}

function perCent(times: number, of: number): string {
  return of === 0 ? '–' : formatFixed((100 * times) / of, 1);
}

/** One object per level; `block` is there where several keys are swept. */
export function classesJson(levels: readonly LevelClasses[], { names, by }: ClassesOptions): Record<string, unknown>[] {
  return levels.map(({ block, level, runs, confusion, classes }) => ({
    ...(Object.keys(block).length > 0 && { block }),
    level: levelText(level, { by }),
    runs,
    classes: classes.map((scores, k) => ({ class: names[k], ...scores })),
    confusion,
  }));
}
