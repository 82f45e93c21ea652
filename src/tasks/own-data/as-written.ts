/** What a `data` map came to mean → a map that says it in full, so that a stored file can be read as it was. */
import type { DataSettings, TestPart, WrittenData } from './settings.ts';

/** @param names of the file and of the test part's, whose endings say what they are */
export function asWritten(
  settings: DataSettings,
  names: { readonly file: string; readonly test: string | null },
): WrittenData {
  const { format, row, input, inputs, separator, test, label, target, ahead, windows, per } = settings;
  const { sequence, step, group, standardise, missing, split_letters, min_count, validation } = settings;
  const isCsv = format === 'csv';
  return {
    file: names.file,
    ...(separator !== undefined && { separator: separator === '\t' ? 'tab' : (separator as ',' | ';') }),
    ...(sequence !== undefined && { sequence }),
    ...(step !== undefined && { step }),
    input: input.length === 1 ? input[0] : isCsv && row === 'sequence' ? `${input[0]} … ${input.at(-1)}` : input,
    ...(label !== undefined && { label }),
    ...(target !== undefined && { target }),
    per,
    ...(windows !== undefined && { windows }),
    ...(ahead !== undefined && { ahead }),
    ...(group !== undefined && { group }),
    ...(test.kind === 'fold' ? { folds: test.of } : { test: testAsWritten(test, names.test) }),
    ...(validation !== undefined && { validation: asShare(validation) }),
    ...(inputs === 'numbers' ? { standardise: standardise ?? true, missing: missing ?? 'error' } : {}),
    ...(inputs === 'tokens' ? { split_letters: split_letters ?? false, min_count: min_count ?? 1 } : {}),
  };
}

function testAsWritten(
  test: Exclude<TestPart, { kind: 'fold' }>,
  file: string | null,
): NonNullable<WrittenData['test']> {
  switch (test.kind) {
    case 'share':
    case 'last':
      return `${test.kind === 'last' ? 'last ' : ''}${asShare(test.share)}`;
    case 'file':
      if (file === null) throw new Error(`the test file ${test.sha256} has no name`);
      return { file };
    case 'column':
      return { column: test.column };
    default:
      return test satisfies never;
  }
}

function asShare(share: number): string {
  return `${Number((100 * share).toPrecision(12))}%`;
}
