/**
 * Records as text that travels well: a line of JSON and, after it, the bytes of the arrays of numbers in it, compressed
 * together. Numbers as text are three times as long, and take three times as long to write and to read.
 */
import { gunzipSync, gzipSync } from 'node:zlib';

/** Arrays of numbers that may be among the values; their bytes are little-endian. */
const ARRAYS = { Float32Array, Float64Array, Int32Array, Uint8Array } as const;
type ArrayKind = keyof typeof ARRAYS;
type NumberArray = InstanceType<(typeof ARRAYS)[ArrayKind]>;

/** What stands in the JSON for an array. */
interface ArrayPlace {
  readonly array: ArrayKind;
  /** Where its bytes begin, from the end of the line. */
  readonly at: number;
  readonly length: number;
}

/** More than any text has; a small one could otherwise ask for all the memory there is. */
const MOST_BYTES = 512 * 2 ** 20;
/** The quickest. */
const LEVEL = 1;
const LINE_FEED = 10;

export function pack(value: unknown): string {
  const arrays: Uint8Array[] = [];
  let at = 0;
  const json = JSON.stringify(value, (_, inner) => {
    if (!ArrayBuffer.isView(inner)) return inner;
    const place = { array: inner.constructor.name as ArrayKind, at, length: (inner as NumberArray).length };
    arrays.push(new Uint8Array(inner.buffer, inner.byteOffset, inner.byteLength));
    at += inner.byteLength;
    return place;
  });
  return gzipSync(Buffer.concat([Buffer.from(`${json}\n`), ...arrays]), { level: LEVEL }).toString('base64');
}

/** Throws where the text is none that `pack` could have made. */
export function unpack(text: string): unknown {
  const bytes = gunzipSync(Buffer.from(text, 'base64'), { maxOutputLength: MOST_BYTES });
  const end = bytes.indexOf(LINE_FEED);
  const arrays = bytes.subarray(end < 0 ? bytes.length : end + 1);
  const json = bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
  return withArrays(JSON.parse(json), arrays);
}

/** In place; a function for `JSON.parse` would be called for every number, and take three times as long. */
function withArrays(value: unknown, bytes: Uint8Array): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isPlace(value)) return arrayAt(value, bytes);
  const entries = value as Record<string, unknown>;
  for (const key of Object.keys(entries)) {
    const inner = entries[key];
    if (typeof inner === 'object') entries[key] = withArrays(inner, bytes);
  }
  return value;
}

function isPlace(value: object): value is ArrayPlace {
  return (
    'array' in value &&
    typeof value.array === 'string' &&
    Object.hasOwn(ARRAYS, value.array) &&
    'at' in value &&
    isCount(value.at) &&
    'length' in value &&
    isCount(value.length)
  );
}

function arrayAt({ array, at, length }: ArrayPlace, bytes: Uint8Array): NumberArray {
  const end = at + length * ARRAYS[array].BYTES_PER_ELEMENT;
  if (end > bytes.length) throw new Error(`expected the ${end} bytes of its arrays, found ${bytes.length}`);
  const own = new Uint8Array(bytes.subarray(at, end)); // a copy that starts where every kind may start
  return new ARRAYS[array](own.buffer);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
