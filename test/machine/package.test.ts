import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { installation, packageVersion } from '../../src/machine/package.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'bothways-package-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

it('is a checkout unless it stands in node_modules', () => {
  expect(installation()).toBe('checkout');
  expect(installation('/home/somebody/bothways')).toBe('checkout');
});

it('is part of a project where a package.json stands beside node_modules, and global elsewhere', () => {
  const above = folder();
  const root = join(above, 'node_modules/bothways');
  mkdirSync(root, { recursive: true });
  expect(installation(root)).toBe('global');
  writeFileSync(join(above, 'package.json'), '{}');
  expect(installation(root)).toBe('project');
});

it('has a version', () => {
  expect(packageVersion()).toMatch(/^\d+\.\d+\.\d+$/);
});
