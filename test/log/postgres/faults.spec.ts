import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Appended, Log } from '../../../src/log/port.js';
import { freshDatabase } from '../../support/database.js';
import { freshLog, type LogDatabase } from '../database.js';
import { openProxy, type Proxy } from '../proxy.js';
import { all, appendTo, event, events, ranksTo, taken, write } from '../wishes.js';

const { signal } = new AbortController();

let database: LogDatabase;
beforeEach(async () => {
  database = await freshLog();
});
afterEach(() => database.remove());

/** What stands in the log: nothing missing, nothing twice. */
async function recorded(log: Log): Promise<string[]> {
  const list = await all(log.readAll());
  expect(list.map(({ position }) => Number(position))).toEqual(ranksTo(list.length));
  return list.map(({ commandId }) => commandId);
}

describe('when the network fails', () => {
  let network: Proxy;
  let log: Log;
  beforeEach(async () => {
    network = await openProxy(database.url);
    log = await database.open({ url: network.url, patience: 1_500, answerMs: 400 });
  });
  afterEach(() => network.close());

  test('an append whose answer was lost is found recorded, and is not recorded again', async () => {
    network.loseNextAnswer();
    const request = write('idea-1', 'none', events(2), { answer: 'kept' });
    expect(await log.append(request)).toMatchObject({
      status: 'repeated',
      position: 2n,
      revisions: { 'idea-1': 1 },
      answer: 'kept',
    });
    expect(await recorded(log)).toHaveLength(2);
  });

  test('an append that was lost on its way is sent again', async () => {
    network.loseNextAppend();
    expect(await log.append(write('idea-1', 'none'))).toMatchObject({ status: 'appended' });
  });

  test('an append on a connection that fell silent is sent again on another', async () => {
    network.silenceNextAppend();
    expect(await log.append(write('idea-1', 'none'))).toMatchObject({ status: 'appended' });
  });

  test('each command of a batch whose answer was lost is recorded once', async () => {
    await appendTo(log, write('taken', 'none'));
    network.loseNextAnswer();
    const wishes = Array.from({ length: 200 }, (_, n) => write(n % 4 ? `s-${n}` : 'taken', 'none'));
    const answers = await Promise.all(wishes.map((wish) => log.append(wish)));
    const kept = wishes.filter((_, n) => n % 4).map(({ commandId }) => commandId);
    expect((await recorded(log)).slice(1).sort()).toEqual(kept.sort());
    answers.forEach(({ status }, n) =>
      expect(n % 4 ? ['appended', 'repeated'] : ['conflict']).toContain(status),
    );
  });

  test('an append that never reached the database is known not to be recorded', async () => {
    network.interrupt();
    const request = write('idea-1', 'none');
    await expect(log.append(request)).rejects.toMatchObject({
      code: 'LOG_UNAVAILABLE',
      data: { outcome: 'unrecorded', commandId: request.commandId },
    });
    network.restore();
    expect(await log.append(request)).toMatchObject({ status: 'appended' });
  });

  test('an append whose fate cannot be learnt says so, and can be asked for later', async () => {
    const request = write('idea-1', 'none');
    network.loseNextAnswerAndGoDown();
    expect(await log.append(request).catch((error: unknown) => error)).toMatchObject({
      code: 'LOG_UNAVAILABLE',
      data: { outcome: 'unknown' },
    });
    network.restore();
    expect((await log.outcomes([request.commandId])).size).toBe(1);
    expect(await log.append(request)).toMatchObject({ status: 'repeated', position: 1n });
  });

  test('a subscription lives through an interruption, and misses and doubles nothing', async () => {
    const seen = taken(log.subscribe({ signal }), (list) => list.length >= 40);
    const elsewhere = await database.open();
    for (let n = 0; n < 40; n++) {
      if (n === 10) network.interrupt();
      if (n === 30) network.restore();
      await appendTo(elsewhere, write('s', 'any'));
      await sleep(10);
    }
    expect((await seen).map(({ position }) => Number(position))).toEqual(ranksTo(40));
  });

  test('an interruption shorter than our patience is noticed by nobody', async () => {
    const wishes = Array.from({ length: 50 }, (_, n) => write(`s-${n}`, 'none'));
    const early = wishes.slice(0, 25).map((wish) => log.append(wish));
    await sleep(5);
    network.interrupt();
    const late = wishes.slice(25).map((wish) => log.append(wish));
    const read = log.readStream('s-1');
    setTimeout(() => network.restore(), 500);
    for (const { status } of await Promise.all([...early, ...late]))
      expect(['appended', 'repeated']).toContain(status);
    expect((await recorded(log)).sort()).toEqual(wishes.map(({ commandId }) => commandId).sort());
    await read;
  });
});

