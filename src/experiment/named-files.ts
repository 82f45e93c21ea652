/** The files of data that an experiment file names: read from its text, and given other names there. */
import { type Document, isMap, parseDocument } from 'yaml';

/** Where a file of data is named: in `data` itself, or in its map. */
const PLACES = [['data'], ['data', 'file'], ['data', 'test', 'file']] as const;

/** The names as a valid file has them, that of the test part last; none where it makes its sequences. */
export function namedFiles(text: string): readonly string[] {
  const document = parseDocument(text);
  return PLACES.flatMap((place) => nameAt(document, place) ?? []);
}

/** The text with other names for its files; as it is where none has another. */
export function withNames(text: string, nameOf: (name: string) => string): string {
  const document = parseDocument(text);
  let isChanged = false;
  for (const place of PLACES) {
    const name = nameAt(document, place);
    if (name === null || nameOf(name) === name) continue;
    document.setIn(place, nameOf(name));
    isChanged = true;
  }
  return isChanged ? document.toString({ lineWidth: 0, flowCollectionPadding: false }) : text;
}

function nameAt(document: Document.Parsed, place: readonly string[]): string | null {
  if (!isMap(document.contents)) return null;
  const around = document.getIn(place.slice(0, -1), true);
  const found = place.length === 1 || isMap(around) ? document.getIn(place) : null;
  return typeof found === 'string' ? found : null;
}
