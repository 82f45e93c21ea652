/** What a step from one version of the schema to the next may be. */
import type Database from 'better-sqlite3';
import type { ReadSource } from '../open-options.ts';

/** Takes a database from version i to version i + 1, i = its index in the list. */
export type Migration = string | ((db: Database.Database, readSource: ReadSource) => void);
