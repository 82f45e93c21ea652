/** `data` of a configuration: what a data map means, as JSON. Held here to what those who read it go by. */
import { parsed } from './rows.ts';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isSwitch: Check = (value) => typeof value === 'boolean';
const isShare: Check = (value) => typeof value === 'number' && value > 0 && value < 1;
const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    words.some((word) => word === value);

const isPer = oneOf('step', 'sequence');

/** What has to be there. */
const REQUIRED: Readonly<Record<string, Check>> = {
  format: oneOf('csv', 'jsonl', 'conll', 'conllu'),
  row: isPer,
  per: isPer,
  input: (value) => Array.isArray(value) && value.length > 0 && value.every(isText),
  inputs: oneOf('numbers', 'tokens'),
  test: isTestPart,
};

/** What may be there. */
const OPTIONAL: Readonly<Record<string, Check>> = {
  separator: isText,
  sequence: isText,
  step: isText,
  label: isText,
  target: isText,
  group: isText,
  windows: (value) => isMap(value) && isCount(value.length) && isCount(value.every),
  ahead: isCount,
  standardise: isSwitch,
  missing: oneOf('error', 'mean'),
  split_letters: isSwitch,
  min_count: isCount,
  part: isText,
};

const TEST_PARTS: Readonly<Record<string, Check>> = {
  share: (test) => isMap(test) && isShare(test.share),
  last: (test) => isMap(test) && isShare(test.share),
  file: (test) => isMap(test) && isText(test.sha256),
  column: (test) => isMap(test) && isText(test.column),
  fold: (test) => isMap(test) && isCount(test.of) && isCount(test.fold),
};

function isTestPart(value: unknown): boolean {
  if (!isMap(value) || typeof value.kind !== 'string') return false;
  return Object.hasOwn(TEST_PARTS, value.kind) && TEST_PARTS[value.kind](value);
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a text is the JSON of what a data map means. */
export function isDataSettings(text: string): boolean {
  const settings = parsed(text);
  if (!isMap(settings)) return false;
  return (
    Object.entries(REQUIRED).every(([key, isValid]) => isValid(settings[key])) &&
    Object.entries(OPTIONAL).every(([key, isValid]) => settings[key] === undefined || isValid(settings[key]))
  );
}
