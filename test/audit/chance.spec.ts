import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { packageRoot } from '../../src/package-root.js';
import { attempts } from './chance.js';

const seed = Number(process.env['TAMPER_SEED'] ?? 20260501);

test(`of 300 bundles tampered with at random (seed ${seed}) none is believed`, async () => {
  const believed: string[] = [];
  let refused = 0;
  for await (const { what, fault } of attempts(300, seed))
    if (fault) refused++;
    else believed.push(what);
  expect(believed).toEqual([]);
  expect(refused).toBeGreaterThan(250);
}, 180_000);

test('whoever wants to try more often can: npm run tamper', () => {
  const options = ['run', '-s', 'tamper', '--', '--count=3', '--seed=1'];
  const { status, stdout, stderr } = spawnSync('npm', options, {
    ...{ cwd: packageRoot, encoding: 'utf8' },
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '3 attempts, seed 1\n' });
  const told = stdout.matchAll(/^ *(\d+) {2}\S/gm);
  expect([...told].reduce((sum, [, count]) => sum + Number(count), 0)).toBe(3);
});
