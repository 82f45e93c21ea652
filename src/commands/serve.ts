/** `bothways serve`: the pages in a browser of this machine, over a database that a run is writing to. */
import { spawn } from 'node:child_process';
import { terminalText } from '../report/terminal-text.ts';
import { UnwritableError, UsageError } from '../session/errors.ts';
import { LiveDocuments } from '../session/live-documents.ts';
import { openToRead } from '../session/open-results.ts';
import { experimentNamed } from '../session/stored-results.ts';
import { type Served, type Site, servePages } from '../web/server.ts';
import { type Context, type ExitStatus, printJson } from './context.ts';

export interface ServeOptions {
  readonly port?: string;
  readonly open?: boolean;
}

/** Ends by its signal only: the promise is rejected with the reason. */
export async function serve(context: Context, name: string | undefined, options: ServeOptions): Promise<ExitStatus> {
  const port = portFrom(options.port);
  const shown = name === undefined ? null : await experimentIn(context, name);
  const report = errorReport(context);
  const documents = new LiveDocuments({ ...context, onError: report });
  const served = await start(siteOf(documents, report), port);
  try {
    const url = shown === null ? served.url : served.urlOf(shown);
    if (context.json) printJson(context, { url });
    else context.out.print(`${url}\nCtrl-C ends it.`);
    if (options.open) openBrowser(context, url);
    await aborted(context.signal);
    throw context.signal.reason;
  } finally {
    await served.close();
    documents.close();
  }
}

const MOST_PORT = 65_535;

function portFrom(text: string | undefined): number {
  if (text === undefined) return 0;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= MOST_PORT) return port;
  throw new UsageError(`--port: expected a whole number from 0 to ${MOST_PORT}, found "${text}"`);
}

/** The name as it is stored. */
async function experimentIn({ database }: Context, typed: string): Promise<string> {
  const store = await openToRead(database);
  try {
    return experimentNamed(store, typed);
  } finally {
    store.close();
  }
}

/** Prints each thing that goes wrong once: a page asks again and again. */
function errorReport({ err }: Context): (error: unknown) => void {
  const told = new Set<string>();
  return (error) => {
    const message = error instanceof Error ? error.message : String(error);
    if (told.has(message)) return;
    told.add(message);
    err.print(`bothways: ${terminalText(message)}`);
  };
}

function siteOf(documents: LiveDocuments, report: Site['report']): Site {
  return {
    list: async () => {
      await documents.openData(null);
      return documents.list();
    },
    experiment: async (name) => {
      await documents.openData(name);
      return documents.experiment(name);
    },
    report,
  };
}

async function start(site: Site, port: number): Promise<Served> {
  try {
    return await servePages(site, { port });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException; // Node's own
    const reason =
      code === 'EADDRINUSE' ? 'another program has it' : code === 'EACCES' ? 'it is not for every user' : message;
    throw new UnwritableError(
      `port ${port} cannot be used: ${reason}. Give another: --port N, or none for a free one`,
      { cause: error },
    );
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** The program that opens an address, by system. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

function openBrowser({ err }: Context, url: string): void {
  const [command, ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => err.print(`bothways: no browser could be opened with ${command}. Open the address yourself`));
  child.unref();
}
