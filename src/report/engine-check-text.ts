/** What the engine checks of an experiment come to: a sentence, a warning, JSON. */
import type { EngineCheck, EngineChecks, MadeCheck } from '../vocabulary.ts';
import { plural } from '../words.ts';

/** 'engine: fused-1, checked against …', that it is not checked yet, or what is wrong. */
export function engineSentence(checks: EngineChecks): string {
  const { engines, own, beside, configurations } = checks;
  const worst = worstOf(own);
  const names = engines.join(', ');
  const failure = engineFailure(checks);
  if (failure !== null) return `engine: ${failure}`;
  if (worst === null) return `engine: ${names}, not checked yet`;
  const covered =
    own.length === configurations
      ? configurations === 1
        ? ''
        : `all ${configurations} configurations, `
      : `${own.length} of ${configurations} configurations, `;
  const other = worstOf(beside);
  const versions = [...new Set(beside.map(({ engineVersion }) => engineVersion))].join(', ');
  const aside =
    other === null ? '' : `; ${versions} is within ${digit(other.lossDifference)} and ${digit(other.weightDifference)}`;
  return (
    `engine: ${names}, checked against ${worst.against}: ${covered}${worst.updates} updates, ` +
    `loss within ${digit(worst.lossDifference)}, weights within ${digit(worst.weightDifference)}${aside}`
  );
}

/** Why the results are not to be trusted, and what to do; null where nothing speaks against them. */
export function engineFailure({ own, beside, notMade }: EngineChecks): string | null {
  const refuted = [...own, ...beside].find(({ check }) => !check.passed);
  if (refuted !== undefined) {
    const { configuration, engineVersion, check } = refuted;
    const { task, direction, units } = configuration;
    const advice = own.includes(refuted)
      ? 'Do not rely on this: train with engine=reference, and please report it'
      : 'One of the two is wrong: please report it';
    return (
      `${engineVersion} disagrees with ${check.against} (${task}, ${direction}, ${plural(units, 'unit')}): loss by ` +
      `${digit(check.lossDifference)}, weights by ${digit(check.weightDifference)} in ${check.updates} updates. ${advice}`
    );
  }
  return notMade.length === 0 ? null : `the engine could not be checked: ${notMade[0]}`;
}

/** For `--json`: null where the engine has not been checked. */
export function engineCheckJson({ own, beside }: EngineChecks): Record<string, unknown> | null {
  const worst = worstOf(own);
  if (worst === null) return null;
  return {
    against: worst.against,
    updates: worst.updates,
    loss_difference: worst.lossDifference,
    weight_difference: worst.weightDifference,
    passed: worst.passed && beside.every(({ check }) => check.passed),
  };
}

/** The largest differences of all; null without any. */
function worstOf(made: readonly MadeCheck[]): EngineCheck | null {
  if (made.length === 0) return null;
  const checks = made.map(({ check }) => check);
  return {
    against: checks[0].against,
    updates: checks[0].updates,
    lossDifference: Math.max(...checks.map(({ lossDifference }) => lossDifference)),
    weightDifference: Math.max(...checks.map(({ weightDifference }) => weightDifference)),
    passed: checks.every(({ passed }) => passed),
  };
}

function digit(difference: number): string {
  return difference.toExponential(0);
}
