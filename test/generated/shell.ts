/** What command lines print, for pages that show it. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

const CLI = resolve(import.meta.dirname, '../../dist/cli.js');
/** What `check` expects of this machine, which no page can know. */
const HOW_LONG = /, about [\d.]+ (?:ms|s|min)(?= *$)/gm;

export interface Shell {
  /** What a command line prints on stdout, in a terminal of 120 columns without colours. */
  output(line: string, workers?: string): string;
  /** A text with the commands of every ```console block run anew, and what they print below them. */
  withOutputs(text: string): string;
}

/** A shell in a folder, in which `bothways` is the one that has been built. */
export function shellIn(folder: string): Shell {
  mkdirSync(join(folder, 'bin'));
  const command = join(folder, 'bin/bothways');
  // One worker where a page shows the numbers of runs: with several, the order in which runs end is chance
  const cli = `exec node '${CLI}' "$@"`;
  writeFileSync(command, `#!/bin/sh\ncase "$1" in run) ${cli} $WORKERS ;; *) ${cli} ;; esac\n`);
  chmodSync(command, 0o755);

  function output(line: string, workers = ''): string {
    const path = `${join(folder, 'bin')}${delimiter}${process.env.PATH}`;
    const env = { ...process.env, PATH: path, COLUMNS: '120', NO_COLOR: '1', WORKERS: workers };
    const { status, stdout, stderr } = spawnSync('sh', ['-c', line], { cwd: folder, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${line} ended with status ${status}: ${stderr}`);
    return stdout.trimEnd().replace(HOW_LONG, ', about … s');
  }

  function withOutputs(text: string): string {
    return text.replace(/```console\n([\s\S]*?)```/g, (_, block: string) => {
      const commands = block.split('\n').filter((line) => line.startsWith('$ '));
      const shown = commands.map((line) =>
        [line, output(line.slice(2), '--jobs 1')].filter((each) => each !== '').join('\n'),
      );
      return `\`\`\`console\n${shown.join('\n\n')}\n\`\`\``;
    });
  }

  return { output, withOutputs };
}
