/** A file of the user's own, as the experiment that names it sees it: what decides its numbers, or its problems. */

import { corpusOf } from '../tasks/corpora.ts';
import { dataForChoosing, forChoosing } from '../tasks/own-data/choosing.ts';
import { OWN_DATA, openOwnData } from '../tasks/own-data/opened.ts';
import type { Prepared } from '../tasks/own-data/prepared.ts';
import type { DataProblem } from '../tasks/own-data/problems.ts';
import { TRAINING } from '../tasks/own-data/raw.ts';
import type { Configuration, Problem } from '../vocabulary.ts';
import type { GivenData } from './data-statement.ts';
import type { Finding } from './problems.ts';
import type { Given, Statements } from './statements.ts';
import { suggestValue } from './suggestions.ts';

export type OwnData = OpenedOwnData | { readonly kind: 'invalid'; readonly problems: readonly DataProblem[] };

export interface OpenedOwnData {
  readonly kind: 'opened';
  readonly identity: Pick<Configuration, 'data_sha256' | 'data'>;
  /** Sequences of the training part: one pass. */
  readonly trainingSequences: number;
  /** The same of the data that a search chooses by, without the test part; null where there are none. */
  readonly choosing: Pick<OpenedOwnData, 'identity' | 'trainingSequences'> | null;
  /** Fold by fold, where the data are cut into folds; else the data alone. */
  readonly folds: readonly Pick<OpenedOwnData, 'identity' | 'trainingSequences'>[];
  readonly warnings: readonly DataProblem[];
}

/** Data that this process knows, as the experiment that names them would see them. */
export function openedOwnData(identity: OpenedOwnData['identity']): OpenedOwnData {
  const { prepared } = openOwnData(identity);
  const { data_sha256 = '', data = '' } = identity;
  const part = forChoosing(prepared);
  const own = { identity: { data_sha256, data }, trainingSequences: sequencesTrained(prepared) };
  return {
    kind: 'opened',
    ...own,
    folds: [own],
    choosing: part && {
      identity: { data_sha256, data: dataForChoosing(data) },
      trainingSequences: sequencesTrained(part),
    },
    warnings: [],
  };
}

function sequencesTrained({ parts }: Pick<Prepared, 'parts'>): number {
  return parts.filter((part) => part === TRAINING).length;
}

/** A task with real data of its own has them as if the file named them. */
export function withCorpus(statements: Statements): Statements {
  const task = statements.file.get('task');
  if (task === undefined || statements.data !== null) return statements;
  const name = String(task.given.value);
  const corpus = corpusOf(name);
  if (corpus === null) return statements;
  const { keyPlace, given } = task;
  const { place } = given;
  return { ...statements, data: { task: name, written: corpus.written, keyPlace, place, placeOf: () => place } };
}

/** Real data among the tasks of a sweep: they are opened for an experiment as a whole. */
export function sweptCorpora({ sweep, include }: Statements): Finding[] {
  const swept = [
    ...(sweep.get('task')?.given ?? []),
    ...include.flatMap(({ value }) => (value.has('task') ? [value.get('task') as Given] : [])),
  ];
  return swept.flatMap(({ value, place }): Finding[] => {
    if (corpusOf(String(value)) === null) return [];
    const message = `has real data and stands for itself, not in a sweep. Write an experiment of its own: task: ${value}.`;
    return [{ severity: 'error', place, key: 'sweep.task', message: `${value} ${message}` }];
  });
}

/** With the task that own data are, so that keys which do not apply to it are refused as with any other. */
export function withOwnData(statements: Statements): Statements {
  const { data, file } = statements;
  if (data === null) return statements;
  const task = { keyPlace: data.keyPlace, given: { value: data.task, place: data.place } };
  return { ...statements, file: new Map(file).set('task', task) };
}

/** What is said of data that nobody has opened. */
export function unopened({ place }: GivenData): Finding {
  return { severity: 'error', place, key: 'data', message: 'the file has to be opened before the experiment is read.' };
}

/** A task beside the data. */
export function besideData({ data, file, sweep }: Statements): Finding[] {
  if (data?.task !== OWN_DATA) return [];
  return [file.get('task'), sweep.get('task')].flatMap((task): Finding[] => {
    if (task === undefined) return [];
    const message = 'expected a task or data of your own; found both. Remove one of them.';
    return [{ severity: 'error', place: task.keyPlace, key: 'task', message }];
  });
}

/** Problems of keys of the map, each at its place in the experiment file. */
export function problemsOfMap(problems: readonly DataProblem[], data: GivenData): Finding[] {
  return problems.flatMap(({ severity, place, message, suggestion, unknown }): Finding[] => {
    if (place.in !== 'map') return [];
    const key = data.task === OWN_DATA ? `data.${place.key}` : 'task';
    const meant = unknown === null ? suggestion : suggestValue(unknown.found, unknown.known);
    return [{ severity, place: data.placeOf(place.key, place.index), key, message, suggestion: meant }];
  });
}

/** Problems of the file itself, with the lines that they lie in. */
export function problemsOfFile(problems: readonly DataProblem[]): Problem[] {
  return problems.flatMap(({ severity, place, file, text, message, suggestion }): Problem[] => {
    if (place.in !== 'file') return [];
    const { line, column, length } = place;
    return [{ severity, file, line, column, length, key: null, message, suggestion, override: null, lineText: text }];
  });
}
