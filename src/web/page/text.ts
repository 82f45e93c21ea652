/** How wide text is, where no browser can be asked: labels are placed before they are drawn. */

/** Advance widths of Helvetica and Arial, in thousandths of the size, from U+0020 to U+007E. Source: Adobe's Helvetica.afm. */
const ASCII = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
  556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
  260, 334, 584,
];
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
/** Arrows, triangles, stars: often from another font. */
const SIGN = /[\u2190-\u2bff]/;
const OTHER = 600;

/** Room for fonts that are wider than Arial: DejaVu Sans, which many Linux machines have alone, and its bold. */
const MARGIN = 1.18;
const BOLD = 1.12;

/** Pixels, a little more than most fonts need. */
export function textWidth(text: string, size: number, isBold = false): number {
  let thousandths = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    thousandths += ASCII[code - 32] ?? (WIDE.test(character) || SIGN.test(character) ? 1000 : OTHER);
  }
  return (thousandths / 1000) * size * MARGIN * (isBold ? BOLD : 1);
}

/** The text, or as much of its beginning as fits, with an ellipsis. */
export function fitted(text: string, width: number, size: number, isBold = false): string {
  if (textWidth(text, size, isBold) <= width) return text;
  const characters = [...text];
  while (characters.length > 1 && textWidth(`${characters.join('')}…`, size, isBold) > width) characters.pop();
  return `${characters.join('').trimEnd()}…`;
}

/** Parts joined by ` · `, on as many lines as it takes. */
export function lines(parts: readonly string[], width: number, size: number, isBold = false): string[] {
  const broken: string[] = [];
  for (const part of parts) {
    const longer = broken.length === 0 ? part : `${broken[broken.length - 1]} · ${part}`;
    if (broken.length > 0 && textWidth(longer, size, isBold) <= width) broken[broken.length - 1] = longer;
    else broken.push(fitted(part, width, size, isBold));
  }
  return broken;
}
