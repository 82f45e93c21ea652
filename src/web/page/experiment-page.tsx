/** The page of an experiment, from the answer to the file. */

import type { DocumentEnvironment, ExperimentDocument } from '../../report/experiment-document.ts';
import { grouped, plural } from '../../words.ts';
import { FigureFrame } from './figure-frame.tsx';
import { ANSWER } from './figures/answer.tsx';
import { FIGURES } from './figures/figures.ts';
import { isFinished } from './levels.ts';
import { Ago, LiveMark, type LiveState } from './live.tsx';
import { clock, day } from './times.ts';
import { Words } from './words.tsx';

/** Spaces inside a number, and before its per cent, at which no line may break. */
const INSIDE_NUMBER = /(?<=\d) (?=%|\d{3}(?!\d))/g;
const unbroken = (text: string) => text.replaceAll(INSIDE_NUMBER, '\u00a0');

export interface ExperimentPageProps {
  readonly document: ExperimentDocument;
  /** null: a file, which nothing comes after. */
  readonly state: LiveState | null;
}

export function ExperimentPage({ document, state }: ExperimentPageProps) {
  const figures = FIGURES.filter((figure) => figure.applies(document));
  return (
    <>
      {state !== null && (
        <nav class="crumbs">
          <a href="../">all experiments</a> <LiveMark state={state} />
        </nav>
      )}
      <Head document={document} state={state} />
      {ANSWER.applies(document) && <FigureFrame figure={ANSWER} document={document} hasTitle={false} />}
      <Advice lines={document.advice} />
      {figures.map((figure) => (
        <FigureFrame key={figure.name} figure={figure} document={document} hasTitle />
      ))}
      <Receipts document={document} />
      <File document={document} />
      <footer>
        <p>
          {document.madeBy} · {day(document.madeAt)}
          {document.comparisons > 0 &&
            isFinished(document) &&
            ` · ${plural(document.comparisons, 'comparison')}, ${document.titles.together}`}
        </p>
      </footer>
    </>
  );
}

/** How far the runs are: those of a race, which are not known beforehand, or those of the table; null when all are there. */
function progressOf({ runs: { planned, stored }, search }: ExperimentDocument) {
  if (search !== null && !search.isOver) {
    const { made, ofAll } = search.runs;
    return { done: made, of: ofAll, text: `${plural(made, 'run')} of the race, of at most ${grouped(ofAll)}` };
  }
  if (stored === planned) return null;
  return { done: stored, of: planned, text: `${grouped(stored)} of ${plural(planned, 'run')}` };
}

function Head({ document, state }: ExperimentPageProps) {
  const { name, description, runs, setting, needs, bounds, leftOut, sentences, counts, warning } = document;
  const progress = progressOf(document);
  return (
    <header>
      <p class="name">
        <Words text={name} />
      </p>
      {description !== '' && (
        <p class="question">
          <Words text={description} />
        </p>
      )}
      {progress !== null && (
        <div class="progress">
          <p class="so-far">{unbroken(progress.text)}</p>
          <progress value={progress.done} max={progress.of} aria-label="runs that have ended" />
          <p class="why">
            {runs.lastFinishedAt !== null && (
              <>
                The last one ended{' '}
                {state === null ? `at ${clock(runs.lastFinishedAt)}` : <Ago time={runs.lastFinishedAt} />}.{' '}
              </>
            )}
            No verdict before the last run.
          </p>
        </div>
      )}
      {warning !== null && <p class="warning">{warning}</p>}
      <h1 class="answer">
        {sentences.length === 0 ? (
          <span class="visually-hidden">{name}</span>
        ) : (
          sentences.map((sentence) => (
            <span key={sentence} class="sentence">
              {unbroken(sentence)}{' '}
            </span>
          ))
        )}
      </h1>
      {counts.length > 0 && <p class="counts">{counts.join(' ')}</p>}
      <p class="setting">{setting.join(' · ')}</p>
      {needs.map((need) => (
        <p key={need} class="setting">
          {need}
        </p>
      ))}
      {bounds !== '' && <p class="setting">{bounds}</p>}
      {leftOut.map((line) => (
        <p key={line} class="setting">
          {line}
        </p>
      ))}
    </header>
  );
}

function Advice({ lines }: { readonly lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <ul class="advice">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function Receipts({ document }: { readonly document: ExperimentDocument }) {
  const { environments, engine } = document;
  return (
    <section id="receipts" aria-labelledby="receipts-question">
      <h2 id="receipts-question">What was it made on?</h2>
      <p class="reading">{engine}</p>
      <div class="receipts">
        {environments.map((environment) => (
          <Receipt key={JSON.stringify(environment)} environment={environment} />
        ))}
      </div>
    </section>
  );
}

function Receipt({ environment: e }: { readonly environment: DocumentEnvironment }) {
  const commit =
    e.git_commit === null ? 'not in a checkout' : `${e.git_commit.slice(0, 12)}${e.git_dirty ? ', with changes' : ''}`;
  const facts = {
    runs: grouped(e.runs),
    engine: `${e.engine} (${e.backend})`,
    bothways: e.version,
    commit,
    node: e.node,
    system: e.os,
    processor: e.cpu,
  };
  return (
    <dl>
      {Object.entries(facts).map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function File({ document }: { readonly document: ExperimentDocument }) {
  return (
    <section id="file" aria-labelledby="file-question">
      <h2 id="file-question">Which file says all this?</h2>
      <p class="reading">
        Saved as <code>{fileName(document)}</code>, it makes the same bits again:{' '}
        <code>bothways run {fileName(document)}</code>
      </p>
      <details>
        <summary>the file</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1) */}
        <section class="scroll" aria-label="the file" tabIndex={0}>
          <pre>
            <code>
              <Words text={document.source} />
            </code>
          </pre>
        </section>
      </details>
      {isFinished(document) ? null : <p class="reading">Run it again to train what is missing.</p>}
    </section>
  );
}

function fileName({ name }: ExperimentDocument): string {
  return `${
    name
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 60) || 'experiment'
  }.yaml`;
}
