/** The labels of test sequences as one sees them who knows only the time step: what runs at the floor are held against. */
import type { PositionGuess, Sequences } from '../vocabulary.ts';

/** How often each label (K) stands at each output of a sequence (L), over the sequences that count it. */
export function countLabels(batches: Iterable<Sequences>, classes: number): readonly Uint32Array[] {
  const counts: Uint32Array[] = [];
  for (const { count, labels, counted } of batches) {
    const outputs = labels.length / count;
    while (counts.length < outputs) counts.push(new Uint32Array(classes));
    for (let i = 0; i < labels.length; i++) if (counted[i] === 1) counts[i % outputs][labels[i]] += 1;
  }
  return counts;
}

/** What counts of labels, one array (K) per output, say of the commonest one. */
export function guessByPosition(counts: readonly Uint32Array[]): PositionGuess {
  return counts.map((ofStep) => {
    const [commonest, second] = [...ofStep].sort((a, b) => b - a);
    return { counted: ofStep.reduce((total, count) => total + count, 0), commonest, second };
  });
}

/** How the share of right answers of that guess varies from sequence to sequence: its variance. */
export function varianceOfGuess(batches: Iterable<Sequences>, counts: readonly Uint32Array[]): number {
  const guesses = counts.map((ofStep) => ofStep.indexOf(Math.max(...ofStep)));
  let [sequences, sum, squares] = [0, 0, 0];
  for (const { count, labels, counted } of batches) {
    const outputs = labels.length / count;
    for (let n = 0; n < count; n++) {
      let [right, all] = [0, 0];
      for (let t = 0; t < outputs; t++) {
        if (counted[n * outputs + t] === 0) continue;
        all += 1;
        if (labels[n * outputs + t] === guesses[t]) right += 1;
      }
      if (all === 0) continue;
      sequences += 1;
      sum += right / all;
      squares += (right / all) ** 2;
    }
  }
  return squares / sequences - (sum / sequences) ** 2;
}
