/** What a stored file asks, without reading the rest of it: its data may be gone, its keys those of another version. */
import { parseDocument } from 'yaml';

/** '' where it asks nothing, or is no YAML. */
export function descriptionIn(source: string): string {
  const document = parseDocument(source);
  const found: unknown = document.errors.length > 0 ? '' : document.get('description');
  return typeof found === 'string' ? found.trim() : '';
}
