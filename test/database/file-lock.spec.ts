import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { exclusively } from '../../src/database/file-lock.js';

const folder = mkdtempSync(join(tmpdir(), 'cahier-lock-'));
const lock = join(folder, 'lock');
afterAll(() => rmSync(folder, { recursive: true }));

describe('what is done under a lock', () => {
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await sleep(5);
    inside--;
  };
  const many = () => Promise.all(Array.from({ length: 20 }, () => exclusively(lock, work)));
  beforeEach(() => {
    most = 0;
  });

  test('is done by one at a time, and leaves nothing behind', async () => {
    await many();
    expect(most).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  test.each([
    ['a process that is dead', '4194305 1'],
    ['a program that has the process id of a dead one', `${process.pid} 1`],
  ])('does not wait for %s, and is still done by one at a time', async (_, owner) => {
    writeFileSync(lock, owner);
    await many();
    expect(most).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  test('does not wait for a lock whose owner died while it wrote it', async () => {
    writeFileSync(lock, '');
    const before = new Date(Date.now() - 10_000);
    utimesSync(lock, before, before);
    await many();
    expect(most).toBe(1);
  });

  test('gives the lock back when it fails', async () => {
    const failing = exclusively(lock, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(await exclusively(lock, async () => 'next')).toBe('next');
  });
});
