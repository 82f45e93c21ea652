/** The manual page, made from the help of every command. */
import type { Command } from 'commander';

/** roff for man(1). */
export function manual(root: Command, version: string): string {
  return [
    `.TH BOTHWAYS 1 "" "Bothways ${version}" "User Commands"`,
    '.SH NAME',
    `bothways \\- ${roff(root.description())}`,
    '.SH SYNOPSIS',
    '.B bothways',
    '.I command',
    '[options] [words]',
    '.SH OPTIONS',
    ...options(root),
    '.SH COMMANDS',
    ...root.commands.flatMap((command) => [
      `.SS bothways ${roff(command.name())} ${roff(command.usage())}`,
      roff(command.description()),
      ...options(command),
      ...verbatim(afterHelp(command)),
    ]),
    '.SH EXIT STATUS',
    '0: done. 1: a run or an engine check failed, or the machine did. 2: wrong usage or an invalid file.',
    '130, 143, 129: interrupted.',
    '',
  ].join('\n');
}

function options(command: Command): string[] {
  const shown = command.createHelp().visibleOptions(command);
  return shown.flatMap(({ flags, description }) => ['.TP', `.B ${roff(flags)}`, roff(description)]);
}

/** The text that a command adds to its help: what to know, and examples. */
function afterHelp(command: Command): string {
  let text = '';
  const writeOut = (part: string) => {
    text += part;
  };
  command.configureOutput({ writeOut }).outputHelp();
  return text.slice(command.helpInformation().length).trim();
}

function verbatim(text: string): string[] {
  return text === '' ? [] : ['.PP', '.nf', ...text.split('\n').map(roff), '.fi'];
}

/** Neither a request nor an escape. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/, '\\&$1');
}
