import { expect, test } from '@jest/globals';
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
