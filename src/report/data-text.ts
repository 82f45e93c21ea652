/** What was read of a file of the user's own: how many of what, in which parts, and the bar that a model has to pass. */
import type { DataSummary, PartSummary } from '../vocabulary.ts';
import { grouped, plural } from '../words.ts';
import { formatFixed } from './numbers.ts';
import { left, renderTable, right, wrap } from './table.ts';

const MOST_CLASSES = 20;

export function dataText(data: DataSummary, { width }: { width: number }): string {
  const line = (text: string) => wrap(`  ${text}`, width, 4);
  const { sequences, steps, recordings, tokens, unknownTokens, columns, classes, target } = data;
  const cut = recordings === sequences ? '' : ` cut from ${plural(recordings, 'recording')}`;
  const inputs =
    tokens === null
      ? plural(columns.length, 'column')
      : `${plural(tokens, 'token')}, ${formatFixed(100 * (unknownTokens ?? 0), 1)} % of the test part unknown`;
  return [
    line(`${plural(sequences, 'sequence')}${cut}, of ${stepsText(steps)}; ${inputs}`),
    ...(columns.length > 0 ? [columnTable(data, width)] : []),
    ...(classes.length > 0 ? [classTable(data, width)] : []),
    ...(target === null
      ? []
      : [line(`target: mean ${formatNumber(target.mean)}, sd ${formatNumber(target.sd)} in the training part`)]),
    ...(data.folds === null
      ? data.parts.filter((part) => part.sequences > 0).map(partText)
      : [foldsText(data.folds)]
    ).map(line),
    line(splitText(data)),
    ...leftOutTexts(data).map(line),
    line(floorText(data)),
  ].join('\n');
}

/** The same for `--json`. */
export function dataJson({ unknownTokens, floor, ...data }: DataSummary): Record<string, unknown> {
  return {
    ...data,
    unknown_tokens: unknownTokens,
    floor:
      floor.kind === 'classes'
        ? { accuracy: floor.accuracy, commonest_class: floor.commonest }
        : { mae_of_mean: floor.mean, mae_of_persistence: floor.persistence },
  };
}

function stepsText({ least, median, most }: DataSummary['steps']): string {
  return least === most ? plural(most, 'step') : `${least} to ${plural(most, 'step')} (median ${median})`;
}

function columnTable({ columns }: DataSummary, width: number): string {
  const hasGaps = columns.some(({ missing }) => missing > 0);
  const rows = columns.map(({ name, mean, sd, missing }) => [
    name,
    formatNumber(mean),
    formatNumber(sd),
    ...(hasGaps ? [grouped(missing)] : []),
  ]);
  const names = ['input', 'mean', 'sd', ...(hasGaps ? ['empty'] : [])];
  return renderTable([left('input'), ...names.slice(1).map(right)], rows, { width, indent: 4 });
}

function classTable({ classes }: DataSummary, width: number): string {
  const shown = classes.toSorted((a, b) => b.answers - a.answers).slice(0, MOST_CLASSES);
  const rows = shown.map(({ name, answers, share, sequences }) => [
    name,
    grouped(answers),
    `${formatFixed(100 * share, 1)} %`,
    grouped(sequences),
  ]);
  const more = classes.length > shown.length ? `\n  … and ${classes.length - shown.length} more classes` : '';
  const columns = [left('class'), right('answers'), right('share'), right('sequences')];
  return `${renderTable(columns, rows, { width, indent: 4 })}${more}`;
}

function partText({ name, sequences, groups, answers }: DataSummary['parts'][number]): string {
  const inGroups = groups === sequences ? '' : ` of ${plural(groups, 'group')}`;
  return `${name}: ${plural(sequences, 'sequence')}${inGroups}, ${plural(answers, 'answer')}`;
}

/** @example '5 folds, each tested by models that were trained on the others: 22 to 26 sequences of 12 groups, 528 to 624 answers' */
function foldsText(folds: readonly PartSummary[]): string {
  const range = (counts: readonly number[], what: string) => {
    const [least, most] = [Math.min(...counts), Math.max(...counts)];
    return least === most ? plural(most, what) : `${grouped(least)} to ${plural(most, what)}`;
  };
  const inGroups = folds.every(({ groups, sequences }) => groups === sequences)
    ? ''
    : ` of ${range(
        folds.map(({ groups }) => groups),
        'group',
      )}`;
  const sequences = range(
    folds.map((fold) => fold.sequences),
    'sequence',
  );
  const answers = range(
    folds.map((fold) => fold.answers),
    'answer',
  );
  return `${folds.length} folds, each tested by models that were trained on the others: ${sequences}${inGroups}, ${answers}`;
}

function splitText({ split }: DataSummary): string {
  return `test part: ${split}`;
}

function leftOutTexts({ unanswered, between, identical }: DataSummary): string[] {
  return [
    [unanswered, 'without an answer'],
    [between, 'that touch both sides of the cut'],
    [identical, 'of the test part whose input the training part has, too'],
  ].flatMap(([count, why]) => (count === 0 ? [] : [`left out: ${plural(Number(count), 'sequence')} ${why}`]));
}

function floorText({ floor }: DataSummary): string {
  if (floor.kind === 'classes') {
    const commonest = `the commonest class of the training part is right for ${formatFixed(floor.commonest, 3)}`;
    return floor.accuracy === floor.commonest
      ? `floor: ${commonest}`
      : `floor: ${formatFixed(floor.accuracy, 3)} (knows only the position); ${commonest}`;
  }
  const persistence =
    floor.persistence === null ? '' : `; the last known value is off by ${formatNumber(floor.persistence)}`;
  return `floor: the mean of the training part is off by ${formatNumber(floor.mean)}${persistence} (mae)`;
}

/** Four digits, and no more zeros than needed. */
function formatNumber(value: number): string {
  return String(Number(value.toPrecision(4)));
}
