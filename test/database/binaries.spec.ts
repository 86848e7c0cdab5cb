import { chmod, cp, lstat, mkdtemp, readdir, rm, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { serverAccount } from '../../src/database/account.js';
import { findBinaries, runnable } from '../../src/database/binaries.js';

const isRoot = process.getuid?.() === 0;

/** PostgreSQL as npm unpacks it when install scripts are skipped: without symbolic links. */
describe("PostgreSQL's programs", () => {
  let folder: string;
  let home: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cahier-binaries-'));
    home = join(folder, 'package', 'native');
    const { bin } = await findBinaries({}, () => undefined);
    await cp(dirname(bin), home, { recursive: true, verbatimSymlinks: true });
    for (const name of await readdir(join(home, 'lib'))) {
      const path = join(home, 'lib', name);
      if ((await lstat(path)).isSymbolicLink()) await unlink(path);
    }
  });
  afterAll(() => rm(folder, { recursive: true }));

  (isRoot ? test : test.skip)('are copied where the user that runs them can read', async () => {
    await chmod(folder, 0o700);
    const cache = await mkdtemp(join(tmpdir(), 'cahier-cache-'));
    await chmod(cache, 0o755);
    const said: string[] = [];
    const account = await serverAccount('/nowhere');
    const copy = () => runnable(home, join(cache, 'pg'), account, (line) => said.push(line));
    expect(await copy()).toBe(join(cache, 'pg', 'bin'));
    expect(await copy()).toBe(join(cache, 'pg', 'bin'));
    expect(said).toEqual([expect.stringContaining(join(cache, 'pg'))]);
    await rm(cache, { recursive: true });
  });

  test('run although npm skipped the script that links their libraries', async () => {
    const lib = await readdir(join(home, 'lib'));
    for (const name of lib) {
      const path = join(home, 'lib', name);
      if ((await lstat(path)).isSymbolicLink()) await unlink(path);
    }
    const bin = await runnable(home, join(folder, 'unused'), {}, () => undefined);
    expect(bin).toBe(join(home, 'bin'));
    expect(await readdir(folder)).not.toContain('unused');
  });
});
