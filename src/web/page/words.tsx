/** Text with its language said where it changes: a screen reader and a font choose by it. */

const CHINESE = /([\p{Script=Han}_,。]*\p{Script=Han}[\p{Script=Han}_,。]*)/u;

/** The text, what is Chinese in it marked so. */
export function Words({ text }: { readonly text: string }) {
  const parts = text.split(CHINESE);
  return (
    <>
      {parts.map((part, i) =>
        i % 2 === 1 ? (
          <span key={part} lang="zh">
            {part}
          </span>
        ) : (
          part
        ),
      )}
    </>
  );
}
