import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checksumOf, covered } from '../../../src/log/checksum.js';
import { prepare } from '../../../src/log/command.js';
import { Alone } from '../../../src/log/kurrent/alone.js';
import { connect, loadClient } from '../../../src/log/kurrent/client.js';
import { inspectKurrent } from '../../../src/log/kurrent/inspection.js';
import { openKurrentLog, type KurrentLogOptions } from '../../../src/log/kurrent/log.js';
import { Names, PREFIX } from '../../../src/log/kurrent/names.js';
import { KurrentReader } from '../../../src/log/kurrent/reader.js';
import type { Log } from '../../../src/log/port.js';
import { NEEDS, openLog } from '../../../src/open-log.js';
import { startDouble, type Double, type Version } from './double.js';
import { all, appendTo, event, events, ranksOf, ranksTo, taken, write } from '../wishes.js';

const versions: Version[] = ['24.10', '25.1', '26.1'];

describe.each(versions)('on a double of the protocol of %s (no real server)', (version) => {
  let double: Double;
  const doors: Log[] = [];
  const open = async (options: Partial<KurrentLogOptions> = {}) => {
    const log = await openKurrentLog({ url: double.url, ...options });
    doors.push(log);
    return log;
  };
  const { signal } = new AbortController();

  beforeEach(async () => {
    double = await startDouble({ version });
  });
  afterEach(async () => {
    await Promise.all(doors.splice(0).map((log) => log.close()));
    await double.stop();
  });

  test('an answer that is lost with its call is not guessed: the act is recorded once', async () => {
    const log = await open();
    const request = write('a', 'none', events(2), { answer: 'kept' });
    double.loseNextAnswer();
    expect(await log.append(request)).toMatchObject({
      status: expect.stringMatching(/^(appended|repeated)$/),
      revisions: { a: 1 },
      answer: 'kept',
    });
    expect(await all(log.readAll())).toHaveLength(2);
    expect((await log.outcomes([request.commandId])).get(request.commandId)).toMatchObject({
      revisions: { a: 1 },
    });
  });

  test('an act asked for while the server is away is recorded when it is back', async () => {
    const log = await open();
    await double.stop();
    const [answer] = await Promise.all([log.append(write('a', 'none')), double.start()]);
    expect(answer).toMatchObject({ status: 'appended' });
  });

  test('an act whose server stays away ends with an error that tells it may be recorded', async () => {
    const log = await open({ patience: 200 });
    await double.stop();
    await expect(log.append(write('a', 'none'))).rejects.toMatchObject({
      code: 'LOG_UNAVAILABLE',
      data: { outcome: 'unknown', lasting: false },
    });
  });

  test('a subscription outlives a server that goes away and comes back', async () => {
    const log = await open();
    const seen = taken(log.subscribe({ signal }), (list) => list.length >= 40);
    for (let n = 0; n < 20; n++) await appendTo(log, write('a', 'any'));
    await double.stop();
    await double.start();
    for (let n = 0; n < 20; n++) await log.append(write('a', 'any'));
    expect(await ranksOf(log, await seen)).toEqual(ranksTo(40));
  });

  test('what others keep on the same server is not part of the log', async () => {
    const log = await open();
    for (let n = 0; n < 50; n++) await appendTo(log, write(`s-${n}`, 'none'));
    const others = double.store.records.filter(({ stream }) => stream === 'orders-17');
    expect(others.length).toBeGreaterThan(3);
    expect(await all(log.readAll({ types: ['VoteCast'], batchSize: 7 }))).toHaveLength(50);
    expect(await all(log.readAll({ batchSize: 7 }))).toHaveLength(50);
    expect(await log.readStream('orders-17')).toEqual([]);
  });

  test('streams and commands whose names differ in case alone are two', async () => {
    const log = await open();
    await appendTo(log, write('Idea', 'none', events(1), { commandId: 'ABC' }));
    await appendTo(log, write('idea', 'none', events(1), { commandId: 'abc' }));
    const found = await log.outcomes(['ABC', 'abc', 'aBC']);
    const revisions = [...found.values()].map((outcome) => outcome.revisions);
    expect(revisions).toEqual([{ Idea: 0 }, { idea: 0 }]);
  });

  test('logs of several names share a server and see nothing of each other', async () => {
    const [one, two] = [await open({ prefix: 'one' }), await open({ prefix: 'one-more' })];
    const request = write('a', 'none', events(2));
    await appendTo(one, request);
    await appendTo(two, request);
    await appendTo(two, write('a', 1));
    expect([await all(one.readAll()), await all(two.readAll())].map((l) => l.length)).toEqual([
      2, 3,
    ]);
    expect(await one.readStream('a')).toHaveLength(2);
  });

  test('a type of any name is read back, and found by it', async () => {
    const log = await open();
    const type = 'Idée «déposée» (v1|v2).*';
    await appendTo(log, write('a', 'none', [event({ type }), event({ type: 'Id' })]));
    expect(await all(log.readAll({ types: [type] }))).toMatchObject([{ type }]);
  });

  test('an event id used twice drops nothing, where the server itself would drop it', async () => {
    const log = await open();
    const same = event();
    await appendTo(log, write('a', 'any', [same]));
    await appendTo(log, write('a', 'any', [same]));
    expect(await log.readStream('a')).toHaveLength(2);
  });

  test('an event is known by its checksum in whichever order its names were kept', async () => {
    const log = await open();
    await appendTo(log, write('a', 'any', [event({ data: { b: 1, a: 2, 10: 'x', 2: 'y' } })]));
    const inspection = await inspectKurrent(double.url);
    const sound = async () => (await inspection.verify()).sound;
    expect(await sound()).toBe(true);
    const [kept] = await log.readStream('a');
    const record = double.store.records.find(({ stream }) => stream === 'cahier.a')!;
    const metadata = JSON.parse(Buffer.from(record.metadata).toString());
    const givenOrder = '{"2":"y","10":"x","b":1,"a":2}';
    const texts = { actor: metadata.actor, data: givenOrder };
    metadata.checksum = checksumOf(covered(kept!, kept!, texts));
    const older = {
      data: Buffer.from(givenOrder),
      metadata: Buffer.from(JSON.stringify(metadata)),
    };
    Object.assign(record, older);
    expect(await sound()).toBe(true);
    Object.assign(record, { data: Buffer.from(givenOrder.replace('2}', '3}')) });
    expect(await sound()).toBe(false);
    await inspection.close();
  });

  test('the log can be verified and counted, and what was changed is found', async () => {
    const log = await open();
    for (let n = 0; n < 5; n++) await appendTo(log, write(`s-${n % 2}`, 'any', events(2)));
    const inspection = await inspectKurrent(double.url);
    const counts = { events: 10, commands: 5 };
    expect(await inspection.verify()).toMatchObject({ ...counts, sound: true, faults: [] });
    expect(await inspection.stats()).toMatchObject({ ...counts, streams: 2, bytes: null });
    const { records } = double.store;
    const ours = records.filter(({ stream }) => stream.startsWith('cahier.'));
    Object.assign(ours[3]!, { data: Buffer.from('{"n":9}') });
    records.splice(records.indexOf(ours[6]!), 1);
    const { sound, faults } = await inspection.verify();
    expect(sound).toBe(false);
    expect(
      faults.map(({ kind, first }) => [kind, first[0]!.stream ?? first[0]!.commandId]),
    ).toEqual(
      expect.arrayContaining([
        ['checksum_differs', 's-1'],
        ['revision_out_of_line', 'cahier.s-1'],
      ]),
    );
    await inspection.close();
  });
});

