import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { packageRoot } from '../src/package-root.js';

/** A clone as small as one can be. */
describe('a clone makes itself ready', () => {
  let clone: string;
  const write = (path: string, content: unknown) =>
    writeFileSync(
      join(clone, path),
      typeof content === 'string' ? content : JSON.stringify(content),
    );
  const setUp = (options: string[] = [], env: NodeJS.ProcessEnv = process.env) =>
    spawnSync(process.execPath, [...options, join(clone, 'bin', 'setup.js')], {
      encoding: 'utf8',
      env,
    });

  beforeAll(() => {
    clone = mkdtempSync(join(tmpdir(), 'cahier-clone-'));
    cpSync(join(packageRoot, 'bin'), join(clone, 'bin'), { recursive: true });
    for (const folder of ['src', 'projections', 'node_modules']) mkdirSync(join(clone, folder));
    symlinkSync(
      join(packageRoot, 'node_modules', 'typescript'),
      join(clone, 'node_modules', 'typescript'),
    );
    const packages = { '': {}, 'node_modules/typescript': { version: '6.0.3' } };
    write('package.json', { type: 'module' });
    write('package-lock.json', { packages });
    write('node_modules/.package-lock.json', { packages });
    write('tsconfig.json', { compilerOptions: { strict: true, types: [] } });
    write('tsconfig.build.json', {
      extends: './tsconfig.json',
      compilerOptions: { outDir: 'dist', rootDir: '.' },
      include: ['src'],
    });
    write('src/a.ts', 'export const a: number = 1;\n');
  });
  afterAll(() => rmSync(clone, { recursive: true }));

  test('it builds what is missing, and writes nothing where results go', () => {
    expect(setUp()).toMatchObject({ status: 0, stdout: '', stderr: 'Building…\n' });
  });

  test('it says nothing when there is nothing to do', () => {
    expect(setUp()).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });

  test('it builds again what changed, and fails where that cannot be built', () => {
    write('src/a.ts', "export const a: number = 'one';\n");
    const soon = new Date(Date.now() + 5_000);
    utimesSync(join(clone, 'src', 'a.ts'), soon, soon);
    const { status, stdout, stderr } = setUp();
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('src/a.ts');
    expect(stderr).toMatch(/The build failed\. See above\.\n$/);
  });

  test('it installs when a package of the lock file is missing, and says why it could not', () => {
    write('package-lock.json', { packages: { 'node_modules/absent': { version: '1.0.0' } } });
    const { status, stderr } = setUp([], { PATH: '' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^Installing packages/);
    expect(stderr).toMatch(/The packages could not be installed: .*npm ENOENT/);
  });

  test('a Node that is too old gets one sentence', () => {
    write('old.mjs', "Object.defineProperty(process.versions, 'node', { value: '20.18.3' });\n");
    expect(setUp(['--import', join(clone, 'old.mjs')])).toMatchObject({
      status: 1,
      stderr: 'Cahier needs Node 20.19 or later; this is 20.18.3.\n',
    });
  });
});
