/** Touches what a program is given, in the types of the package. */
export const STRICT_PROGRAM = `
import { type Answered, compare, type Dataset, type Output, readExperiment, registerTask, run, type RunReport, type Task } from 'bothways';
const task: Task = {
  name: 'mine', label: '', needs: '', keys: [],
  open: (): Dataset => { throw new Error('not opened here'); },
};
registerTask(task, import.meta.url);
const reading = readExperiment({ file: 'a.yaml', text: '{}', overrides: [] });
if (reading.kind === 'invalid') throw new Error(reading.problems[0]?.message);
const report: RunReport = await run(reading.experiment, { jobs: 1, signal: new AbortController().signal });
const answer: Answered = await compare(report.experiment, { metric: 'loss' });
const printed = {} as Output<'compare'>;
export const verdicts: readonly (string | undefined)[] = printed.rows.map((row) => row.against_baseline?.verdict);
export const means: readonly (number | null)[] = answer.comparison.rows.map(({ mean }) => mean);
`;

/** Libraries are checked too, and there are no types of Node. */
export const STRICT_OPTIONS: readonly string[] = [
  '--strict',
  '--exactOptionalPropertyTypes',
  '--noUncheckedIndexedAccess',
  '--noEmit',
  '--module',
  'nodenext',
  '--target',
  'es2022',
  '--types',
  '',
];
