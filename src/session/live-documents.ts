/** Documents of a database that others write to, made anew when it has changed, and no more often than is cheap. */
import { statSync } from 'node:fs';
import { readExperiment } from '../experiment/experiment.ts';
import type { ExperimentDocument } from '../report/experiment-document.ts';
import type { ListDocument } from '../report/list-document.ts';
import type { Prediction } from '../report/prediction.ts';
import { isOlder, openStore, type Store, StoreError } from '../store/store.ts';
import { examplePrediction } from './example-prediction.ts';
import { type CurveCache, experimentDocument } from './experiment-document.ts';
import { type ListCache, listDocument, newListCache } from './list-document.ts';
import { sourceReaderBy } from './open-results.ts';
import { openAllData, openDataOf } from './own-data.ts';
import { storedResults } from './stored-results.ts';

/** A document with a tag that is another one whenever it has changed. */
export interface Tagged<Document> {
  readonly tag: string;
  readonly document: Document;
}

export interface LiveOptions {
  /** Path of the database; it may not be there yet. */
  readonly database: string;
  /** Milliseconds from any start. */
  readonly clock: () => number;
  /** The time of day. */
  readonly now: () => Date;
  /** Takes what goes wrong beside the requests. */
  readonly onError: (error: unknown) => void;
}

/** A document is made again after so many times what it cost the last time, so that it takes a third of a core at most. */
const REST = 2;
const LONGEST_REST_MS = 2000;

/**
 * All documents of one database. Nothing stays open between two requests but the file itself: no transaction, no lock.
 *
 * `serve` may be started before the first run, and the file may be replaced while it is watched: it is opened when it
 * is there, and again when another one has its name. SQLite's data_version tells changes by other connections, but
 * not of another file.
 */
export class LiveDocuments {
  readonly #options: LiveOptions;
  #open: OpenDatabase | null = null;
  #tags = 0;

  constructor(options: LiveOptions) {
    this.#options = options;
  }

  /** Opens what an experiment was trained on, or all of them where it is null: before its document is asked for. */
  async openData(name: string | null): Promise<void> {
    const { database } = this.#options;
    const open = this.#database();
    if (open === null) return;
    if (name === null) await openAllData(open.store, database);
    else if (open.store.experimentNames().includes(name)) await openDataOf(open.store, name, database);
  }

  /** The list of experiments; empty where there is no database yet. */
  list(): Tagged<ListDocument> {
    const { database } = this.#options;
    const open = this.#database();
    if (open === null)
      return { tag: 'none', document: listDocument(null, newListCache(), { database, clock: () => 0 }) };
    return this.#current(open, LIST, () => listDocument(open.store, open.list, this.#options));
  }

  /** The document of an experiment; null where none has that name, or not any more. */
  experiment(name: string): Tagged<ExperimentDocument> | null {
    const open = this.#database();
    if (open === null || !open.store.experimentNames().includes(name)) return null;
    return this.#current(open, `experiment ${name}`, () => {
      const prediction = open.predictions.get(name)?.prediction ?? null;
      const document = experimentDocument(open.store, name, {
        madeAt: this.#options.now(),
        curves: open.curves,
        prediction,
      });
      this.#predict(open, document);
      return document;
    });
  }

  /** Works out what the models of a finished experiment say, beside; its document is made again when that is known. */
  #predict(open: OpenDatabase, { name, runs }: ExperimentDocument): void {
    const from = JSON.stringify(runs);
    if (runs.stored < runs.planned || open.predictions.get(name)?.from === from) return;
    open.predictions.set(name, { from, prediction: null });
    examplePrediction(open.store, storedResults(open.store, name))
      .then((prediction) => {
        if (prediction === null || this.#open !== open) return;
        open.predictions.set(name, { from, prediction });
        open.made.delete(`experiment ${name}`);
      })
      .catch(this.#options.onError);
  }

  close(): void {
    this.#open?.store.close();
    this.#open = null;
  }

  /** Opened again where the file is another one; null while there is none, or nothing in it. */
  #database(): OpenDatabase | null {
    const identity = fileIdentity(this.#options.database);
    if (this.#open !== null && this.#open.identity !== identity) this.close();
    if (this.#open === null && identity !== null) {
      try {
        const readSource = sourceReaderBy(readExperiment);
        const store = openStore(this.#options.database, { mode: 'read', readSource });
        this.#open = {
          identity,
          store,
          curves: new Map(),
          list: newListCache(),
          made: new Map(),
          predictions: new Map(),
        };
      } catch (error) {
        if (error instanceof StoreError && error.code === 'missing') return null;
        throw error;
      }
    }
    return this.#open;
  }

  /** The document as it was made last, unless the database has changed since and the last making is long enough ago. */
  #current<Document extends object>(open: OpenDatabase, key: string, make: () => Document): Tagged<Document> {
    const { clock } = this.#options;
    const known = open.made.get(key) as Made<Document> | undefined; // a key has documents of one kind
    const version = open.store.dataVersion();
    const isFresh = known !== undefined && known.version === version && !known.isPartial;
    if (known !== undefined && (isFresh || clock() < known.restUntil)) return known;
    const started = clock();
    const document = make();
    const ended = clock();
    const text = comparable(document);
    const tag = known !== undefined && known.text === text ? known.tag : String(++this.#tags);
    const made: Made<Document> = {
      tag,
      text,
      version,
      document: known !== undefined && known.tag === tag ? known.document : document,
      isPartial: isPartial(document),
      restUntil: ended + Math.min((ended - started) * REST, LONGEST_REST_MS),
    };
    open.made.set(key, made);
    return made;
  }
}

const LIST = 'list';

interface OpenDatabase {
  readonly identity: string;
  readonly store: Store;
  readonly curves: CurveCache;
  readonly list: ListCache;
  readonly made: Map<string, Made<object>>;
  /** By experiment, with the runs that they were worked out from. */
  readonly predictions: Map<string, { readonly from: string; readonly prediction: Prediction | null }>;
}

interface Made<Document> extends Tagged<Document> {
  /** What the tag stands for. */
  readonly text: string;
  /** Of the database when it was made. */
  readonly version: number;
  /** Whether answers are still to be worked out. */
  readonly isPartial: boolean;
  /** Not made again before. */
  readonly restUntil: number;
}

/**
 * Of the file, not of its content: another one in its place has another number. null where there is none. One that an
 * older version has written is read into memory as a whole, so it is another one with every change.
 */
function fileIdentity(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return null;
  return `${found.dev}:${found.ino}${isOlder(path) ? `:${found.mtimeMs}` : ''}`;
}

/** Without the moment at which it was made. */
function comparable(document: object): string {
  return JSON.stringify(document, (key, value) => (key === 'madeAt' ? undefined : value));
}

function isPartial(document: object): boolean {
  return (
    'experiments' in document && (document as ListDocument).experiments.some(({ sentences }) => sentences === null)
  );
}
