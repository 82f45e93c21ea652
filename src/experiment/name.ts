/** The names of experiments. */
import { basename } from 'node:path';
import { LONGEST_NAME } from './schema.ts';

/**
 * A valid name as near as possible to a text; null where nothing of it can stay.
 *
 * @example validName('My Idea (2)') is 'my-idea-2'
 */
export function validName(text: string): string | null {
  const words = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '') // ü is u and two dots
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  return words?.join('-').slice(0, LONGEST_NAME).replace(/-$/, '') ?? null;
}

/** The name of an experiment that has none of its own, from the name of its file. */
export function nameFromFile(file: string): string {
  return validName(basename(file).replace(/\.[^.]*$/, '')) ?? 'experiment';
}
