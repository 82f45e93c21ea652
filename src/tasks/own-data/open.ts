/** A `data` map with its files → prepared data, from the text or from what an earlier command has left. */
import { type Fingerprint, fingerprint, UnreadableData } from './bytes.ts';
import { located } from './locate.ts';
import { prepare } from './prepare.ts';
import type { Description, Prepared } from './prepared.ts';
import { preparedPath, readPrepared, writePrepared } from './prepared-file.ts';
import { collectFindings, type DataProblem, type Findings } from './problems.ts';
import { beginningOf, type Files, readData } from './read.ts';
import { eachFold, type WrittenData } from './settings.ts';
import { warningsOf } from './warnings.ts';

/** Data ready for training. */
interface ReadyData {
  readonly prepared: Prepared;
  /** Where they are kept prepared; null without a folder for them. */
  readonly path: string | null;
}

export type OpenedData =
  | ({
      readonly kind: 'opened';
      /** Of the file, and of the test part's where that is another. */
      readonly fingerprints: readonly Fingerprint[];
      /** Fold by fold, the first being the data themselves; without folds that one alone. */
      readonly folds: readonly ReadyData[];
      readonly warnings: readonly DataProblem[];
    } & ReadyData)
  | { readonly kind: 'invalid'; readonly problems: readonly DataProblem[] };

/**
 * Reads, splits and standardises, unless that was done before. Never throws for what a file may hold: all of it is in
 * the problems.
 *
 * @param folder where prepared data are kept; null to keep nothing
 */
export async function openData(
  written: WrittenData,
  { files, folder }: { files: Files; folder: string | null },
): Promise<OpenedData> {
  const findings = collectFindings();
  const invalid = async () =>
    ({ kind: 'invalid', problems: await located(findings.all(), { written, files }) }) as const;
  const fingerprints = await fingerprintsOf(files, findings);
  if (findings.hasErrors()) return invalid();

  const testFile = fingerprints[1]?.sha256 ?? null;
  const settings = await beginningOf(written, files, { findings, testFile });
  if (settings === null) return invalid();
  const [{ sha256 }] = fingerprints;
  const wanted = eachFold(settings).map((fold) => ({
    settings: fold,
    path: folder === null ? null : preparedPath(folder, { sha256, settings: fold }),
  }));
  const known = wanted.flatMap(({ path }) => {
    const prepared = path === null ? null : readPrepared(path);
    return prepared === null ? [] : [{ prepared, path }];
  });
  if (known.length === wanted.length) return opened(known, { fingerprints, files });

  const read = await readData(written, files, { findings, testFile });
  if (read === null) return invalid();
  const made: ReadyData[] = [];
  for (const { settings, path } of wanted) {
    const prepared = prepare({ ...read, settings }, findings);
    if (prepared === null) return invalid();
    const warnings = warningsOf({ ...read, settings }, prepared);
    made.push({ prepared: { ...prepared, description: { ...prepared.description, warnings } }, path });
  }
  for (const { prepared, path } of made) if (path !== null) writePrepared(path, prepared);
  return opened(made, { fingerprints, files });
}

function opened(
  folds: readonly ReadyData[],
  { fingerprints, files }: { fingerprints: readonly Fingerprint[]; files: Files },
): OpenedData {
  const [first] = folds;
  return { kind: 'opened', ...first, folds, fingerprints, warnings: warningsIn(first.prepared, files) };
}

async function fingerprintsOf(files: Files, findings: Findings): Promise<Fingerprint[]> {
  const found: Fingerprint[] = [];
  for (const [index, file] of files.entries()) {
    try {
      found.push(await fingerprint(file));
    } catch (error) {
      if (!(error instanceof UnreadableData)) throw error;
      const key = index === 0 ? 'file' : 'test.file';
      findings.add(`unreadable ${key}`, { severity: 'error', place: { key }, message: error.message });
    }
  }
  return found;
}

function warningsIn({ description }: { description: Description }, files: Files): DataProblem[] {
  return description.warnings.map(({ key, message }) => ({
    severity: 'warning',
    place: { in: 'map', key },
    file: files[0].name,
    text: null,
    message,
    suggestion: null,
    unknown: null,
  }));
}
