/** Metrics that are no mean, from what they are summed from: of a run, or of any test groups together. */

/**
 * The mean over the classes that occur of F1 = 2 · right ÷ (predicted + actual): 0 for a class that is never predicted.
 * NaN where no class occurs.
 *
 * @param counts per class (K): how often it was rightly predicted, predicted, and there
 */
export function f1Macro({
  right,
  predicted,
  actual,
}: Readonly<Record<'right' | 'predicted' | 'actual', ArrayLike<number>>>): number {
  let sum = 0;
  let occurring = 0;
  for (let k = 0; k < actual.length; k++) {
    if (actual[k] === 0) continue;
    occurring += 1;
    sum += (2 * right[k]) / (predicted[k] + actual[k]);
  }
  return sum / occurring;
}

/**
 * R² = 1 − Σ error² ÷ Σ (target − its mean)², the share of the variance that the predictions explain: 0 for the mean of
 * these targets, negative for worse. NaN where the targets do not vary.
 */
export function r2({
  counted,
  squared,
  target,
  targetSquared,
}: Readonly<Record<'counted' | 'squared' | 'target' | 'targetSquared', number>>): number {
  const variation = targetSquared - target ** 2 / counted;
  return variation > 0 ? 1 - squared / variation : Number.NaN;
}
