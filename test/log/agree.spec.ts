import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openMemoryLog } from '../../src/log/memory.js';
import type { AppendRequest, Log } from '../../src/log/port.js';
import { freshLog, type LogDatabase } from './database.js';
import { all, digestOf, event, write } from './wishes.js';

const FEW = ['a', 'b', 'c'];
const MANY = Array.from({ length: 20 }, (_, n) => `s-${n}`);

const expectation = fc.oneof(fc.constantFrom('none', 'any'), fc.nat(4)) as fc.Arbitrary<
  number | 'none' | 'any'
>;

const requestOn = (streams: string[]) =>
  fc
    .record({
      id: fc.nat(30),
      wish: fc.constantFrom('one wish', 'one wish', 'another wish'),
      writes: fc.uniqueArray(
        fc.tuple(fc.constantFrom(...streams), expectation, fc.integer({ min: 1, max: 3 })),
        {
          minLength: 1,
          maxLength: 2,
          selector: ([name]) => name,
        },
      ),
      check: fc.option(
        fc.tuple(fc.constantFrom(...streams), fc.oneof(fc.constant('none' as const), fc.nat(4))),
      ),
      data: fc.jsonValue({ maxDepth: 3 }),
    })
    .map(({ id, wish, writes, check, data }): AppendRequest => ({
      ...write('a'),
      commandId: `command ${id}`,
      fingerprint: wish,
      answer: data,
      writes: writes.map(([name, expected, count]) => ({
        stream: name,
        expect: expected,
        events: Array.from({ length: count }, () =>
          event({ data, sealed: { title: digestOf(JSON.stringify(data)) } }),
        ),
      })),
      checks:
        check && !writes.some(([name]) => name === check[0])
          ? [{ stream: check[0], expect: check[1] }]
          : [],
    }));

/** Everything the log says about itself. */
async function told(log: Log, names: string[]) {
  const streams = await Promise.all(names.map((name) => log.readStream(name, { from: 1 })));
  const ids = Array.from({ length: 31 }, (_, n) => `command ${n}`);
  return {
    events: await all(log.readAll({ batchSize: 3 })),
    streams,
    outcomes: await log.outcomes(ids),
  };
}

/** Empties the log behind its back. */
const clear = (database: LogDatabase) =>
  database.sql('alter table log.events disable trigger append_only; truncate log.events');

test('PostgreSQL and memory give the same answers to the same wishes', async () => {
  const database = await freshLog();
  const postgres = await database.open();
  await fc.assert(
    fc.asyncProperty(fc.array(requestOn(FEW), { maxLength: 25 }), async (requests) => {
      await clear(database);
      const memory = openMemoryLog();
      for (const one of requests)
        expect(await postgres.append(one)).toEqual(await memory.append(one));
      expect(await told(postgres, FEW)).toEqual(await told(memory, FEW));
    }),
    { numRuns: 40 },
  );
  await database.remove();
});

/** What does not depend on whom a command shared its batch with. */
const placeless = <T extends object>(told: T) => ({ ...told, position: undefined });

test('a crowd is answered as if each had come alone, and each keeps its events together', async () => {
  const database = await freshLog();
  const postgres = await database.open({ lanes: 1 });
  const crowd = fc.array(requestOn(MANY), { minLength: 20, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(crowd, async (requests) => {
      await clear(database);
      const memory = openMemoryLog();
      const alone = [];
      for (const one of requests) alone.push(await memory.append(one));
      const together = await Promise.all(requests.map((one) => postgres.append(one)));
      expect(together.map(placeless)).toEqual(alone.map(placeless));

      const { streams, events, outcomes } = await told(postgres, MANY);
      const expected = (await told(memory, MANY)).streams;
      expect(streams.map((s) => s.map(placeless))).toEqual(expected.map((s) => s.map(placeless)));
      const ids = events.map(({ commandId }) => commandId);
      expect(ids.filter((id, i) => id !== ids[i - 1])).toHaveLength(outcomes.size);
      for (const { commandId, position } of outcomes.values())
        expect(ids.lastIndexOf(commandId)).toBe(Number(position) - 1);
    }),
    { numRuns: 40 },
  );
  await database.remove();
});
