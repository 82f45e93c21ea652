/** What the tests of this folder share: a text read as an experiment file. */
import { type Reading, readExperiment } from '../../src/experiment/experiment.ts';
import { renderProblem } from '../../src/report/problem-text.ts';

/** The reading of a valid text; throws with its problems where it is invalid. */
export function read(text: string, ...overrides: string[]): Reading & { kind: 'valid' } {
  const reading = readExperiment({ file: 'test.yaml', text, overrides });
  if (reading.kind === 'invalid') {
    throw new Error(reading.problems.map((problem) => renderProblem(problem, text)).join('\n'));
  }
  return reading;
}

/** The messages of an invalid text, each as 'line:column key: message'. */
export function problemsIn(text: string, ...overrides: string[]): string[] {
  const reading = readExperiment({ file: 'test.yaml', text, overrides });
  if (reading.kind === 'valid') throw new Error(`valid: ${text}`);
  return reading.problems.map(({ line, column, key, message, suggestion }) =>
    [`${line}:${column}`, key === null ? null : `${key}:`, message, suggestion && `→ ${suggestion}`]
      .filter((part) => part !== null)
      .join(' '),
  );
}

/** The points as 'block | level', in order. */
export function layout(text: string, ...overrides: string[]): string[] {
  return read(text, ...overrides).experiment.points.map(({ block, level }) => {
    const pairs = Object.entries(block).map(([key, value]) => `${key}=${value}`);
    return `${pairs.join(' ')} | ${level ?? '–'}`;
  });
}
