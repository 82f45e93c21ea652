/** The text of an experiment file with the overrides written into it. */
import { type Document, isMap } from 'yaml';
import { isFileKey } from '../keys.ts';
import { plainOf } from './document.ts';
import type { Override } from './overrides.ts';

/**
 * The text of a valid file with valid overrides written in and the keys at `removed` taken out; comments stay.
 * Changes the document.
 */
export function resolvedText(
  document: Document.Parsed,
  { overrides, removed }: { overrides: readonly Override[]; removed: readonly (readonly string[])[] },
): string {
  for (const { key, value } of overrides) {
    // A plain value in place of another leaves the comment beside it
    const node = value.kind === 'scalar' ? value.value : document.createNode(plainOf(value), { flow: true });
    if (!isFileKey(key)) {
      const file = key.startsWith('data.') ? document.get('data') : null;
      if (typeof file === 'string') document.set('data', document.createNode({ file }, { flow: true }));
      document.setIn(key.split('.'), node);
    } else if (value.kind !== 'scalar') {
      document.delete(key);
      document.setIn(['sweep', key], node);
    } else {
      if (document.hasIn(['sweep', key])) document.deleteIn(['sweep', key]); // throws where there is no sweep
      document.set(key, node);
    }
  }
  for (const path of removed) document.deleteIn(path);
  for (const key of ['sweep', 'compare']) {
    const inner = document.get(key);
    if (isMap(inner) && inner.items.length === 0) document.delete(key);
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
