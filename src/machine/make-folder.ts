/** A folder with all that lies above it. */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes the folders that are missing, from the top down, and throws the system's error where one cannot be made.
 * Node's own `recursive: true` tries for ever where a file system has no place for new folders, such as /proc.
 */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    if (!existsSync(folder)) throw error; // another process may have been quicker
  }
}
