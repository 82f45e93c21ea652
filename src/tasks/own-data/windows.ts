/** Recordings → sequences: whole, or windows of them. A window is a view: nothing is copied. */
import type { Raw } from './raw.ts';
import type { DataSettings } from './settings.ts';

/** N sequences, in the order of the file. */
export interface Cuts {
  readonly count: number;
  /** (N): first step. */
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
  readonly recordings: Int32Array;
  /** (N): where the answer of a sequence stands, a step, or the recording; null where there is one at every step. */
  readonly answers: Int32Array | null;
}

/** With windows those that lie whole in their recording, the answer `ahead` of them too; a shorter recording has none. */
export function cutsOf({ recordings, answers }: Raw, { windows, per, ahead = 0 }: DataSettings): Cuts {
  if (windows === undefined) {
    const all = Int32Array.from({ length: recordings.count }, (_, r) => r);
    const { starts, lengths, count } = recordings;
    return { count, starts, lengths, recordings: all, answers: answers.by === 'recording' ? all : null };
  }
  const { length, every } = windows;
  const countOf = (steps: number) => Math.max(0, Math.floor((steps - length - ahead) / every) + 1);
  const counts = Array.from(recordings.lengths, countOf);
  const count = counts.reduce((sum, windowsOf) => sum + windowsOf, 0);
  const [starts, of] = [new Int32Array(count), new Int32Array(count)];
  let n = 0;
  for (const [recording, windowsOf] of counts.entries()) {
    for (let i = 0; i < windowsOf; i++, n++) {
      starts[n] = recordings.starts[recording] + i * every;
      of[n] = recording;
    }
  }
  return {
    count,
    starts,
    lengths: new Int32Array(count).fill(length),
    recordings: of,
    answers: per === 'sequence' ? starts.map((start) => start + length - 1 + ahead) : null,
  };
}
