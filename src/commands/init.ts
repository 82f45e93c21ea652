/** `bothways init`: a commented example file, or one for data of your own, and the schema that editors check it with. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { schemaText } from '../experiment/editor-schema.ts';
import { nameFromFile } from '../experiment/name.ts';
import { terminalText } from '../report/terminal-text.ts';
import { dataExperimentText } from '../session/data-experiment.ts';
import { UsageError } from '../session/errors.ts';
import { type Context, type ExitStatus, printJson } from './context.ts';
import { writeNewFiles } from './new-files.ts';

const DEFAULT_FILE = 'experiment.yaml';
const SCHEMA_FILE = 'experiment.schema.json';

export interface InitOptions {
  /** A file of the user's own, which the experiment is for. */
  readonly data?: string;
}

export async function init(
  context: Context,
  given: string | undefined,
  { data }: InitOptions = {},
): Promise<ExitStatus> {
  const file = given ?? (data === undefined ? DEFAULT_FILE : `${nameFromFile(data)}.yaml`);
  if (!/\.ya?ml$/.test(file)) {
    throw new UsageError(`expected a file name that ends in .yaml, found "${file}". Try: bothways init ${file}.yaml`);
  }
  if (existsSync(file)) {
    throw new UsageError(
      `${file} exists already and is left as it is. Give another name: bothways init my-question.yaml`,
    );
  }
  const name = nameFromFile(file);
  const text =
    data === undefined ? exampleText(name) : await dataExperimentText(data, { name, file, schema: SCHEMA_FILE });
  const schema = join(dirname(file), SCHEMA_FILE);
  const hasSchema = existsSync(schema);
  writeNewFiles([{ path: file, content: text }, ...(hasSchema ? [] : [{ path: schema, content: schemaText() }])]);
  if (context.json) {
    printJson(context, { written: hasSchema ? [file] : [file, schema] });
  } else {
    const shown = terminalText(file);
    const next = data === undefined ? 'run' : 'check';
    context.out.print(
      `wrote ${shown}${hasSchema ? '' : ` and ${terminalText(schema)}, for completion in editors`}\nnext: bothways ${next} ${shown}`,
    );
  }
  return 0;
}

function exampleText(name: string): string {
  return `# yaml-language-server: $schema=./${SCHEMA_FILE}
name: ${name}
description: How many units does each direction need?

task: cumulative-sum        # label 1 from the step at which the running sum reaches the threshold
sequence_length: 10
threshold: 25%              # of the sequence length (2.5 here); a plain number is absolute
epochs: 1000                # one fresh sequence each, as in the article
seeds: 10                   # repeats 1 … 10, the same ten for every configuration

sweep:                      # every combination of these is a configuration
  units: [4, 16]
  direction: [forward, bidirectional]

# compare:                  # what the table answers; these are the defaults
#   by: direction
#   baseline: forward
#   metric: accuracy        # or loss, sequence_accuracy, training_loss
#   smallest_effect: 0.005  # differences below half a point count as none
`;
}
