import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inspectPostgres } from '../../../src/log/postgres/inspection/inspect.js';
import { openMemoryLog } from '../../../src/log/memory.js';
import type { Log } from '../../../src/log/port.js';
import { importLog } from '../../../src/log/transfer/import.js';
import { linesOf } from '../../../src/log/transfer/lines.js';
import { unwritten } from '../../../src/log/transfer/scan.js';
import { freshLog, type LogDatabase } from '../database.js';
import { all, appendTo, event, events, write } from '../wishes.js';
import { exported, imported, lines, manyWishes, pieces, scanned } from './files.js';

/** A log in memory with three commands; the second writes two streams. */
async function smallLog(): Promise<Log> {
  const log = openMemoryLog();
  const both = ['a', 'b'].map((stream) => ({ stream, expect: 'any' as const, events: events(2) }));
  await appendTo(log, write('a', 'none', events(2), { commandId: 'one' }));
  await appendTo(log, { ...write('a'), writes: both, commandId: 'two', answer: { é: 1 } });
  await appendTo(log, write('c', 'none', events(1), { commandId: 'three' }));
  return log;
}

describe('from one log in PostgreSQL to another', () => {
  let source: LogDatabase;
  let target: LogDatabase;
  let text: string;
  beforeAll(async () => {
    source = await freshLog();
    const log = await source.open();
    for (const wish of manyWishes()) await appendTo(log, wish);
    text = await exported(log);
  });
  afterAll(() => source.remove());
  beforeEach(async () => {
    target = await freshLog();
  });
  afterEach(() => target.remove());

  /** Every byte of the log. */
  const everything = ({ sql }: LogDatabase) =>
    sql('select e::text from log.events e order by position');

  test('an empty log becomes the same, to the byte and the position; once more adds nothing', async () => {
    const log = await target.open({ lanes: 1 });
    const { commands, events: total } = await scanned(text);
    expect([commands, total]).toEqual([456, 2_961]);
    const first = { commands, events: total, added: commands, moved: 0 };
    expect(await imported(log, text)).toEqual(first);
    expect(await everything(target)).toEqual(await everything(source));
    expect(await imported(log, text)).toEqual({ ...first, added: 0 });
    const inspection = await inspectPostgres(target.url);
    expect(await inspection.verify()).toMatchObject({ events: total, sound: true });
    await inspection.close();
  });

  test('an import that stopped anywhere and is run again ends the same', async () => {
    for (const share of [0.1, 0.7]) {
      const half = text.slice(0, text.lastIndexOf('\n', text.length * share) + 1);
      await importLog(await target.open({ lanes: 1 }), lines(half));
    }
    expect(await imported(await target.open({ lanes: 1 }), text)).toMatchObject({ moved: 0 });
    expect(await everything(target)).toEqual(await everything(source));
  });

  test('a log that holds something of its own takes the rest in behind it, and says so', async () => {
    const log = await target.open({ lanes: 1 });
    await appendTo(log, write('elsewhere', 'none'));
    expect(await imported(log, text)).toMatchObject({ added: 456, moved: 456 });
  });
});

test('an export is the same whichever store it is of', async () => {
  const [database, memory] = [await freshLog(), openMemoryLog()];
  const log = await database.open();
  for (const wish of manyWishes()) for (const door of [log, memory]) await appendTo(door, wish);
  expect((await exported(log)) === (await exported(memory))).toBe(true);
  await database.remove();
});

describe('an export', () => {
  test('says first what it is and last how much it holds, with the digest of what is before', async () => {
    const text = await exported(await smallLog());
    const [head, one, two, three, end, none] = text.split('\n');
    expect(JSON.parse(head!)).toEqual({ format: 'cahier-log', version: 1, after: '0' });
    expect(JSON.parse(one!)).toMatchObject({ commandId: 'one', position: '2', answer: null });
    expect(JSON.parse(two!)).toMatchObject({
      commandId: 'two',
      fingerprint: 'same wish',
      answer: { é: 1 },
      position: '6',
      writes: [
        { stream: 'a', revision: 2, events: [{ type: 'VoteCast', data: { n: 0 } }, {}] },
        { stream: 'b', revision: 0, events: [{}, {}] },
      ],
    });
    expect(JSON.parse(three!)).toMatchObject({ commandId: 'three' });
    const sha256 = createHash('sha256').update(`${[head, one, two, three].join('\n')}\n`);
    expect(JSON.parse(end!)).toEqual({
      end: true,
      ...{ commands: 3, events: 7, position: '7', sha256: sha256.digest('hex') },
    });
    expect(none).toBe('');
    const empty = await exported(openMemoryLog());
    expect(await scanned(empty)).toMatchObject({ ended: true, commands: 0, position: 0n });
  });

  test('cut off at any byte is gone on with, and ends as one that was not', async () => {
    const log = await smallLog();
    const whole = Buffer.from(await exported(log));
    for (let cut = whole.indexOf('\n') + 1; cut <= whole.length; cut++) {
      const written = await scanned(String(whole.subarray(0, cut)));
      const kept = String(whole.subarray(0, written.bytes));
      expect(kept + (await exported(log, written))).toBe(String(whole));
    }
  });

  test('that ended is gone on with when the log has grown', async () => {
    const log = await smallLog();
    const early = await exported(log);
    await appendTo(log, write('c', 0));
    const written = await scanned(early);
    const kept = String(Buffer.from(early).subarray(0, written.bytes));
    expect(kept + (await exported(log, written))).toBe(await exported(log));
  });

  test('may begin behind a position, and adds to a log that holds what is before', async () => {
    const [log, copy] = [await smallLog(), openMemoryLog()];
    const early = await exported(log);
    await appendTo(log, write('c', 0));
    await imported(copy, early);
    const late = await exported(log, unwritten(7n));
    expect(await scanned(late)).toMatchObject({ after: 7n, commands: 1, ended: true });
    expect(await imported(copy, late)).toMatchObject({ added: 1, moved: 0 });
    expect(await all(copy.readAll())).toEqual(await all(log.readAll()));
  });

  test('does not begin inside a command, nor behind the end of the log', async () => {
    const log = await smallLog();
    for (const after of [1n, 3n, 4n, 5n])
      await expect(exported(log, unwritten(after))).rejects.toMatchObject({ code: 'INVALID_READ' });
    for (const after of [2n, 6n, 7n]) await exported(log, unwritten(after));
    await expect(exported(log, unwritten(8n))).rejects.toMatchObject({ code: 'LOG_CORRUPT' });
  });

  test('of another log is not gone on with', async () => {
    const [log, other] = [await smallLog(), openMemoryLog()];
    await appendTo(other, write('a', 'none', events(3), { commandId: 'one' }));
    const written = await scanned(await exported(other));
    await expect(exported(log, written)).rejects.toMatchObject({ code: 'CONFLICT', line: 2 });
  });
});

