/**
 * Pages over HTTP, to the browsers of this machine only.
 *
 * Another page that is open in the same browser must not read the results, and no name must reach a file: each rule
 * below keeps out one way to do so, and has a test that fails without it.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExperimentDocument } from '../report/experiment-document.ts';
import type { ListDocument } from '../report/list-document.ts';
import { type LivePage, liveExperimentHtml, liveListHtml, livePolicy } from './html.tsx';

/** Where pages come from: documents by name, and nothing else of the machine. */
export interface Site {
  readonly list: () => Promise<Tagged<ListDocument>>;
  /** null where no experiment has that name. */
  readonly experiment: (name: string) => Promise<Tagged<ExperimentDocument> | null>;
  /** Takes what went wrong: the browser is told only that something did. */
  readonly report: (error: unknown) => void;
}

interface Tagged<Document> {
  readonly tag: string;
  readonly document: Document;
}

export interface Served {
  /** Of the list, with the secret in it. */
  readonly url: string;
  /** Of an experiment's page. */
  readonly urlOf: (name: string) => string;
  /** Ends all connections. */
  readonly close: () => Promise<void>;
}

/** The addresses that a browser of this machine calls it by, with any port. A name that somebody else's DNS gives is not one. */
const HOSTS = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;
/** A page of this server, or somebody who typed the address. */
const FETCH_SITES: ReadonlySet<string> = new Set(['same-origin', 'none']);
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/**
 * Serves the pages on 127.0.0.1, under a path that begins with a secret of 128 bits: a cookie would be shared by all
 * ports of the host.
 *
 * @param port 0: any free one
 * @throws the system's error where the port cannot be had
 */
export async function servePages(site: Site, { port }: { port: number }): Promise<Served> {
  const token = randomBytes(16).toString('hex');
  const server = createServer((request, response) => {
    answer(request, response, { site, token }).catch((error: unknown) => {
      site.report(error);
      if (!response.headersSent)
        send(response, request, { status: 500, text: 'Something went wrong. The terminal says what.' });
      else response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port }, resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${token}/`; // an address, as it listens on one
  return {
    url,
    urlOf: (name) => `${url}${EXPERIMENT}/${encodeURIComponent(name)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const EXPERIMENT = 'experiment';

async function answer(request: IncomingMessage, response: ServerResponse, { site, token }: Secret): Promise<void> {
  const path = segments(request.url ?? '');
  const refusal = refusalOf(request, path, token);
  const found = refusal === null && path !== null ? await pageAt(path.slice(1), site) : null;
  if (refusal !== null) send(response, request, refusal);
  else if (found === null)
    send(response, request, { status: 404, text: 'No experiment has that name, or not any more.' });
  else sendPage(request, response, found);
}

interface Secret {
  readonly site: Site;
  readonly token: string;
}

/** Why a request gets no page, whatever it asks for; null where it may have one. */
function refusalOf(
  { method = '', headers }: IncomingMessage,
  path: readonly string[] | null,
  token: string,
): Reply | null {
  if (!METHODS.has(method)) return { status: 405, text: 'Only GET and HEAD.' };
  if (!HOSTS.test(headers.host ?? '')) return { status: 403, text: 'Not for this host.' };
  const site = headers['sec-fetch-site'];
  if (site !== undefined && !FETCH_SITES.has(String(site))) return { status: 403, text: 'Not for other pages.' };
  if (path === null || !isEqual(path[0], token)) return { status: 404, text: 'Nothing here.' };
  return null;
}

/** The decoded parts of a path; null where it is none. */
function segments(url: string): string[] | null {
  const [path] = url.split('?');
  if (!path.startsWith('/')) return null;
  try {
    return path.slice(1).split('/').map(decodeURIComponent);
  } catch {
    return null; // % without two digits after it
  }
}

/** In the same time wherever the two differ. */
function isEqual(given: string, secret: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(secret));
}

interface Found {
  readonly tag: string;
  readonly type: 'html' | 'json';
  readonly text: () => string;
}

/** '' and 'document.json' for the list, 'experiment/NAME' and 'experiment/NAME/document.json' for an experiment. */
async function pageAt(path: readonly string[], site: Site): Promise<Found | null> {
  const isJson = path.at(-1) === 'document.json' && (path.length === 1 || path.length === 3);
  const place = isJson ? path.slice(0, -1) : path;
  const found = (tagged: Tagged<object>, html: () => string): Found => ({
    tag: tagged.tag,
    type: isJson ? 'json' : 'html',
    text: isJson ? () => JSON.stringify(tagged.document) : html,
  });
  if (place.length === 0 || (place.length === 1 && place[0] === '')) {
    const list = await site.list();
    return found(list, () => liveListHtml(list.document, { tag: list.tag, source: 'document.json' }));
  }
  const [kind, name] = place;
  if (place.length !== 2 || kind !== EXPERIMENT) return null;
  const experiment = await site.experiment(name);
  if (experiment === null) return null;
  const page: LivePage = { tag: experiment.tag, source: `${encodeURIComponent(name)}/document.json` };
  return found(experiment, () => liveExperimentHtml(experiment.document, page));
}

function sendPage(request: IncomingMessage, response: ServerResponse, { tag, type, text }: Found): void {
  const etag = `"${tag}"`;
  response.setHeader('ETag', etag);
  if (type === 'json' && request.headers['if-none-match'] === etag) {
    setHeaders(response);
    response.writeHead(304).end();
    return;
  }
  send(response, request, { status: 200, text: text(), type: type === 'json' ? 'application/json' : 'text/html' });
}

interface Reply {
  readonly status: number;
  readonly text: string;
  readonly type?: string;
}

function send(response: ServerResponse, request: IncomingMessage, { status, text, type = 'text/plain' }: Reply): void {
  const body = Buffer.from(text);
  setHeaders(response);
  if (status === 405) response.setHeader('Allow', 'GET, HEAD');
  response.writeHead(status, { 'Content-Type': `${type}; charset=utf-8`, 'Content-Length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** No header lets another origin in; each of these keeps one out. */
function setHeaders(response: ServerResponse): void {
  response.setHeader('Content-Security-Policy', livePolicy());
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  response.setHeader('Cache-Control', 'no-store');
}
