/** Where the database as it was at a version is kept when it is migrated. */
export function backupName(path: string, version: number): string {
  return `${path}.version-${version}.backup`;
}
