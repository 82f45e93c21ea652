/** docs/README.md lists every page, in the order in which a reader wishes for them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const DOCS = resolve(import.meta.dirname, '../../docs');

/** Page → what it is about. A page that is not here comes last, with its first sentence. */
const PAGES: Readonly<Record<string, string>> = {
  answers: 'what the experiments that come with Bothways say',
  'experiment-file': 'every key of the YAML file',
  'own-data': 'data of your own: files, splits, what can go wrong',
  commands: 'every command and option',
  page: 'the page that `report` writes and `serve` shows, figure by figure',
  statistics: 'the interval, the verdicts, what they assume',
  limits: 'what it does not do, and what to use then',
  tasks: 'where sequences and labels come from, floors and ceilings',
  database: 'tables, views, queries; pandas, R, Jupyter, datasette',
  'saved-models': 'a trained model in TensorFlow.js and in Keras',
  search: 'finding good settings before comparing them',
  machines: 'one plan on many machines: a queue, shards, and what happens when what fails',
  library: 'experiments, and tasks of your own, from a program',
  engines: 'the three engines, the check, tfjs-node',
  performance: 'the fused engine, measured',
  reliability: 'what survives what',
  errors: 'every error, and what to do',
  article: 'the article and its original, and which claim is tried where',
  house: 'the code: rooms, and who may import whom',
  log: 'what was decided, tried and measured',
};

it('docs/README.md has every page', async () => {
  const files = readdirSync(DOCS).filter((file) => file.endsWith('.md') && file !== 'README.md');
  const pages = files.map((file) => file.replace(/\.md$/, ''));
  const known = Object.keys(PAGES).filter((page) => pages.includes(page));
  const others = pages.filter((page) => !known.includes(page)).sort();
  const rows = [...known, ...others].map((page) => {
    const [, title, sentence] = /^# (.+)\n+([\s\S]+?[.:])\s/.exec(readFileSync(join(DOCS, `${page}.md`), 'utf8')) ?? [];
    return `| [${title ?? page}](${page}.md) | ${PAGES[page] ?? sentence?.replaceAll('\n', ' ')} |`;
  });
  const text = [
    '# All pages',
    '',
    'In the order in which a reader wishes for them.',
    '',
    '| | |',
    '|---|---|',
    ...rows,
  ];
  await expect(`${text.join('\n')}\n`).toMatchFileSnapshot(join(DOCS, 'README.md'));
});