test('backends killed again and again lose nothing, double nothing and stop nobody', async () => {
  const [log, other] = [await database.open(), await database.open()];
  const total = 600;
  const readers = [log, other].map((door) =>
    taken(door.subscribe({ signal }), (list) => list.length >= total),
  );
  let over = false;
  const answers: Appended[] = [];
  const killing = (async () => {
    while (!over) {
      await database.sql(`select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'cahier log' and datname = current_database() and random() < 0.5`);
      for (const before = answers.length; answers.length === before && !over;) await sleep(15);
    }
  })();
  const worker = async (door: Log, w: number) => {
    for (let n = 0; n < total / 12; n++) {
      answers.push(await door.append(write(`w-${w}`, n === 0 ? 'none' : n - 1)));
      await door.readStream(`w-${w}`);
    }
  };
  await Promise.all(Array.from({ length: 12 }, (_, w) => worker(w % 2 ? log : other, w)));
  over = true;
  await killing;
  expect(answers.every(({ status }) => status === 'appended' || status === 'repeated')).toBe(true);
  expect(await recorded(log)).toHaveLength(total);
  for (const seen of await Promise.all(readers))
    expect(seen.map(({ position }) => Number(position))).toEqual(ranksTo(total));
});

describe('when appending stalls', () => {
  /** Holds the lock that every append needs. */
  async function stall(): Promise<() => Promise<void>> {
    const holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
    await holder.query('begin; lock table log.turn in share update exclusive mode');
    return () => holder.end();
  }

  test('what is too much is refused at once, and what was accepted is recorded', async () => {
    const limits = { waiting: { commands: 20, bytes: 1e6 }, batch: { commands: 5, bytes: 1e6 } };
    const log = await database.open({ limits, lanes: 2 });
    const release = await stall();
    const first = Array.from({ length: 10 }, (_, n) => log.append(write(`first-${n}`, 'none')));
    await sleep(50);
    const more = Array.from({ length: 50 }, (_, n) =>
      log.append(write(`more-${n}`, 'none')).catch((error: unknown) => error),
    );
    const refused = await Promise.all(more.slice(20));
    for (const error of refused)
      expect(error).toMatchObject({ code: 'OVERLOADED', data: { outcome: 'unrecorded' } });
    await release();
    for (const answer of await Promise.all([...first, ...more.slice(0, 20)]))
      expect(answer).toMatchObject({ status: 'appended' });
    expect(await recorded(log)).toHaveLength(30);
  });

  test('large commands count by their size, and one alone is always taken', async () => {
    const limits = { waiting: { commands: 100, bytes: 50_000 }, batch: { commands: 5, bytes: 1 } };
    const log = await database.open({ limits, lanes: 1 });
    const large = (n: number) =>
      log.append(write(`s-${n}`, 'none', [event({ data: 'x'.repeat(60_000) })]));
    const [one, two] = [large(1), large(2)];
    await expect(two).rejects.toMatchObject({ code: 'OVERLOADED' });
    expect(await one).toMatchObject({ status: 'appended' });
  });

  test('a lock that was waited for in vain is waited for again', async () => {
    const name = new URL(database.url).pathname.slice(1);
    await database.sql(`alter database ${name} set lock_timeout = '30ms'`);
    const log = await database.open();
    const release = await stall();
    const answer = log.append(write('idea-1', 'none'));
    await sleep(300);
    await release();
    expect(await answer).toMatchObject({ status: 'appended' });
  });

  test('an append that waits longer than our patience is given up', async () => {
    const log = await database.open({ patience: 300, answerMs: 100 });
    const release = await stall();
    const request = write('idea-1', 'none');
    const answer = log.append(request).catch((error: unknown) => error);
    expect(await answer).toMatchObject({ code: 'LOG_UNAVAILABLE', data: { outcome: 'unknown' } });
    await release();
    await sleep(200);
    await log.append(request);
    expect(await recorded(log)).toEqual([request.commandId]);
  });
});

