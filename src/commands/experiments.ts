/** `bothways experiments`: what has been asked so far, and what came out. */
import { experimentList } from '../report/experiment-list.ts';
import { listDocument, newListCache } from '../session/list-document.ts';
import { openToRead } from '../session/open-results.ts';
import { openAllData } from '../session/own-data.ts';
import { type Context, type ExitStatus, printJson } from './context.ts';

export async function experiments(context: Context): Promise<ExitStatus> {
  const store = await openToRead(context.database);
  try {
    const { database } = context;
    await openAllData(store, database);
    const { experiments: all } = listDocument(store, newListCache(), { database, clock: () => 0 }); // however long it takes
    const listed = all.map(({ name, description, runs, updatedAt, sentences }) => ({
      name,
      description,
      runs,
      updatedAt,
      answer: sentences?.join(' ').split(/(?<=\.) /)[0] ?? '', // none while runs are missing
    }));
    if (!context.json) {
      context.out.print(experimentList(listed, context.out));
      return 0;
    }
    printJson(context, {
      experiments: listed.map(({ updatedAt, ...experiment }) => ({ ...experiment, updated_at: updatedAt })),
    });
    return 0;
  } finally {
    store.close();
  }
}
