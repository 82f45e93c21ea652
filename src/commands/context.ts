/** What a command may touch of the outside world: the streams, the clock, the signals, the options given everywhere. */
import { once } from 'node:events';
import { plainAscii, wantsPlainAscii } from '../report/plain-ascii.ts';
import { terminalJson } from '../report/terminal-text.ts';
import type { Surroundings } from '../session/session.ts';

export interface Context extends Omit<Surroundings, 'note'> {
  /** Results. */
  readonly out: Output;
  /** Everything else: progress, notes, warnings, errors. */
  readonly err: Output;
  readonly json: boolean;
  /** Path of the database. */
  readonly database: string;
  /** Standard input where there is one; null where a terminal or nothing at all stands there. */
  readonly input: (wanted: { readonly isExpected: boolean }) => Promise<string | null>;
  /** Aborted with an `Interrupted` on Ctrl-C and its like. */
  readonly signal: AbortSignal;
}

export interface Output {
  /** A line, or several, for people; the newline at the end is added. */
  print(text: string): void;
  /** Text as it stands. */
  write(text: string): void;
  /** Resolves when what was written is taken: a reader may be slower than a command. */
  drained(): Promise<void>;
  readonly colour: boolean;
  readonly isTerminal: boolean;
  /** Whether `print` writes our signs in ASCII. */
  readonly isPlain: boolean;
  /** Columns. */
  readonly width: number;
}

/** 0 done; 1 some run failed, an engine check failed, or the machine did; 2 wrong usage or an invalid file. */
export type ExitStatus = 0 | 1 | 2;

/** The reason of an aborted signal. */
export class Interrupted extends Error {
  readonly exitStatus: number;
  constructor(exitStatus: number) {
    super('interrupted');
    this.exitStatus = exitStatus;
  }
}

/** Columns of output that goes into a pipe or a file. */
const WIDTH_WITHOUT_TERMINAL = 120;

export function outputTo(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv): Output {
  const isTerminal = stream.isTTY === true;
  const isPlain = wantsPlainAscii(environment, { isTerminal });
  return {
    print: (text) => stream.write(`${isPlain ? plainAscii(text) : text}\n`),
    write: (text) => stream.write(text),
    drained: async () => {
      if (stream.writableNeedDrain) await once(stream, 'drain');
    },
    isTerminal,
    isPlain,
    colour: isTerminal && !environment.NO_COLOR && environment.TERM !== 'dumb',
    width: stream.columns || (columnsIn(environment) ?? WIDTH_WITHOUT_TERMINAL), // a terminal may say 0
  };
}

/** null unless COLUMNS is a whole number above 0. */
function columnsIn({ COLUMNS }: NodeJS.ProcessEnv): number | null {
  return COLUMNS !== undefined && /^[1-9]\d*$/.test(COLUMNS) ? Number(COLUMNS) : null;
}

/** Of what `--json` prints; raised where a field is removed. */
export const FORMAT = 1;

/** Prints one JSON object, the whole of stdout, with the format's number first. */
export function printJson(context: Context, fields: Record<string, unknown>): void {
  context.out.write(`${terminalJson({ format: FORMAT, ...fields })}\n`);
}

/** What the rooms below need of it. */
export function surroundings({ err, clock, now, signal }: Context): Surroundings {
  return { clock, now, signal, note: (text) => err.print(text) };
}
