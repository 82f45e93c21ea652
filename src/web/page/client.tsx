/** What a browser runs: takes over the page that is already drawn, and asks for news where it is served. */
import { hydrate } from 'preact';
import type { ExperimentDocument } from '../../report/experiment-document.ts';
import type { ListDocument } from '../../report/list-document.ts';
import { ExperimentPage } from './experiment-page.tsx';
import { ListPage } from './list-page.tsx';
import { Live, type LiveState } from './live.tsx';

const main = document.querySelector('main');
const data = document.getElementById('document')?.textContent;
if (main !== null && data !== undefined && data !== null) {
  const { kind, tag, source } = main.dataset;
  if (tag === undefined || source === undefined) {
    hydrate(<ExperimentPage document={JSON.parse(data) as ExperimentDocument} state={null} />, main);
  } else if (kind === 'list') {
    const first: ListDocument = JSON.parse(data);
    hydrate(
      <Live {...{ first, tag, source }} show={(list, state) => <ListPage document={list} state={state} />} />,
      main,
    );
  } else {
    const first: ExperimentDocument = JSON.parse(data);
    const show = (experiment: ExperimentDocument, state: LiveState) => (
      <ExperimentPage document={experiment} state={state} />
    );
    hydrate(<Live {...{ first, tag, source, show }} />, main);
  }
}
