import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { packageRoot } from '../src/package-root.js';

interface Locked {
  optionalDependencies?: Record<string, string>;
}

const read = async (name: string) => JSON.parse(await readFile(join(packageRoot, name), 'utf8'));

describe('the packages we stand on', () => {
  test('every one we name is pinned to one version', async () => {
    const { dependencies, devDependencies } = await read('package.json');
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version as string),
    );
    expect(loose).toEqual([]);
  });

  test("the lock file has every platform's, or npm ci refuses it", async () => {
    const packages: Record<string, Locked> = (await read('package-lock.json')).packages;
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !reaches(packages, path, name)),
    );
    expect(missing).toEqual([]);
  });
});

/** Looks for a package as Node does: in the folder's own node_modules, then in those above. */
function reaches(packages: Record<string, Locked>, from: string, name: string): boolean {
  if (packages[`${from ? `${from}/` : ''}node_modules/${name}`]) return true;
  if (!from) return false;
  return reaches(packages, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name);
}
