/** A page as one HTML text: style, drawing, data and script inside, nothing fetched from anywhere. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { ExperimentDocument } from '../report/experiment-document.ts';
import type { ListDocument } from '../report/list-document.ts';
import { ExperimentPage } from './page/experiment-page.tsx';
import { ListPage } from './page/list-page.tsx';
import { STYLE, STYLE_WITHOUT_SCRIPTS } from './page/style.ts';

/** What the build made of page/client.tsx; from source and from dist/ alike. */
const CLIENT = new URL('../../dist/web/client.js', import.meta.url);

/** What stands on top of every report: how a later one knows that it may be replaced. */
export const REPORT_MARK = '<!-- A report of bothways -->';

/** The report of an experiment. */
export function reportHtml(document: ExperimentDocument): string {
  return page({
    title: document.name,
    mark: REPORT_MARK,
    policy: policy("'none'"),
    main: `<main>${renderToString(<ExperimentPage document={document} state={null} />)}</main>`,
    data: document,
  });
}

/** How a page that is served asks for news. */
export interface LivePage {
  /** Of the document inside. */
  readonly tag: string;
  /** Address of the document, seen from the page. */
  readonly source: string;
}

/** The same page, asking for news. */
export function liveExperimentHtml(document: ExperimentDocument, live: LivePage): string {
  return page({
    title: document.name,
    mark: '',
    policy: null,
    main: liveMain('experiment', live, <ExperimentPage document={document} state="live" />),
    data: document,
  });
}

/** The list of experiments, asking for news. */
export function liveListHtml(document: ListDocument, live: LivePage): string {
  return page({
    title: 'Experiments',
    mark: '',
    policy: null,
    main: liveMain('list', live, <ListPage document={document} state="live" />),
    data: document,
  });
}

function liveMain(kind: 'experiment' | 'list', { tag, source }: LivePage, body: VNode): string {
  return `<main data-kind="${kind}" data-tag="${escaped(tag)}" data-source="${escaped(source)}">${renderToString(body)}</main>`;
}

/** What a page that is served may do, for its header. */
export function livePolicy(): string {
  return `${policy("'self'")}; frame-ancestors 'none'`;
}

let script: string | null = null;

/** Read once: the build does not change under a process. */
function clientScript(): string {
  script ??= readFileSync(CLIENT, 'utf8');
  return script;
}

interface Page {
  readonly title: string;
  readonly mark: string;
  /** Of the document itself; what is served has it in a header. */
  readonly policy: string | null;
  readonly main: string;
  readonly data: unknown;
}

function page({ title, mark, policy, main, data }: Page): string {
  return `<!doctype html>
${mark}
<html lang="en">
<head>
<meta charset="utf-8">
${policy === null ? '' : `<meta http-equiv="Content-Security-Policy" content="${policy}">\n`}<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="generator" content="bothways">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)} · Bothways</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
<noscript><style>${STYLE_WITHOUT_SCRIPTS}</style></noscript>
</head>
<body>
${main}
<script type="application/json" id="document">${inlineJson(data)}</script>
<script>${clientScript()}</script>
</body>
</html>
`;
}

/** Style and script by their hash, nothing from elsewhere. Blobs are what a figure is saved through. */
function policy(connect: string): string {
  return [
    "default-src 'none'",
    `script-src ${sourceHash(clientScript())}`,
    `style-src ${sourceHash(STYLE)} ${sourceHash(STYLE_WITHOUT_SCRIPTS)}`,
    'img-src blob: data:',
    `connect-src ${connect}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function sourceHash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** JSON that ends no script: `</script` and `<!--` cannot occur, nor what older parsers take for the end of a line. */
export function inlineJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
