/** The colours of the page, light and dark, and of what is saved from it. */

/** What a colour is for. Levels have their colours to themselves: better and worse are never told by one of them. */
export interface Ink {
  readonly paper: string;
  readonly ink: string;
  /** Text of second rank; 4.5 : 1 against paper, at the least. */
  readonly muted: string;
  /** Rules and the lines behind a figure. */
  readonly rule: string;
  /** The stretch that counts as no difference. */
  readonly shade: string;
  /** The steps that hold most of a gain. */
  readonly glow: string;
  /** A seed that does worse, and the worse half of the heat map. */
  readonly worse: string;
  /** A seed that does better, and the better half. */
  readonly better: string;
  readonly link: string;
  readonly levels: readonly string[];
}

export const LIGHT: Ink = {
  paper: '#ffffff',
  ink: '#16191d',
  muted: '#59616b',
  rule: '#dfe3e8',
  shade: '#eceff3',
  glow: '#fbf0cf',
  worse: '#a8246c',
  better: '#56636f',
  link: '#0b5cad',
  levels: ['#1769aa', '#b5470d', '#0b7a5e', '#7b3fa0', '#6b6a00', '#545d68'],
};

export const DARK: Ink = {
  paper: '#14171b',
  ink: '#eceff2',
  muted: '#a3adb8',
  rule: '#2d333b',
  shade: '#22282f',
  glow: '#3a3212',
  worse: '#f07fbb',
  better: '#9aa8b6',
  link: '#7db8f0',
  levels: ['#6ab4f0', '#f08d55', '#43c8a0', '#c79aec', '#c8c356', '#aeb8c3'],
};

/** Names of the custom properties, so that a figure on the page follows the theme. */
export const PAGE: Ink = {
  ...(Object.fromEntries(Object.keys(LIGHT).map((role) => [role, `var(--${role})`])) as unknown as Omit<Ink, 'levels'>), // the roles but levels are texts
  levels: LIGHT.levels.map((_, i) => `var(--level-${i})`),
};

/** The declarations behind `PAGE`. */
export function properties({ levels, ...roles }: Ink): string {
  return [
    ...Object.entries(roles).map(([role, colour]) => `--${role}:${colour}`),
    ...levels.map((colour, i) => `--level-${i}:${colour}`),
  ].join(';');
}