describe('a file is refused with the line', () => {
  /** The small export with its lines changed and the end made anew. */
  async function forged(change: (list: any[]) => void): Promise<string> {
    const list = (await exported(await smallLog()))
      .trim()
      .split('\n')
      .map((l) => JSON.parse(l));
    const end = list.pop();
    change(list);
    const text = list.map((l) => (typeof l === 'string' ? l : JSON.stringify(l)) + '\n').join('');
    const sha256 = createHash('sha256').update(text).digest('hex');
    return `${text}${JSON.stringify({ ...end, sha256 })}\n`;
  }

  test.each<[what: string, line: number, change: (list: any[]) => void]>([
    ['that is no export', 1, (l) => (l[0] = { format: 'other' })],
    ['of a later format', 1, (l) => (l[0].version = 2)],
    ['that is no JSON', 3, (l) => (l[2] = '{"commandId":')],
    ['that holds a list', 3, (l) => (l[2] = [])],
    ['with an empty line', 4, (l) => (l[3] = '')],
    ['without writes', 2, (l) => delete l[1].writes],
    ['with a write of nothing', 2, (l) => (l[1].writes[0].events = [])],
    ['with an event that is null', 2, (l) => (l[1].writes[0].events[0] = null)],
    ['with an event that cannot be', 2, (l) => (l[1].writes[0].events[0].eventId = 'x')],
    ['with a revision below 0', 2, (l) => (l[1].writes[0].revision = -1)],
    ['with a position that is a number', 3, (l) => (l[2].position = 6)],
    ['with commands out of order', 3, (l) => l.splice(1, 2, l[2], l[1])],
    ['with a command left out', 4, (l) => l.splice(1, 1)],
  ])('%s', async (_, line, change) => {
    const refusal = scanned(await forged(change));
    await expect(refusal).rejects.toMatchObject({ code: 'MALFORMED', line });
  });

  test('whichever character of it was changed', async () => {
    const text = await exported(await smallLog());
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 2), async (at) => {
        const other = text[at] === '1' ? '2' : '1';
        const changed = text.slice(0, at) + other + text.slice(at + 1);
        await expect(scanned(changed)).rejects.toMatchObject({ code: 'MALFORMED' });
      }),
    );
  });

  test('where something follows the end', async () => {
    const text = await exported(await smallLog());
    await expect(scanned(`${text}{}\n`)).rejects.toMatchObject({ code: 'MALFORMED', line: 6 });
  });

  test('and one without its end is known not to be whole', async () => {
    const text = await exported(await smallLog());
    const cut = text.slice(0, text.indexOf('{"end"'));
    expect(await scanned(cut)).toMatchObject({ ended: false, lines: 4 });
  });
});

describe('a log that differs is never overwritten', () => {
  test.each<[what: string, line: number, own: Parameters<Log['append']>[0]]>([
    ['a stream holds something else', 2, write('a', 'none')],
    ['a later stream holds something else', 4, write('c', 'none')],
    ['a stream went on', 2, write('a', 'none', events(5))],
    [
      'a command id stands for another wish',
      3,
      { ...write('z'), commandId: 'two', fingerprint: 'x' },
    ],
    ['a command wrote other streams', 3, { ...write('z'), commandId: 'two' }],
    [
      'a command wrote more',
      2,
      write('a', 'none', [event(), event(), event()], { commandId: 'one' }),
    ],
  ])('%s', async (_, line, own) => {
    const [text, log] = [await exported(await smallLog()), openMemoryLog()];
    await appendTo(log, own);
    const [first] = await all(log.readAll());
    await expect(imported(log, text)).rejects.toMatchObject({ code: 'CONFLICT', line });
    expect((await all(log.readAll()))[0]).toEqual(first);
  });
});

test('lines are the same in whatever pieces a file is read', async () => {
  const text = 'one\n\nthree é\nlast';
  const byte = Buffer.byteLength(text);
  for (let size = 1; size <= byte; size++) {
    const found: [number, string][] = [];
    for await (const { bytes, number } of linesOf(pieces(text, size)))
      found.push([number, String(bytes)]);
    expect(found).toEqual([
      [1, 'one\n'],
      [2, '\n'],
      [3, 'three é\n'],
      [4, 'last'],
    ]);
  }
});
