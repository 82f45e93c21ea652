/** Bothways as a library: `run` and `compare` for the whole way, and the rooms that a script of your own may want to use. */

export { type Choice, ChoiceError, compareLevels } from './comparison/comparison.ts';
export { compareSteps } from './comparison/steps.ts';
export type { Engine, Trainer, TrainerSettings, TrainingLog } from './engines/engine.ts';
export { engineNamed, engineVersion } from './engines/engines.ts';
export { loadExperiment, type Reading, readExperiment } from './experiment/experiment.ts';
export { type Problem, renderProblem } from './experiment/problems.ts';
export { type CompareOptions, compare } from './library/compare.ts';
export { type RunOptions, type RunProgress, type RunReport, run } from './library/run.ts';
export { countParameters, type Model, modelOf, weightShapes } from './model/model.ts';
export { type SavedModel, savedModel } from './model/saved-model.ts';
export { modelTopology } from './model/topology.ts';
export { initialWeights } from './model/weights.ts';
export { type RandomStream, stream } from './random.ts';
export { adviceOf } from './report/advice.ts';
export { answerOf } from './report/answer.ts';
export { comparisonJson } from './report/comparison-json.ts';
export { comparisonTable } from './report/comparison-table.ts';
export { openStore, Store, StoreError } from './store/store.ts';
export type { Bounds, Dataset, Source } from './tasks/dataset.ts';
export type { Task } from './tasks/task.ts';
export { openDataset, registerTask, TASKS, taskNamed } from './tasks/tasks.ts';
export { type ExecuteOptions, execute, type Finished, workersFor } from './training/execute.ts';
export { train } from './training/train.ts';
export { here } from './training/workers/here.ts';
export { processes } from './training/workers/processes.ts';
export type { Workers } from './training/workers/workers.ts';
export type * from './vocabulary.ts';
