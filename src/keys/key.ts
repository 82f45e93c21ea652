/** What is to be said of a key of a configuration: the types of an entry in the tables beside this file. */
import type { Configuration, Value } from '../vocabulary.ts';

export type KeyName = keyof Configuration;

/** Whole numbers, both bounds included. */
interface Whole {
  readonly kind: 'whole';
  readonly from: number;
  readonly to: number;
}

/** What a key may hold. */
export type Values =
  | (Whole & {
      /** Whether it is the number of what the key names: '16 units', but 'batch size 16'. */
      readonly isCount: boolean;
    })
  | { readonly kind: 'number'; readonly above: number }
  | { readonly kind: 'number'; readonly from: number; readonly below?: number }
  /** A number, or per cent of the sequence length as text: 2.5 or '25%'. */
  | { readonly kind: 'number or percentage'; readonly above: number }
  | {
      readonly kind: 'words';
      readonly words: readonly string[];
      /** Whether a sentence may begin with them: 'Forward is', but 'sum is'. */
      readonly spelling: 'word' | 'name';
    }
  /** The tasks that there are: those that come with Bothways and those that a program registers. */
  | { readonly kind: 'task' }
  | { readonly kind: 'text' };

/** What a file may say for it. */
export type WrittenValues = Values | Whole;

/** A key in the experiment file. */
interface InFile {
  /** Where the file may say what a configuration does not hold: '25%'; or may not say all that one holds. */
  readonly written?: WrittenValues;
  /** What `true` says there in place of a value. `false` is as if the key were not there. */
  readonly whereTrue?: Value;
  /** For completion and hover in editors, and for the documentation. */
  readonly description: string;
  readonly examples: readonly Value[];
  /** Other tools' words for the key, without separators and capitals. */
  readonly foreignWords: readonly string[];
  /** Other tools' words for its values. */
  readonly foreignValues?: Readonly<Record<string, readonly string[]>>;
}

/**
 * What becomes of its column in a list of runs: it stays, or it is left out where the width is short, or it is there only
 * where the runs differ in it.
 */
export type InLists = 'kept' | 'left out late' | 'left out early' | 'where they differ';

export interface Key {
  /** What a configuration may hold. */
  readonly values: Values;
  /** What a file means that does not say; null: the key is then absent. */
  readonly default:
    | Value
    | { readonly sameAs: KeyName }
    | { readonly dependsOn: KeyName; readonly values: Readonly<Record<string, Value>> }
    | null;
  /** null: no file gives it. */
  readonly file: InFile | null;
  /** The key whose value decides whether this one means anything, and with which values it does; a task says so itself. */
  readonly decidedBy:
    | { readonly key: 'task' }
    | { readonly key: KeyName; readonly values: readonly Value[] | 'any' }
    | null;
  /** What its column in the database means. */
  readonly column: string;
  /** How a heading says the value, and at which place; null where it goes without saying. */
  readonly heading: {
    readonly place: number;
    readonly phrase: (value: never, configuration: Partial<Configuration>) => string | null;
  };
  readonly inLists: InLists;
  /** Whether the key changes what is trained, or only what a model is measured on: when trained, or meanwhile. */
  readonly changes: 'weights' | 'metrics' | 'curve';
  /**
   * What of its value sends a model through other code of an engine, so that one is no check of the other; null: nothing.
   */
  readonly kindOfModel: ((value: never) => Value | boolean) | null;
  /** The format of the database that first had it. */
  readonly since: number;
  /** What every configuration meant before the key existed; null: there was nothing to be meant. */
  readonly before: Value | null;
}

/** As `Key`, its functions reading a value of that key. */
type KeyOf<T> = Omit<Key, 'heading' | 'kindOfModel'> & {
  readonly heading: {
    readonly place: number;
    readonly phrase: (value: T, configuration: Partial<Configuration>) => string | null;
  };
  readonly kindOfModel: ((value: T) => Value | boolean) | null;
};

/** The entry of each key. */
export type Entries = { readonly [K in KeyName]-?: KeyOf<NonNullable<Configuration[K]>> };

/** Of a key that every database has had. */
export const FROM_THE_START = { since: 1, before: null } as const;

/** Every value of a key sends a model through other code. */
export const whole = <T>(value: T): T => value;
