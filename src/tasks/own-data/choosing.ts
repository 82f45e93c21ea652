/** Data for choosing a configuration: trained on a part of the training part, measured on the rest, without the test part. */
import { classFloor } from './floor.ts';
import type { Prepared } from './prepared.ts';
import { settingsJson } from './prepared-file.ts';
import { TEST, VALIDATION } from './raw.ts';
import { type DataSettings, DEFAULT_SHARE } from './settings.ts';
import { LEFT_OUT, takeFrom } from './split.ts';

/** What a configuration's `data` says that is measured on the validation part. */
const MARK = { part: 'validation' } as const;

type MarkedSettings = DataSettings & { readonly part?: string };

/** The `data` of a configuration that is to be chosen by, from that of one that is compared. */
export function dataForChoosing(data: string): string {
  return settingsJson({ ...(JSON.parse(data) as DataSettings), ...MARK } as DataSettings);
}

/** The `data` that is compared, and whether it was one to be chosen by. */
export function withoutChoosing(data: string): { readonly data: string; readonly isForChoosing: boolean } {
  const { part, ...settings } = JSON.parse(data) as MarkedSettings;
  return part === MARK.part ? { data: settingsJson(settings), isForChoosing: true } : { data, isForChoosing: false };
}

/**
 * The same sequences with the validation part in place of the test part, which is left out. Where the file has no
 * validation part it is a fifth of the training part's groups, by their hashes as the test part is, so that no group
 * stands on both sides; null where there is only one group, and with folds.
 */
export function forChoosing(prepared: Prepared): Prepared | null {
  if (prepared.description.settings.test.kind === 'fold') return null; // what one fold leaves out others test
  const parts = prepared.parts.includes(VALIDATION) ? withGivenPart(prepared) : withDrawnPart(prepared);
  if (parts === null) return null;
  const { description } = prepared;
  const data = { ...prepared, parts };
  const { per } = description.settings;
  const floor =
    description.floor.kind === 'classes'
      ? classFloor(data, { per, classes: description.words.classes.length })
      : description.floor; // of real numbers nothing is drawn from it
  return { ...data, description: { ...description, floor } };
}

function withGivenPart({ parts }: Prepared): Uint8Array {
  return parts.map((part) => (part === TEST ? LEFT_OUT : part === VALIDATION ? TEST : part));
}

/** Other hashes than the test part's, whose smallest are in the test part. */
function withDrawnPart({ parts, groups, description }: Prepared): Uint8Array | null {
  const drawn = parts.map((part) => (part === TEST ? LEFT_OUT : part));
  const isDrawn = takeFrom(drawn, { groups, names: description.groupNames, share: DEFAULT_SHARE, to: TEST });
  return isDrawn ? drawn : null;
}
