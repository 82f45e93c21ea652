/** What is the answer? A table whose middle column is a picture of the differences. */

import type { ExperimentDocument } from '../../../report/experiment-document.ts';
import { effectSize } from '../../../report/phrases.ts';
import type { Figure, Scene, Table } from '../figure.ts';
import { isFinished, levelName } from '../levels.ts';
import { columnsOf, drawColumns, fitsColumns } from './answer-columns.tsx';
import { drawRecords } from './answer-records.tsx';

export const ANSWER: Figure = {
  name: 'answer',
  applies: ({ rows }) => rows.length > 1,
  question: () => 'What is the answer?',
  reading,
  controls: () => [],
  draw: (scene: Scene) => {
    const columns = columnsOf(scene);
    return fitsColumns(columns, scene.width) ? drawColumns(scene, columns) : drawRecords(scene);
  },
  table: tableOf,
};

function reading(document: ExperimentDocument): string {
  const { smallestEffect, metric, comparisons } = document;
  if (!isFinished(document)) {
    return 'Nothing is decided before the last run: whoever looks at every run on the way finds differences by chance more often than the 5 % that the intervals allow.';
  }
  if (comparisons === 0) return '';
  const unit = metric.isShare ? ' points' : '';
  return `The mark is the mean difference from ${levelName(document, document.baseline)}, paired by seed; the line its interval, ${document.titles.together}. An interval inside the shaded ±${effectSize(smallestEffect, metric.name)}${unit} counts as the same; one that crosses both is undecided.`;
}

function tableOf(document: ExperimentDocument): Table {
  const { keys, by, metric } = document;
  const level = by === null ? [] : [by];
  return {
    columns: [
      ...keys.map(({ name }) => name),
      ...level,
      'parameters',
      'runs',
      'diverged',
      'failed',
      'at floor',
      metric.name,
      'difference',
      'low',
      'high',
      'verdict',
    ],
    rows: document.rows.map((row) => [
      ...keys.map(({ name }) => row.block[name] ?? null),
      ...level.map(() => row.level),
      row.parameters,
      row.done,
      row.diverged,
      row.failed,
      row.atFloor,
      row.mean,
      row.against?.difference ?? null,
      row.against?.interval?.[0] ?? null,
      row.against?.interval?.[1] ?? null,
      row.against?.verdict ?? (row.isBaseline ? 'baseline' : null),
    ]),
  };
}