test('one command that the database refuses does not harm those beside it', async () => {
  await database.sql(`alter table log.events add check (type <> 'Forbidden')`);
  const log = await database.open();
  const wishes = Array.from({ length: 60 }, (_, n) =>
    write(`s-${n}`, 'none', [event({ type: n % 20 === 7 ? 'Forbidden' : 'Fine' })]),
  );
  const answers = await Promise.allSettled(wishes.map((wish) => log.append(wish)));
  answers.forEach((answer, n) =>
    expect(answer).toMatchObject(
      n % 20 === 7
        ? { reason: { code: 'INVALID_APPEND', data: { outcome: 'unrecorded' } } }
        : { value: { status: 'appended' } },
    ),
  );
  expect(await recorded(log)).toHaveLength(57);
});

test('a missing position is reported with its place, and nobody reads on over it', async () => {
  const log = await database.open();
  await appendTo(log, write('s', 'none', events(20)));
  await database.sql('alter table log.events disable trigger append_only');
  await database.sql('delete from log.events where position = 13');
  const corrupt = { code: 'LOG_CORRUPT', data: { missing: '13', found: '14' } };
  await expect(all(log.readAll())).rejects.toMatchObject(corrupt);
  await expect(all(log.readAll({ after: 12n }))).rejects.toMatchObject(corrupt);
  await expect(all(log.readAll({ batchSize: 12 }))).rejects.toMatchObject(corrupt);
  await expect(taken(log.subscribe({ signal }), () => false)).rejects.toMatchObject(corrupt);
  expect(await all(log.readAll({ after: 13n }))).toHaveLength(7);
});

test('a transaction that somebody leaves open keeps no reader waiting', async () => {
  const neighbour = await freshDatabase();
  const idle = await Promise.all(
    [database.url, neighbour.url].map(async (url) => {
      const client = new pg.Client({ connectionString: url });
      client.on('error', () => undefined);
      await client.connect();
      await client.query('begin isolation level repeatable read; create table left_open ()');
      return client;
    }),
  );
  const [log, other] = [await database.open(), await database.open({ pollMs: 60_000 })];
  const seen = taken(other.subscribe({ signal }), (list) => list.length >= 20);
  for (let n = 0; n < 20; n++) await appendTo(log, write('s', 'any'));
  expect(await seen).toHaveLength(20);
  await Promise.all(idle.map((client) => client.end()));
  await neighbour.drop();
});

test('a notification that is not ours wakes in vain and harms nobody', async () => {
  const log = await database.open();
  const seen = taken(log.subscribe({ signal }), (list) => list.length >= 1);
  await sleep(50);
  for (const payload of ['', 'garbage', '99999999999999999999']) {
    await database.sql(`select pg_notify('cahier_log', $1)`, [payload]);
    await sleep(10);
  }
  await appendTo(log, write('s', 'none'));
  expect(await seen).toHaveLength(1);
});

test('who looks by itself is not told of appends, and costs them nothing for it', async () => {
  const log = await database.open();
  const listening = async () =>
    (
      await database.sql(`select 1 from pg_stat_activity
        where query ilike 'listen%' and datname = current_database()`)
    ).length;
  const everyMs = () => 5;
  const seen = taken(log.subscribe({ signal, everyMs }), (list) => list.length >= 1);
  await appendTo(log, write('s', 'none'));
  expect(await seen).toHaveLength(1);
  expect(await listening()).toBe(0);
  const told = taken(log.subscribe({ signal }), (list) => list.length >= 2);
  while ((await listening()) === 0) await sleep(10);
  await appendTo(log, write('t', 'none'));
  expect(await told).toHaveLength(2);
});

test('without notifications and signals the log is looked at from time to time', async () => {
  const log = await database.open({ pollMs: 50 });
  const writer = await database.open();
  const seen = taken(log.subscribe({ signal }), (list) => list.length >= 5);
  await sleep(50);
  await database.sql(`select pg_terminate_backend(pid) from pg_stat_activity
    where query ilike 'listen%' and datname = current_database()`);
  for (let n = 0; n < 5; n++) await appendTo(writer, write('s', 'any'));
  expect(await seen).toHaveLength(5);
});
