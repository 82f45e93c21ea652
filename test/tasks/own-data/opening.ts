/** Own data from a text in the test: opened, or its problems as they are told. */
import { bytesInMemory } from '../../../src/tasks/own-data/bytes.ts';
import { type OpenedData, openData } from '../../../src/tasks/own-data/open.ts';
import type { Prepared } from '../../../src/tasks/own-data/prepared.ts';
import type { WrittenData } from '../../../src/tasks/own-data/settings.ts';

export interface Texts {
  readonly text: string | Buffer;
  /** Of the file of the test part. */
  readonly test?: string;
}

export function open(written: WrittenData, { text, test }: Texts): Promise<OpenedData> {
  const file = bytesInMemory(written.file, Buffer.from(text));
  const files =
    test === undefined ? ([file] as const) : ([file, bytesInMemory('test.csv', Buffer.from(test))] as const);
  return openData(written, { files, folder: null });
}

/** Throws with the problems where there are any. */
export async function prepared(written: WrittenData, texts: Texts): Promise<Prepared> {
  const data = await open(written, texts);
  if (data.kind === 'invalid') throw new Error(data.problems.map(({ message }) => message).join('\n'));
  return data.prepared;
}

/** 'file:line:column message' or 'key: message', one per problem. */
export async function problems(written: WrittenData, texts: Texts): Promise<string[]> {
  const data = await open(written, texts);
  if (data.kind === 'opened') throw new Error('expected problems; the data were opened');
  return data.problems.map(({ place, file, message, suggestion }) => {
    const where =
      place.in === 'file'
        ? `${file}:${place.line}:${place.column}`
        : `${place.key}${place.index === undefined ? '' : `[${place.index}]`}:`;
    return `${where} ${message}${suggestion === null ? '' : ` Did you mean ${suggestion}?`}`;
  });
}

/** 'key: message', one per warning. */
export async function warnings(written: WrittenData, texts: Texts): Promise<string[]> {
  const data = await open(written, texts);
  if (data.kind === 'invalid') throw new Error(data.problems.map(({ message }) => message).join('\n'));
  return data.warnings.map(({ place, message }) => `${place.in === 'map' ? place.key : ''}: ${message}`);
}

/** The sequences of a part (0 training, 1 test), each as its inputs step by step. */
export function inputsOf(
  { description, inputs, starts, lengths, parts }: Prepared,
  part: number,
): (number | number[])[][] {
  const width = description.input.kind === 'numbers' ? description.input.features : 1;
  return [...parts.keys()]
    .filter((n) => parts[n] === part)
    .map((n) =>
      Array.from({ length: lengths[n] }, (_, t) => {
        const row = [...inputs.subarray((starts[n] + t) * width, (starts[n] + t + 1) * width)];
        return width === 1 ? row[0] : row;
      }),
    );
}

/** The tokens of a part in words. */
export function tokensOf(data: Prepared, part: number): string[] {
  const { tokens } = data.description.words;
  return inputsOf(data, part).map((sequence) => sequence.map((token) => tokens[token as number]).join(' '));
}

/** The answers of a part: classes in words, _ where nothing counts; or numbers of the file. */
export function answersOf({ description, labels, targets, starts, lengths, parts }: Prepared, part: number): string[] {
  const { words, target, output } = description;
  const answer = (i: number) => {
    if (targets !== null && target !== null)
      return (targets[i] * target.sd + target.mean).toPrecision(6).replace(/\.?0+$/, '');
    return labels[i] < 0 ? '_' : words.classes[labels[i]];
  };
  return [...parts.keys()]
    .filter((n) => parts[n] === part)
    .map((n) =>
      output.per === 'sequence'
        ? answer(n)
        : Array.from({ length: lengths[n] }, (_, t) => answer(starts[n] + t)).join(' '),
    );
}
