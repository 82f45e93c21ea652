/** Typed arrays that grow: files are read once, and how long they are is known at the end. */

type TypedArray = Float64Array | Int32Array | Uint8Array;

export interface Growing<T extends TypedArray> {
  push(value: number): void;
  readonly length: number;
  /** The values so far, without room to grow. */
  values(): T;
}

export function growing<T extends TypedArray>(make: new (size: number) => T): Growing<T> {
  let array = new make(1024);
  let length = 0;
  return {
    push(value) {
      if (length === array.length) {
        const larger = new make(2 * length);
        larger.set(array as never); // of the same kind
        array = larger;
      }
      array[length++] = value;
    },
    get length() {
      return length;
    },
    values: () => array.subarray(0, length) as T,
  };
}

/** A piece of a text that is kept would keep all of the text. */
export function copied(piece: string): string {
  return Buffer.from(piece).toString();
}

/** Words as numbers from 0, in the order of their first appearance. */
export interface Interned {
  readonly words: string[];
  numberOf(word: string): number;
}

export function interned(): Interned {
  const numbers = new Map<string, number>();
  const words: string[] = [];
  let last = '';
  let lastNumber = -1;
  return {
    words,
    numberOf(word) {
      if (word === last && lastNumber >= 0) return lastNumber; // rows of one sequence follow each other
      let number = numbers.get(word);
      if (number === undefined) {
        number = words.length;
        const own = copied(word);
        words.push(own);
        numbers.set(own, number);
      }
      last = word;
      lastNumber = number;
      return number;
    },
  };
}
