/** A figure on the page: question, how to read it, what can be switched, the drawing, files of it, its numbers. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ExperimentDocument } from '../../report/experiment-document.ts';
import { DataTable } from './data-table.tsx';
import { type Control, type Figure, initialView, type Scene, type View } from './figure.ts';
import { PAGE } from './ink.ts';
import { saveCsv, savePng, saveSvg } from './save.tsx';
import { Svg } from './svg-file.tsx';
import { Words } from './words.tsx';

/** Pixels of a drawing before a browser has said how wide it may be. */
export const DEFAULT_WIDTH = 1040;

export interface FigureFrameProps {
  readonly figure: Figure;
  readonly document: ExperimentDocument;
  /** Whether its question stands above it; the answer's figure needs none. */
  readonly hasTitle: boolean;
}

export function FigureFrame({ figure, document, hasTitle }: FigureFrameProps) {
  const controls = figure.controls(document);
  const [chosen, setChosen] = useState<View>({});
  const view = { ...initialView(controls), ...chosen };
  const { ref, width } = useWidth();
  const scene: Scene = { document, width: width ?? DEFAULT_WIDTH, ink: PAGE, view, isInteractive: width !== null };
  const { name } = figure;
  const reading = figure.reading(document, view);
  return (
    <section
      class="figure"
      id={name}
      aria-label={hasTitle ? undefined : figure.question(document)}
      aria-labelledby={hasTitle ? `${name}-question` : undefined}
    >
      {hasTitle && <h2 id={`${name}-question`}>{figure.question(document)}</h2>}
      {hasTitle && (
        <p class="reading">
          <Words text={reading} />
        </p>
      )}
      {controls.length > 0 && (
        <div class="controls needs-script">
          {controls.map((control) => (
            <ControlButtons
              key={control.name}
              control={control}
              value={view[control.name]}
              choose={(value) => setChosen({ ...chosen, [control.name]: value })}
            />
          ))}
        </div>
      )}
      <div class="drawing" ref={ref}>
        <Svg figure={figure} scene={scene} />
      </div>
      {!hasTitle && reading !== '' && <p class="reading">{reading}</p>}
      <div class="files">
        <p class="save needs-script">
          save as{' '}
          <button type="button" onClick={() => saveSvg(figure, scene)}>
            SVG
          </button>{' '}
          <button type="button" onClick={() => savePng(figure, scene)}>
            PNG
          </button>{' '}
          <button type="button" onClick={() => saveCsv(figure, scene)}>
            CSV
          </button>
        </p>
        <DataTable tableOf={() => figure.table(document, view)} caption={figure.question(document)} />
      </div>
    </section>
  );
}

function ControlButtons({
  control,
  value,
  choose,
}: {
  control: Control;
  value: string;
  choose: (value: string) => void;
}) {
  const { values, labels } = control;
  if (labels.length === 1) {
    return (
      <button
        type="button"
        class="control"
        aria-pressed={value === 'on'}
        onClick={() => choose(value === 'on' ? 'off' : 'on')}
      >
        {labels[0]}
      </button>
    );
  }
  return (
    <span class="choice">
      {values.map((each, i) => (
        <button key={each} type="button" class="control" aria-pressed={each === value} onClick={() => choose(each)}>
          {labels[i]}
        </button>
      ))}
    </span>
  );
}

/** The width that the drawing may have, whenever it changes; null as long as no browser has said it. */
function useWidth() {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState<number | null>(null);
  const measure = () => {
    const found = Math.floor(ref.current?.getBoundingClientRect().width ?? 0);
    if (found > 0) setWidth(found);
  };
  useLayoutEffect(measure, []);
  useEffect(() => {
    if (ref.current === null) return;
    const observer = new ResizeObserver(measure);
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, []);
  return { ref, width };
}