test('where streams are written one by one, an attempt that overtakes another records nothing twice', async () => {
  const double = await startDouble({ version: '24.10' });
  const kurrent = await loadClient();
  const client = connect(kurrent, double.url);
  const closed = new AbortController().signal;
  const options = { patience: 1_000, answerMs: 5_000, closed };
  const reader = new KurrentReader(client, kurrent, new Names(PREFIX), options);
  const command = prepare(write('a', 'any'));
  const slow = Object.create(reader, {
    lastRevision: {
      value: async (stream: string) => {
        await new Alone(client, reader).append(command);
        return reader.lastRevision(stream);
      },
    },
  });
  expect(await new Alone(client, slow).append(command)).toBe('repeated');
  expect(await reader.stream('a', 0)).toHaveLength(1);
  await client.dispose();
  await double.stop();
});

test('an append that is larger than the server takes is told so, and writes nothing', async () => {
  for (const version of versions) {
    const double = await startDouble({ version, maxAppend: 100_000 });
    const log = await openKurrentLog({ url: double.url });
    await expect(log.append(write('a', 'none', events(1_000)))).rejects.toMatchObject({
      code: 'EVENT_TOO_LARGE',
      data: { outcome: 'unrecorded' },
    });
    expect(await all(log.readAll())).toEqual([]);
    await log.close();
    await double.stop();
  }
});

describe('Cahier and KurrentDB', () => {
  test('a server that cannot hold a vote to its phase is refused at start', async () => {
    for (const version of ['24.10', '25.1'] as const) {
      const double = await startDouble({ version });
      const place = { databaseUrl: 'postgres://nowhere', kurrentUrl: double.url };
      await expect(openLog(place, { needs: NEEDS })).rejects.toMatchObject({ code: 'LOG_UNFIT' });
      await double.stop();
    }
  });

  test('a server that is not there is told at start, without its password', async () => {
    const kurrentUrl = 'kurrentdb://admin:secret@127.0.0.1:9?tls=false&defaultDeadline=300';
    const opening = openLog({ databaseUrl: 'postgres://nowhere', kurrentUrl });
    const error: Error = await opening.then(
      () => new Error('opened'),
      (reason) => reason,
    );
    expect(error).toMatchObject({ code: 'LOG_UNREACHABLE' });
    expect(error.message).not.toContain('secret');
  });
});
