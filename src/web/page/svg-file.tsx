/** A drawing as an SVG of its own, with what it shows in words. */
import type { Figure, Scene } from './figure.ts';
import { LIGHT } from './ink.ts';

/** On the page the font of the page; in a file one that every program has or replaces by its like. */
const FONT = 'Helvetica, Arial, "Liberation Sans", sans-serif';

export function Svg({ figure, scene }: { readonly figure: Figure; readonly scene: Scene }) {
  const { document, width, ink, view } = scene;
  const { height, content } = figure.draw(scene);
  const tall = Math.ceil(height);
  const [title, description] = [`${figure.name}-title`, `${figure.name}-description`];
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      width={width}
      height={tall}
      viewBox={`0 0 ${width} ${tall}`}
      role="img"
      aria-labelledby={`${title} ${description}`}
      font-family={scene.ink === LIGHT ? FONT : undefined}
    >
      <title id={title}>{`${document.name}: ${figure.question(document)}`}</title>
      <desc
        id={description}
      >{`${figure.reading(document, view)} The numbers are in the table below the picture.`}</desc>
      {scene.ink === LIGHT && <rect width={width} height={tall} fill={ink.paper} />}
      {content}
    </svg>
  );
}
