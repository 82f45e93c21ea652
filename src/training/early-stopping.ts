/** When training ends before its last epoch: by the loss on the validation part, as Keras's EarlyStopping counts. */

export interface EarlyStopping {
  /** Takes in the validation loss of an epoch: whether its weights are to be kept, and whether training ends with it. */
  add(loss: number): { readonly isBest: boolean; readonly isLast: boolean };
}

/**
 * The first loss is the best one so far. Another one is better where it is lower than the best by more than `minDelta`;
 * NaN never is, and nothing is better than NaN. Training ends with the `patience`-th epoch in a row that is not better.
 * (Keras 3.15.1 with mode min and restore_best_weights, which takes patience 0 for 1.)
 */
export function earlyStopping({ patience, minDelta }: { patience: number; minDelta: number }): EarlyStopping {
  let best: number | null = null;
  let waited = 0;
  return {
    add(loss) {
      if (best === null || loss + minDelta < best) {
        best = loss;
        waited = 0;
        return { isBest: true, isLast: false };
      }
      waited += 1;
      return { isBest: false, isLast: waited >= patience };
    },
  };
}
