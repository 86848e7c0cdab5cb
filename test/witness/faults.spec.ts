import { beforeEach, describe, expect, test } from '@jest/globals';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { readdirSync } from 'node:fs';
import { disk, type Disk } from '../../src/witness/disk.js';
import { Heads } from '../../src/witness/heads.js';
import { Witness, logName } from '../../src/witness/witness.js';
import { demandCosigned, otherLog, ownFolder, witnessKey } from './log.js';

const log = otherLog();
const fork = otherLog(log.key.name, { story: 'false', from: 3 });
const name = logName(log.key.name);
let folder: string;
beforeEach(() => {
  folder = ownFolder();
});

/** A witness on the test's folder; another process would be no other. */
const witness = (on: Disk = disk) => {
  const isLog = (origin: string) => (origin === log.key.name ? log.key : undefined);
  return new Witness(witnessKey, async (origin) => isLog(origin), new Heads(folder, on));
};

const WRITES = ['make', 'write', 'name', 'remove', 'settle'] as const;

/** A disk whose user dies before or after the nth write; nothing is written from then on. */
const dying = (nth: number, when: 'before' | 'after'): Disk & { died: () => boolean } => {
  let writes = 0;
  const dead = () => new Error('killed');
  const step =
    <A extends unknown[], R>(write: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      writes++;
      if (writes > nth || (writes === nth && when === 'before')) throw dead();
      const result = await write(...args);
      if (writes === nth) throw dead();
      return result;
    };
  const steps = Object.fromEntries(WRITES.map((what) => [what, step(disk[what] as never)]));
  return { ...disk, ...(steps as unknown as Disk), died: () => writes >= nth };
};

const kept = async () => {
  const note = await witness().checkpoint(name);
  return note === undefined ? 0 : Number(note.split('\n')[1]);
};

describe('a witness that dies at any write', () => {
  const places = Array.from({ length: 9 }, (_, i) => i + 1).flatMap((nth) =>
    (['before', 'after'] as const).map((when) => [when, nth] as const),
  );

  test.each(places)('%s write %i has kept whatever it cosigned, and goes on', async (when, nth) => {
    await witness().add(await log.asks(0, 5));
    const before = await kept();
    const on = dying(nth, when);
    const granted = [before];
    for (const [old, size] of [
      [before, 7],
      [7, 9],
    ] as const)
      await witness(on)
        .add(await log.asks(old, size))
        .then(({ status }) => status === 200 && granted.push(size))
        .catch(() => {});
    expect(on.died()).toBe(true);
    const now = await kept();
    expect(now).toBeGreaterThanOrEqual(Math.max(...granted));
    expect(await witness().add(await fork.asks(now, now + 3))).toMatchObject({ status: 422 });
    expect(await witness().add(await log.asks(now, 20))).toMatchObject({ status: 200 });
    expect(await kept()).toBe(20);
  });

  test.each(places)('%s write %i of its first head', async (when, nth) => {
    const answer = await witness(dying(nth, when))
      .add(await log.asks(0, 4))
      .catch(() => undefined);
    const now = await kept();
    if (answer?.status === 200) expect(now).toBe(4);
    expect(await witness().add(await log.asks(now, 20))).toMatchObject({ status: 200 });
  });

  test('tells nobody of a head before it is written down', async () => {
    const never: Disk = { ...disk, settle: () => Promise.reject(new Error('the disk is gone')) };
    await witness().add(await log.asks(0, 4));
    const broken = witness(never);
    await expect(broken.add(await log.asks(4, 6))).rejects.toThrow('the disk is gone');
    await expect(broken.add(await log.asks(6, 6))).rejects.toThrow('the disk is gone');
    await expect(broken.checkpoint(name)).rejects.toThrow('the disk is gone');
  });
});

describe('of many who ask at once', () => {
  /** Cosigned sizes in the order of what is kept: each must go on from the one before. */
  const race = async (witnesses: Witness[], asked: readonly (readonly [number, number])[]) => {
    const bodies = await Promise.all(asked.map(([old, size]) => log.asks(old, size)));
    const answers = await Promise.all(
      bodies.map((body, i) => witnesses[i % witnesses.length]!.add(body)),
    );
    return answers.flatMap((answer, i) => {
      const [, size] = asked[i]!;
      if ('lines' in answer) demandCosigned(log.text(size), answer.lines);
      else expect(answer).toMatchObject({ status: 409 });
      return answer.status === 200 ? [size] : [];
    });
  };

  test.each([1, 2, 4])('one head follows the last, by %i witnesses on one folder', async (n) => {
    for (let round = 0; round < 5; round++) {
      const old = await kept();
      const sizes = Array.from({ length: 50 }, (_, i) => [old, old + 1 + i] as const);
      const granted = await race(
        Array.from({ length: n }, () => witness()),
        sizes,
      );
      expect(granted).toHaveLength(1);
      expect(await kept()).toBe(granted[0]);
    }
  });

  test.each([1, 2])('N and N+K: nothing is rolled back, by %i witnesses', async (n) => {
    await witness().add(await log.asks(0, 10));
    const both = Array.from({ length: 25 }, () => [
      [10, 12],
      [10, 17],
    ]).flat() as [number, number][];
    const granted = await race(
      Array.from({ length: n }, () => witness()),
      both,
    );
    expect(new Set(granted).size).toBe(1);
    expect(await kept()).toBe(granted[0]);
  });

  test('who was away between looking and writing does not bring back an old head', async () => {
    await witness().add(await log.asks(0, 3));
    let back!: () => void;
    const away = new Promise<void>((resolve) => (back = resolve));
    let isAway!: () => void;
    const gone = new Promise<void>((resolve) => (isAway = resolve));
    const slow = witness({
      ...disk,
      write: async (...args) => {
        isAway();
        await away;
        await disk.write(...args);
      },
    });
    const late = slow.add(await log.asks(3, 4));
    await gone;
    for (let size = 3; size < 9; size++) await witness().add(await log.asks(size, size + 1));
    const old = new Date(Date.now() - 3_600_000);
    for (const file of readdirSync(join(folder, name)))
      await utimes(join(folder, name, file), old, old);
    await witness().add(await log.asks(9, 10));
    expect(readdirSync(join(folder, name))).toHaveLength(2);
    back();
    expect(await late).toEqual({ status: 409, size: 10 });
    expect(await kept()).toBe(10);
  });
});
