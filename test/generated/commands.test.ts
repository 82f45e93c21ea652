/** docs/commands.md is what `--help` says. */
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { program } from '../../src/commands/program.ts';

/** With the examples at its end. */
function helpOf(command: Command): string {
  let text = '';
  const writeOut = (part: string) => {
    text += part;
  };
  command.configureOutput({ writeOut, getOutHelpWidth: () => 80 }).outputHelp();
  return text.trimEnd();
}

it('docs/commands.md is the help of every command', async () => {
  const root = program(async () => {});
  const sections = [root, ...root.commands].map((command) => {
    const name = command === root ? 'bothways' : `bothways ${command.name()}`;
    return `## ${name}\n\n\`\`\`\n${helpOf(command)}\n\`\`\`\n`;
  });
  const text = `# Commands\n\nWhat \`--help\` says.\n\n${sections.join('\n')}`;
  await expect(text).toMatchFileSnapshot(join(resolve(import.meta.dirname, '../..'), 'docs/commands.md'));
});
