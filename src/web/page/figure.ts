/** What every figure is: a question, how to read the answer, a drawing for a width, and the same as a table. */
import type { ComponentChildren } from 'preact';
import type { ExperimentDocument } from '../../report/experiment-document.ts';
import type { Ink } from './ink.ts';

/**
 * One figure of the page. A new one is a file with one of these and a place in `FIGURES`.
 *
 * Drawings are pure: Node makes them for the file, the browser for its true width, and once more in the colours of
 * paper when one is saved. They hold no class, no style and no custom property other than those of `ink`.
 */
export interface Figure {
  /** In file names and anchors: 'every-seed'. */
  readonly name: string;
  readonly applies: (document: ExperimentDocument) => boolean;
  /** The title. */
  readonly question: (document: ExperimentDocument) => string;
  /** How to read it, in a sentence or two. */
  readonly reading: (document: ExperimentDocument, view: View) => string;
  /** What can be switched; empty where nothing can. */
  readonly controls: (document: ExperimentDocument) => readonly Control[];
  readonly draw: (scene: Scene) => Drawing;
  /** The numbers behind the drawing, for CSV, keyboard and screen reader. */
  readonly table: (document: ExperimentDocument, view: View) => Table;
}

export interface Scene {
  readonly document: ExperimentDocument;
  /** Pixels. */
  readonly width: number;
  readonly ink: Ink;
  readonly view: View;
  /** Whether a pointer may ask it for values: not in a file that is saved. */
  readonly isInteractive: boolean;
}

export interface Drawing {
  /** Pixels. */
  readonly height: number;
  readonly content: ComponentChildren;
}

/** Which of its values each control has, by its name. */
export type View = Readonly<Record<string, string>>;

/** A choice of one value, the first of which it has unless `initial` says otherwise. */
export interface Control {
  readonly name: string;
  /** For a switch 'off' and 'on'. */
  readonly values: readonly string[];
  readonly initial: string;
  /** What stands on it; a switch has one label, a choice one for each value. */
  readonly labels: readonly string[];
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Of the rows, those that the page shows; a file that is saved has all. */
  readonly shown?: (row: number) => boolean;
  /** The first so many columns, for the page; default: all. */
  readonly columnsShown?: number;
}

export type Cell = string | number | null;

export function switchNamed(name: string, label: string, isOn = false): Control {
  return { name, values: ['off', 'on'], initial: isOn ? 'on' : 'off', labels: [label] };
}

export function initialView(controls: readonly Control[]): View {
  return Object.fromEntries(controls.map(({ name, initial }) => [name, initial]));
}
