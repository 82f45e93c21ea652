/** `bothways report`: the page of an experiment as one file to be shown around. */
import { existsSync, statSync } from 'node:fs';
import { readAtMost } from '../experiment/read-at-most.ts';
import { terminalText } from '../report/terminal-text.ts';
import { UsageError } from '../session/errors.ts';
import { examplePrediction } from '../session/example-prediction.ts';
import { experimentDocument } from '../session/experiment-document.ts';
import { openToRead } from '../session/open-results.ts';
import { openDataOf } from '../session/own-data.ts';
import { experimentNamed, storedResults } from '../session/stored-results.ts';
import type { Store } from '../store/store.ts';
import { REPORT_MARK, reportHtml } from '../web/html.tsx';
import { type Context, type ExitStatus, printJson } from './context.ts';
import { replaceFile } from './new-files.ts';

export interface ReportOptions {
  readonly output?: string;
}

export async function report(context: Context, name: string | undefined, options: ReportOptions): Promise<ExitStatus> {
  const store = await openToRead(context.database);
  try {
    const chosen = name ?? store.latestExperiment();
    if (chosen === null) {
      throw new UsageError('no experiment has been run yet. Try: bothways run experiments/article.yaml');
    }
    await openDataOf(store, chosen, context.database);
    const file = reportFile(experimentNamed(store, chosen), options.output ?? null);
    const report = await writeReport(store, chosen, { now: context.now(), file });
    if (report.warning !== null) context.err.print(`bothways: warning: ${terminalText(report.warning)}`);
    if (context.json) printJson(context, { file: report.file, bytes: report.bytes });
    else context.out.print(writtenText(report));
    return report.warning === null ? 0 : 1;
  } finally {
    store.close();
  }
}

export interface Report {
  readonly file: string;
  readonly bytes: number;
  /** Why its results are not to be trusted; null where nothing speaks against them. */
  readonly warning: string | null;
}

/**
 * The file that the report of an experiment goes to. A UsageError where another file has that name.
 *
 * @param output null: named after the experiment, in this folder
 */
export function reportFile(name: string, output: string | null): string {
  const file = output ?? `${harmless(name)}.html`;
  refuseOtherFile(file);
  return file;
}

/** Writes the page of an experiment. */
export async function writeReport(
  store: Store,
  name: string,
  { now, file }: { now: Date; file: string },
): Promise<Report> {
  const prediction = await examplePrediction(store, storedResults(store, name));
  const document = experimentDocument(store, name, { madeAt: now, prediction });
  const html = reportHtml(document);
  replaceFile(file, html);
  return { file, bytes: Buffer.byteLength(html), warning: document.warning };
}

/** @example writtenText({ file: 'hidden-sizes.html', bytes: 325_000, warning: null }) is 'wrote hidden-sizes.html, 325 kB' */
export function writtenText({ file, bytes }: Report): string {
  return `wrote ${terminalText(file)}, ${bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`}`;
}

/** A name that means the same to every file system and shell: letters, digits, and . = , - between them. */
function harmless(name: string): string {
  const kept = name.replace(/[^\p{L}\p{N}.=,-]+/gu, '-').replace(/^[.=,-]+|[.=,-]+$/g, '');
  const short = [...kept].slice(0, 80).join('');
  return short === '' || /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(short)
    ? `report-${short}`.replace(/-$/, '')
    : short;
}

/** A report may take the place of a report, and of nothing else. */
function refuseOtherFile(file: string): void {
  if (!existsSync(file)) return;
  let beginning = '';
  try {
    if (statSync(file).isFile()) beginning = readAtMost(file, 1000).toString('utf8');
  } catch {
    // Unreadable: certainly no report
  }
  if (beginning.includes(REPORT_MARK)) return;
  throw new UsageError(
    `${file} exists already, is no report of bothways, and is left as it is. Give another name: --output FILE`,
  );
}
