/** Figures as files: SVG that drawing programs and LaTeX take, PNG at three times the size, CSV. */
import { render } from 'preact';
import { toCsv } from '../../report/csv.ts';
import type { Figure, Scene } from './figure.ts';
import { LIGHT } from './ink.ts';
import { Svg } from './svg-file.tsx';

/** Dots per pixel of a PNG: fine enough for print at the size of the page. */
const DOTS = 3;

export function saveSvg(figure: Figure, scene: Scene): void {
  download(new Blob([svgText(figure, scene)], { type: 'image/svg+xml' }), fileName(figure, scene, 'svg'));
}

export async function savePng(figure: Figure, scene: Scene): Promise<void> {
  const url = URL.createObjectURL(new Blob([svgText(figure, scene)], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.width * DOTS;
    canvas.height = image.height * DOTS;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (blob !== null) download(blob, fileName(figure, scene, 'png'));
  } finally {
    URL.revokeObjectURL(url);
  }
}

export function saveCsv(figure: Figure, scene: Scene): void {
  const { columns, rows } = figure.table(scene.document, scene.view);
  download(new Blob([toCsv(columns, rows)], { type: 'text/csv' }), fileName(figure, scene, 'csv'));
}

/** In the colours of paper, without what answers to a pointer. */
function svgText(figure: Figure, scene: Scene): string {
  const holder = document.createElement('div');
  render(<Svg figure={figure} scene={{ ...scene, ink: LIGHT, isInteractive: false }} />, holder);
  const svg = holder.firstElementChild;
  if (svg === null) throw new Error(`${figure.name} drew nothing`);
  return new XMLSerializer().serializeToString(svg);
}

/** Letters, digits and hyphens of the experiment's name, then the figure's. */
function fileName({ name }: Figure, scene: Scene, extension: string): string {
  const experiment = scene.document.name.replace(/[^\p{L}\p{N}.=-]+/gu, '-').slice(0, 80);
  return `${experiment}-${name}.${extension}`;
}

function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // the browser may still be reading it
}
