import { expect, test } from '@jest/globals';
import { setImmediate as turnOfLoop } from 'node:timers/promises';
import type { Turn } from '../../../src/acts/act.js';
import { InLine } from '../../../src/cli/import/in-line.js';

/** A task that takes some turns of the event loop before its turn in line, and some after it. */
const task =
  (told: string[], name: string, before: number, after: number) =>
  async ({ come, go }: Turn) => {
    for (let i = 0; i < before; i++) await turnOfLoop();
    told.push(`ready ${name}`);
    await come;
    told.push(`go ${name}`);
    go();
    for (let i = 0; i < after; i++) await turnOfLoop();
    told.push(`end ${name}`);
  };

test('tasks are made ready side by side, go in the order in which they came, and end as they can', async () => {
  const told: string[] = [];
  const line = new InLine();
  await line.add(task(told, 'a', 5, 9));
  await line.add(task(told, 'b', 0, 0));
  await line.add(task(told, 'c', 2, 0));
  await line.settled();
  expect(told.filter((t) => t.startsWith('go'))).toEqual(['go a', 'go b', 'go c']);
  expect(told.indexOf('ready b')).toBeLessThan(told.indexOf('go a'));
  expect(told.at(-1)).toBe('end a');
});

test('one that has no need of its turn keeps nobody up, and lets nobody pass those before it', async () => {
  const told: string[] = [];
  const line = new InLine();
  await line.add(task(told, 'a', 5, 0));
  await line.add(async () => void told.push('end b'));
  await line.add(task(told, 'c', 0, 0));
  await line.settled();
  expect(told.filter((t) => /go|end b/.test(t))).toEqual(['end b', 'go a', 'go c']);
});

test('where one fails nobody behind it goes, and who waits for all is told', async () => {
  const told: string[] = [];
  const line = new InLine();
  await line.add(async ({ come }) => {
    await come;
    throw new Error('away');
  });
  await line.add(task(told, 'b', 0, 0));
  await expect(line.settled()).rejects.toThrow('away');
  expect(told).toEqual(['ready b']);
});

test('no more than some are under way at once', async () => {
  let [underway, most] = [0, 0];
  const line = new InLine();
  for (let i = 0; i < 300; i++)
    await line.add(async ({ come, go }) => {
      most = Math.max(most, ++underway);
      await come;
      go();
      await turnOfLoop();
      underway--;
    });
  await line.settled();
  expect([most, underway]).toEqual([64, 0]);
});
