/** A figure as it is saved, and what stands where in it. */
import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { ExperimentDocument } from '../../src/report/experiment-document.ts';
import { type Figure, initialView, type View } from '../../src/web/page/figure.ts';
import { LIGHT } from '../../src/web/page/ink.ts';
import { Svg } from '../../src/web/page/svg-file.tsx';

/** The SVG file of a figure. */
export function drawn(figure: Figure, document: ExperimentDocument, { width = 1040, view = {} as View } = {}): string {
  const all = { ...initialView(figure.controls(document)), ...view };
  return renderToString(h(Svg, { figure, scene: { document, width, ink: LIGHT, view: all, isInteractive: false } }));
}

export type Element = Readonly<Record<string, string>>;

/** The attributes of every element with that name, in the order of the file. */
export function elements(svg: string, name: string): Element[] {
  return [...svg.matchAll(new RegExp(`<${name}\\b([^>]*)>`, 'g'))].map(([, attributes]) =>
    Object.fromEntries([...attributes.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value])),
  );
}

export interface Label {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** Every text with its place; what stands in brackets after it belongs to it. */
export function labels(svg: string): Label[] {
  return [...svg.matchAll(/<text\b([^>]*)>(.*?)<\/text>/gs)].map(([, attributes, content]) => ({
    text: content
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
    x: Number(/\bx="([^"]*)"/.exec(attributes)?.[1]),
    y: Number(/\by="([^"]*)"/.exec(attributes)?.[1]),
  }));
}

/** Where the only text of that wording stands. */
export function labelled(svg: string, text: string): Label {
  const found = labels(svg).filter((label) => label.text === text);
  if (found.length !== 1)
    throw new Error(
      `expected one text "${text}", found ${found.length} in ${labels(svg)
        .map((label) => label.text)
        .join(' | ')}`,
    );
  return found[0];
}
