/** How each level of an experiment does class by class, with the names of the classes. */
import { compareClasses } from '../comparison/classes.ts';
import { ChoiceError, type LevelChoice } from '../comparison/levels.ts';
import { openDataset } from '../tasks/tasks.ts';
import type { ExperimentResults, LevelClasses } from '../vocabulary.ts';
import { UsageError } from './errors.ts';

export interface ClassesByLevel {
  readonly levels: readonly LevelClasses[];
  readonly names: readonly string[];
}

/** @throws {UsageError} where the runs have no classes of a fixed test part */
export function classesByLevel(results: ExperimentResults, choice: LevelChoice): ClassesByLevel {
  const levels = classesOf(results, choice);
  const [{ planned }] = results.points;
  const { words, output } = openDataset(planned.configuration);
  if (levels === null || words === null || output.kind === 'linear') {
    throw new UsageError(
      `--classes: ${results.name} has none to count: they are counted where data with labels have a fixed test part, as in own-data`,
    );
  }
  return { levels, names: words.classes };
}

function classesOf(results: ExperimentResults, choice: LevelChoice) {
  try {
    return compareClasses(results, choice);
  } catch (error) {
    if (error instanceof ChoiceError) throw new UsageError(error.message.replace(/^(?=(by|baseline): )/, '--'));
    throw error;
  }
}
