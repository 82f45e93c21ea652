/** Files that are written by hand, with a part that is generated. */

/** The text with what stands between two comment lines replaced: `<!-- name: … -->` and `<!-- end of name -->`. */
export function between(text: string, name: string, generated: string): string {
  const start = text.match(new RegExp(`<!-- ${name}: .* -->`));
  const end = text.indexOf(`<!-- end of ${name} -->`);
  if (start?.index === undefined || end < start.index) throw new Error(`there is no place for ${name}`);
  return `${text.slice(0, start.index + start[0].length)}\n${generated}\n${text.slice(end)}`;
}
