import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import { leafHash } from '../../src/ledger/merkle.js';
import { packageRoot } from '../../src/package-root.js';
import { checkLedger } from '../../src/sealing/check.js';
import { naiveRoot } from '../ledger/tree.js';
import { openSite, type Site } from './site.js';

const FROZEN = fileURLToPath(new URL('./frozen.ts', import.meta.url));
const leaseMs = 400;

let site: Site;
afterEach(() => site.close());

test.each([
  ['puts nothing in the place of what another one has signed further', 'in time'],
  ['cannot fork a log, though its old head took the place of a newer one', 'blindly'],
])('a sealer that was stopped while it signed %s', async (_title, how) => {
  site = await openSite();
  await site.happen('a', {}, {}, {});
  const args = ['--import', './test/support/typescript.js', FROZEN, site.url, site.folder];
  const frozen = spawn(process.execPath, [...args, String(leaseMs), how], {
    cwd: packageRoot,
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const heads: { size: number; root: Buffer }[] = [];
  const look = async () => heads.push(await site.read('c/a'));
  try {
    await once(frozen.stdout!, 'data');
    const standby = site.start({ leaseMs });
    await site.happen('a', {}, {});
    await site.sealed();
    await look();
    frozen.kill('SIGCONT');
    for (let i = 0; i < 10; i++) {
      await sleep(leaseMs / 4);
      await look();
    }
    await site.happen('a', {});
    await site.sealed();
    await look();
    await standby.close();
  } finally {
    frozen.kill('SIGKILL');
  }
  const sizes = heads.map(({ size }) => size);
  if (how === 'in time') expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
  else expect(sizes).toContain(3);
  const { size, leaves } = await site.read('c/a');
  expect(size).toBe(6);
  for (const head of heads)
    expect(head.root).toEqual(naiveRoot(leaves.slice(0, head.size).map(leafHash)));
  expect(await checkLedger(site.ledger)).toMatchObject({ differences: [] });
});
