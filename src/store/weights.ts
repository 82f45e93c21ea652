/** Weights as the database keeps them: float32, little-endian, flat, in Keras's order. */
import { createHash } from 'node:crypto';
import { endianness } from 'node:os';
import { DamagedRow } from './store-error.ts';

export function weightBytes(weights: Float32Array): Buffer {
  const bytes = Buffer.from(weights.buffer, weights.byteOffset, weights.byteLength);
  return endianness() === 'LE' ? bytes : Buffer.from(bytes).swap32();
}

export function weightsFrom(stored: Uint8Array): Float32Array {
  if (stored.byteLength % 4 !== 0) throw new DamagedRow(`weights: expected float32, found ${stored.byteLength} bytes`);
  const bytes = Buffer.from(stored); // a copy, which starts at a multiple of 4 as Float32Array asks
  if (endianness() === 'BE') bytes.swap32();
  return new Float32Array(new Uint8Array(bytes).buffer);
}

/** 64 hex digits: two runs have the same exactly when their weights agree to the bit. */
export function weightsSha256(weights: Float32Array): string {
  return createHash('sha256').update(weightBytes(weights)).digest('hex');
}
