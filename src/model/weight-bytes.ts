/** Weights as bytes, the same on every machine: float32, little-endian, flat, in Keras's order. */
import { createHash } from 'node:crypto';
import { endianness } from 'node:os';

/** On little-endian machines a view of the weights, which changes with them; elsewhere a copy. */
export function weightBytes(weights: Float32Array): Buffer {
  const bytes = Buffer.from(weights.buffer, weights.byteOffset, weights.byteLength);
  return endianness() === 'LE' ? bytes : Buffer.from(bytes).swap32();
}

/** The bytes must be whole groups of four. */
export function weightsFrom(stored: Uint8Array): Float32Array {
  const bytes = Buffer.from(stored); // a copy, which starts at a multiple of 4 as Float32Array asks
  if (endianness() === 'BE') bytes.swap32();
  return new Float32Array(new Uint8Array(bytes).buffer);
}

/** 64 hex digits: two runs have the same exactly when their weights agree to the bit. */
export function weightsSha256(weights: Float32Array): string {
  return createHash('sha256').update(weightBytes(weights)).digest('hex');
}
