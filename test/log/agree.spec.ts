import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openMemoryLog } from '../../src/log/memory.js';
import type { AppendRequest, Log } from '../../src/log/port.js';
import { freshLog } from './database.js';
import { all, event, write } from './wishes.js';

const stream = fc.constantFrom('a', 'b', 'c');
const expectation = fc.oneof(fc.constantFrom('none', 'any'), fc.nat(4)) as fc.Arbitrary<
  number | 'none' | 'any'
>;

const request = fc
  .record({
    id: fc.nat(30),
    wish: fc.constantFrom('one wish', 'one wish', 'another wish'),
    writes: fc.uniqueArray(fc.tuple(stream, expectation, fc.integer({ min: 1, max: 3 })), {
      minLength: 1,
      maxLength: 2,
      selector: ([name]) => name,
    }),
    check: fc.option(fc.tuple(stream, fc.oneof(fc.constant('none' as const), fc.nat(4)))),
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
      events: Array.from({ length: count }, () => event({ data, personal: [data] })),
    })),
    checks:
      check && !writes.some(([name]) => name === check[0])
        ? [{ stream: check[0], expect: check[1] }]
        : [],
  }));

/** Everything the log says about itself. */
async function told(log: Log) {
  const streams = await Promise.all(
    ['a', 'b', 'c'].map((name) => log.readStream(name, { from: 1 })),
  );
  const ids = Array.from({ length: 31 }, (_, n) => `command ${n}`);
  return {
    events: await all(log.readAll({ batchSize: 3 })),
    streams,
    outcomes: await log.outcomes(ids),
  };
}

test('PostgreSQL and memory give the same answers to the same wishes', async () => {
  const database = await freshLog();
  const postgres = await database.open();
  await fc.assert(
    fc.asyncProperty(fc.array(request, { maxLength: 25 }), async (requests) => {
      await database.sql(`alter table log.events disable trigger append_only;
        alter table log.commands disable trigger append_only; truncate log.events, log.commands`);
      const memory = openMemoryLog();
      for (const one of requests)
        expect(await postgres.append(one)).toEqual(await memory.append(one));
      expect(await told(postgres)).toEqual(await told(memory));
    }),
    { numRuns: 40 },
  );
  await database.remove();
});
