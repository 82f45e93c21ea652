/** The names of experiments. */
import { basename } from 'node:path';
import { LONGEST_NAME } from './schema.ts';

const WORDS = /[\p{Ll}\p{Lo}\p{Lm}\p{N}][\p{Ll}\p{Lo}\p{Lm}\p{N}\p{M}]*/gu;

/**
 * A valid name as near as possible to a text; null where nothing of it can stay. Letters of every script stay, composed
 * (NFC), so that a name is the same however a keyboard or a file system spells it.
 *
 * @example validName('My Idea (2)') is 'my-idea-2', validName('学习率') is '学习率'
 */
export function validName(text: string): string | null {
  const words = text.normalize('NFC').toLowerCase().normalize('NFC').match(WORDS);
  if (words === null) return null;
  return [...words.join('-')].slice(0, LONGEST_NAME).join('').replace(/-$/, '');
}

/** The name of an experiment that has none of its own, from the name of its file. */
export function nameFromFile(file: string): string {
  return validName(basename(file).replace(/\.[^.]*$/, '')) ?? 'experiment';
}
