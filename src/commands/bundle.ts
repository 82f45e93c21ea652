/** `bothways bundle`: an experiment with all that it takes to look at it, go on with it or verify it elsewhere. */
import { existsSync } from 'node:fs';
import { createTarGzip } from 'nanotar';
import { validName } from '../experiment/name.ts';
import { packageVersion } from '../machine/package.ts';
import { answerText } from '../report/answer-text.ts';
import { toCsv } from '../report/csv.ts';
import { terminalText } from '../report/terminal-text.ts';
import { answered, shellWord } from '../session/answer.ts';
import { type BundledData, bundledData } from '../session/bundled-data.ts';
import { UsageError } from '../session/errors.ts';
import { openToRead } from '../session/open-results.ts';
import { openDataOf } from '../session/own-data.ts';
import { experimentNamed, storedResults } from '../session/stored-results.ts';
import type { Store } from '../store/store.ts';
import { plural } from '../words.ts';
import { type Context, type ExitStatus, printJson } from './context.ts';
import { writeNewFiles } from './new-files.ts';

export interface BundleOptions {
  readonly output?: string;
}

/** Columns of the text in a bundle. */
const WIDTH = 100;
/** Bytes of a folder's name; those of an entry of an archive are limited. */
const LONGEST_FOLDER = 60;
const LONGEST_ENTRY = 100;

export async function bundle(context: Context, typed: string, options: BundleOptions): Promise<ExitStatus> {
  const store = await openToRead(context.database);
  try {
    const name = experimentNamed(store, typed);
    const folder = folderName(name);
    const path = options.output ?? `${folder}.tar.gz`;
    if (existsSync(path)) {
      throw new UsageError(`${path} exists already and is left as it is. Name another: --output FILE`);
    }
    const attrs = { mtime: context.now().getTime(), uid: 0, gid: 0 };
    await openDataOf(store, name, context.database);
    const data = bundledData(store, name, (inside) => isFree(inside, folder));
    const files = filesOf(store, { name, folder, data });
    const bytes = await createTarGzip(
      files.map(({ path: inside, content }) => ({ name: `${folder}/${inside}`, data: content, attrs })),
    );
    writeNewFiles([{ path, content: bytes }]);
    for (const missing of data.missing) {
      context.err.print(
        `${terminalText(missing)} is too large to be kept with the results, so it is not in the bundle: send it along`,
      );
    }
    if (context.json) {
      printJson(context, { file: path, bytes: bytes.length, experiment: name });
    } else {
      context.out.print(
        `wrote ${terminalText(path)}, ${Math.ceil(bytes.length / 1000)} kB\n` +
          `elsewhere: tar xzf ${shellWord(path)} && cd ${shellWord(folder)} && bothways verify ${shellWord(name)}`,
      );
    }
    return 0;
  } finally {
    store.close();
  }
}

/** @example folderName('hidden-sizes epochs=200') is 'hidden-sizes-epochs-200' */
function folderName(name: string): string {
  const folder = validName(name) ?? 'experiment';
  return Buffer.byteLength(folder) <= LONGEST_FOLDER ? folder : 'experiment';
}

interface BundledFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

const OWN_FILES = ['README.md', 'results', 'results.csv', 'receipts.json'];

/** Whether data can lie there: short enough for an archive, and in nobody's place. */
function isFree(path: string, folder: string): boolean {
  const [first] = path.split('/');
  return ![...OWN_FILES, `${folder}.yaml`].includes(first) && Buffer.byteLength(`${folder}/${path}`) <= LONGEST_ENTRY;
}

function filesOf(
  store: Store,
  { name, folder, data }: { name: string; folder: string; data: BundledData },
): BundledFile[] {
  const rows = store.listRuns({ experiment: name });
  const columns = store.runColumns({ ofExperiment: true });
  const table = toCsv(
    columns,
    rows.map((row) => columns.map((column) => row[column])),
  );
  const receipts = store.receipts(name).map(({ environment: { gitCommit, gitDirty, ...environment }, ...receipt }) => ({
    ...environment,
    engine: receipt.engineVersion,
    runs: receipt.runs,
    git_commit: gitCommit,
    git_dirty: gitDirty,
  }));
  return [
    { path: 'README.md', content: readme(store, { name, folder, data }) },
    { path: `${folder}.yaml`, content: data.text },
    ...data.files,
    { path: 'results/bothways.db', content: store.extract(name) },
    { path: 'results.csv', content: table },
    { path: 'receipts.json', content: `${JSON.stringify(receipts, null, 2)}\n` },
  ];
}

function readme(store: Store, { name, folder, data }: { name: string; folder: string; data: BundledData }): string {
  const results = storedResults(store, name);
  const runs = new Set(results.points.flatMap((point) => point.runs.map(({ id }) => id))).size;
  const answer = answerText(answered(store, results), { width: WIDTH, colour: false, verbose: true });
  const rows = [
    ...data.files.map(({ path }) => `| ${path} | its data |`),
    ...data.missing.map((path) => `| ${path} | its data, too large to be kept with the results: put the file here |`),
  ];
  return `# ${name}

An experiment of Bothways ${packageVersion()} with its ${plural(runs, 'run')}.

\`\`\`
${answer}
\`\`\`

| | |
|---|---|
| ${folder}.yaml | the experiment file |
${rows.map((row) => `${row}\n`).join('')}| results/bothways.db | every run with its metrics, learning curve, receipt and model, in SQLite |
| results.csv | the runs as a table |
| receipts.json | what they were made on |

In this folder, with Bothways installed:

\`\`\`sh
bothways verify ${shellWord(name)}     # trains every run again and compares the bits
bothways run ${folder}.yaml            # trains nothing, and prints the answer
\`\`\`
`;
}
