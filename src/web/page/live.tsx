/** A page that asks for news: every 400 ms while somebody looks at it. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';

const EVERY_MS = 400;
/** Between two tries where nobody answers. */
const EVERY_MS_WITHOUT_ANSWER = 2000;

/** live: news come; gone: what was shown is not there any more; ended: nobody answers. */
export type LiveState = 'live' | 'gone' | 'ended';

export interface LiveProps<Document> {
  readonly first: Document;
  /** Of the first document. */
  readonly tag: string;
  /** Address of the document. */
  readonly source: string;
  readonly show: (document: Document, state: LiveState) => ComponentChildren;
}

export function Live<Document>({ first, tag, source, show }: LiveProps<Document>) {
  const [document, setDocument] = useState(first);
  const [state, setState] = useState<LiveState>('live');
  useEffect(() => {
    const ending = new AbortController();
    follow<Document>({ tag, source, signal: ending.signal, onDocument: setDocument, onState: setState });
    return () => ending.abort();
  }, [source]);
  return <>{show(document, state)}</>;
}

interface Following<Document> {
  readonly tag: string;
  readonly source: string;
  readonly signal: AbortSignal;
  readonly onDocument: (document: Document) => void;
  readonly onState: (state: LiveState) => void;
}

async function follow<Document>({ tag, source, signal, onDocument, onState }: Following<Document>): Promise<void> {
  let known = `"${tag}"`;
  while (!signal.aborted) {
    let pause = EVERY_MS;
    await visible(signal);
    try {
      const response = await fetch(source, { headers: { 'If-None-Match': known }, cache: 'no-store', signal });
      if (response.status === 200) {
        known = response.headers.get('ETag') ?? '';
        onDocument(await response.json());
      }
      if (response.status === 200 || response.status === 304) onState('live');
      else if (response.status === 404) onState('gone');
    } catch {
      if (signal.aborted) return;
      onState('ended');
      pause = EVERY_MS_WITHOUT_ANSWER;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** Resolves at once, or when the tab is looked at again. */
async function visible(signal: AbortSignal): Promise<void> {
  if (document.visibilityState === 'visible') return;
  await new Promise((resolve) => document.addEventListener('visibilitychange', resolve, { once: true, signal }));
}

/** Where the page stands: a word and, in a live page, a dot. */
export function LiveMark({ state }: { readonly state: LiveState }) {
  const words = {
    live: 'live',
    gone: 'this experiment is not in the database any more; what is shown is its last state',
    ended: 'bothways serve has ended; what is shown is its last state',
  };
  return (
    <span class={`live-mark ${state}`} role="status">
      {words[state]}
    </span>
  );
}

/** '3 s ago', told anew every second. */
export function Ago({ time }: { readonly time: string }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return <time dateTime={time}>{ago((now - Date.parse(time)) / 1000)}</time>;
}

function ago(seconds: number): string {
  if (seconds < 1) return 'just now';
  if (seconds < 90) return `${Math.round(seconds)} s ago`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min ago`;
  if (seconds < 129_600) return `${Math.round(seconds / 3600)} h ago`;
  return `${Math.round(seconds / 86_400)} days ago`;
}
