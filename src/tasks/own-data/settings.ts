/** The `data` map of an experiment file, as written and as it was understood. */

/** Endings of the files that can be read, and what each is. */
export const FORMATS = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.jsonl': 'jsonl',
  '.conll': 'conll',
  '.conllu': 'conllu',
} as const;
export type Format = (typeof FORMATS)[keyof typeof FORMATS];

/** A column: the name in the header, a field, or in CoNLL a number counted from 1. */
export type ColumnName = string | number;

/** As a file gives it, each value of the right type. */
export interface WrittenData {
  /** Relative to the experiment file. */
  readonly file: string;
  readonly separator?: ',' | ';' | 'tab';
  readonly sequence?: string;
  readonly step?: string;
  readonly input?: ColumnName | readonly ColumnName[];
  readonly label?: ColumnName;
  readonly target?: ColumnName;
  readonly per?: Per;
  readonly windows?: { readonly length: number; readonly every?: number };
  readonly ahead?: number;
  readonly group?: string;
  readonly test?: string | { readonly file: string } | { readonly column: string };
  readonly folds?: number;
  readonly validation?: string;
  readonly standardise?: boolean;
  readonly missing?: 'error' | 'mean';
  readonly split_letters?: boolean;
  readonly min_count?: number;
}

export type Per = 'step' | 'sequence';

/** How the test part is taken; shares are 0 … 1. */
export type TestPart =
  | { readonly kind: 'share'; readonly share: number }
  | { readonly kind: 'last'; readonly share: number }
  | { readonly kind: 'file'; readonly sha256: string }
  | { readonly kind: 'column'; readonly column: string }
  /** One of so many parts of like size, from 1. */
  | { readonly kind: 'fold'; readonly of: number; readonly fold: number };

/**
 * What a `data` map means once the file has been seen: every default written out, columns by name, and what does not
 * apply absent. With the file's SHA-256 it decides every number that a model gets.
 */
export interface DataSettings {
  readonly format: Format;
  /** Of csv files. */
  readonly separator?: string;
  /** Whether a row is a time step or a whole sequence. */
  readonly row: Per;
  readonly sequence?: string;
  readonly step?: string;
  readonly input: readonly string[];
  readonly inputs: 'numbers' | 'tokens';
  readonly label?: string;
  readonly target?: string;
  readonly per: Per;
  readonly windows?: { readonly length: number; readonly every: number };
  readonly ahead?: number;
  readonly group?: string;
  readonly test: TestPart;
  /** The share of the other groups that tells when to stop, 0 … 1; absent where there is no such part, or a column says. */
  readonly validation?: number;
  /** Of numbers. */
  readonly standardise?: boolean;
  readonly missing?: 'error' | 'mean';
  /** Of tokens. */
  readonly split_letters?: boolean;
  readonly min_count?: number;
}

export const DEFAULT_SHARE = 0.2;
export const DEFAULT_MIN_COUNT = 2;

/** Limits that are stated: a file's bytes, and the input numbers (steps × columns) that are kept of it. */
export const MOST_BYTES = 2 ** 30;
export const MOST_NUMBERS = 2 ** 26;

/** The kind of a file by its ending; null for another one. */
export function formatOf(file: string): Format | null {
  const ending = /\.[a-z]+$/i.exec(file)?.[0].toLowerCase() ?? '';
  return Object.hasOwn(FORMATS, ending) ? FORMATS[ending as keyof typeof FORMATS] : null;
}

/** '20%' and 'last 20%'; null for another text. */
export function testPartOf(text: string): TestPart | null {
  const match = /^(last )?(\d{1,2}(?:\.\d+)?)%$/.exec(text);
  const share = match === null ? 0 : Number(match[2]) / 100;
  if (match === null || share <= 0) return null;
  return { kind: match[1] === undefined ? 'share' : 'last', share };
}

/** The settings of each fold, where the data are cut into folds; else the settings alone. */
export function eachFold(settings: DataSettings): DataSettings[] {
  const { test } = settings;
  if (test.kind !== 'fold') return [settings];
  return Array.from({ length: test.of }, (_, i) => ({ ...settings, test: { ...test, fold: i + 1 } }));
}
