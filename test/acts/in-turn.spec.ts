import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { InTurn } from '../../src/acts/in-turn.js';

describe('acts on one stream', () => {
  test('take their turns in the order they came, however long each takes', async () => {
    const turns = new InTurn();
    const told: string[] = [];
    const act = (name: string, ms: number) =>
      turns.run('stream', async () => {
        told.push(`${name} begins`);
        await sleep(ms);
        told.push(`${name} ends`);
        return name;
      });
    expect(await Promise.all([act('a', 20), act('b', 1), act('c', 5)])).toEqual(['a', 'b', 'c']);
    expect(told).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  test('wait for none on another stream', async () => {
    const turns = new InTurn();
    let free = () => {};
    const stuck = turns.run('one', () => new Promise<void>((resolve) => (free = resolve)));
    expect(await turns.run('other', async () => 'done')).toBe('done');
    free();
    await stuck;
  });

  test('go on after one that fails, which alone is told', async () => {
    const turns = new InTurn();
    const failing = turns.run('stream', async () => {
      throw new Error('no');
    });
    const next = turns.run('stream', async () => 'done');
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('done');
  });
});
