/** What came of training runs again, as text and as JSON. */
import type { Verification } from '../vocabulary.ts';
import { plural } from '../words.ts';

/** A run by itself, with all that was compared. */
export function verificationPage({ run, verdict, reason, firstDifference, weightsSha256, tfjs }: Verification): string {
  const { recorded, now } = weightsSha256;
  return [
    `run ${run}: ${verdict}${reason === null ? '' : `: ${reason}`}`,
    ...(firstDifference === null
      ? []
      : [
          `  loss at epoch ${firstDifference.epoch}: ${firstDifference.lossRecorded} then, ${firstDifference.lossNow} now`,
        ]),
    ...(recorded === null && now === null ? [] : [`  weights: ${recorded ?? 'none'} then`]),
    ...(now === null ? [] : [`           ${now === recorded ? 'the same' : now} now`]),
    ...(tfjs === null
      ? []
      : [
          `  saved model in TensorFlow.js (${tfjs.backend}): outputs within ${tfjs.largestDifference.toExponential(0)}` +
            `${tfjs.passed ? '' : ', which is too far apart'}`,
        ]),
  ].join('\n');
}

/** A line for one among many that is not as it should be; null where all is well. */
export function verificationLine(one: Verification): string | null {
  if (one.verdict !== 'bit-identical') return `run ${one.run}: ${one.verdict}: ${one.reason}`;
  if (one.tfjs?.passed !== false) return null;
  return `run ${one.run}: its saved model is off by ${one.tfjs.largestDifference.toExponential(0)} in TensorFlow.js`;
}

/** 'hidden-sizes: 100 runs: 98 bit-identical, 2 differ; saved models in TensorFlow.js within 2e-7'. */
export function verificationSummary(name: string, all: readonly Verification[]): string {
  const count = (verdict: Verification['verdict']) => all.filter((one) => one.verdict === verdict).length;
  const differing = count('differs');
  const parts = [
    [count('bit-identical'), 'bit-identical'],
    [differing, differing === 1 ? 'differs' : 'differ'],
    [count('not comparable'), 'not comparable'],
  ] as const;
  const said = parts.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`);
  const models = all.flatMap(({ tfjs }) => (tfjs === null ? [] : [tfjs.largestDifference]));
  const saved =
    models.length === 0 ? '' : `; saved models in TensorFlow.js within ${Math.max(...models).toExponential(0)}`;
  return `${name}: ${plural(all.length, 'run')}: ${said.join(', ')}${saved}`;
}

export function verificationJson({ run, verdict, reason, firstDifference, weightsSha256, tfjs }: Verification) {
  return {
    run,
    verdict,
    reason,
    first_difference: firstDifference && {
      epoch: firstDifference.epoch,
      loss_recorded: firstDifference.lossRecorded,
      loss_now: firstDifference.lossNow,
    },
    weights_sha256: weightsSha256,
    tfjs: tfjs && { backend: tfjs.backend, largest_difference: tfjs.largestDifference, passed: tfjs.passed },
  };
}
