/** The list of experiments: what each asks, and what came out or how far it is. */

import type { ListDocument, ListedExperiment } from '../../report/list-document.ts';
import { grouped, plural } from '../../words.ts';
import { Ago, LiveMark, type LiveState } from './live.tsx';
import { day } from './times.ts';
import { Words } from './words.tsx';

export function ListPage({ document, state }: { readonly document: ListDocument; readonly state: LiveState }) {
  const { database, experiments, madeBy } = document;
  return (
    <>
      <header class="list-head">
        <h1>Experiments</h1>
        <p class="setting">
          {database} <LiveMark state={state} />
        </p>
      </header>
      {experiments.length === 0 && (
        <p class="reading">
          None yet. The first one appears here by itself: <code>bothways run experiments/article.yaml</code>
        </p>
      )}
      <ul class="experiments">
        {experiments.map((experiment) => (
          <Item key={experiment.name} experiment={experiment} />
        ))}
      </ul>
      <footer>
        <p>{madeBy}</p>
      </footer>
    </>
  );
}

function Item({ experiment }: { readonly experiment: ListedExperiment }) {
  const { name, description, runs, updatedAt, lastFinishedAt, sentences } = experiment;
  const isFinished = runs.stored >= runs.planned;
  return (
    <li>
      <h2>
        <a href={`experiment/${encodeURIComponent(name)}`}>
          <Words text={name} />
        </a>
      </h2>
      {description !== '' && (
        <p class="item-question">
          <Words text={description} />
        </p>
      )}
      {!isFinished && (
        <progress value={runs.stored} max={runs.planned} aria-label={`runs of ${name} that have ended`} />
      )}
      {sentences === null && <p class="item-question">…</p>}
      {sentences !== null && sentences.length > 0 && <p>{sentences.join(' ')}</p>}
      <p class="item-facts">
        {isFinished ? plural(runs.planned, 'run') : `${grouped(runs.stored)} of ${plural(runs.planned, 'run')}`}
        {runs.lost > 0 && `, ${grouped(runs.lost)} lost`}
        {' · '}
        {isFinished || lastFinishedAt === null ? (
          <time dateTime={updatedAt}>{day(updatedAt)}</time>
        ) : (
          <>
            the last one <Ago time={lastFinishedAt} />
          </>
        )}
      </p>
    </li>
  );
}
