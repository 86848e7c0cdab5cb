import { expect } from '@jest/globals';
import type { AppendRequest, NewEvent } from '../../../src/log/port.js';
import { all, appendTo, digestOf, event, events, write } from '../wishes.js';
import { rules, type Fresh } from './with.js';

const one = (parts: Partial<NewEvent>) => write('a', 'any', [event(parts)]);
const part = (parts: object) => one(parts as Partial<NewEvent>);
const asked = (parts: object) => ({ ...write('a'), ...parts }) as AppendRequest;
const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
const cyclic = () => {
  const loop: { self?: unknown } = {};
  return (loop.self = loop);
};

const INVALID: [what: string, request: AppendRequest, path: string][] = [
  ['a negative revision', write('a', -1), 'writes.0.expect'],
  ['a revision that is no number', write('a', NaN), 'writes.0.expect'],
  ['half a revision', write('a', 0.5), 'writes.0.expect'],
  ['an unsafe revision', write('a', 2 ** 53), 'writes.0.expect'],
  ['a revision as text', write('a', '1' as never), 'writes.0.expect'],
  [
    'a check of any revision',
    asked({ checks: [{ stream: 'b', expect: 'any' }] }),
    'checks.0.expect',
  ],
  ['nothing to write', asked({ writes: [] }), 'writes'],
  ['a write without events', write('a', 'any', []), 'writes.0.events'],
  [
    'a stream written twice',
    asked({ writes: [...write('a').writes, ...write('a').writes] }),
    'writes',
  ],
  ['a stream written and checked', asked({ checks: [{ stream: 'a', expect: 'none' }] }), 'writes'],
  ['a stream without a name', write(''), 'writes.0.stream'],
  ['a stream name over 200 characters', write('x'.repeat(201)), 'writes.0.stream'],
  ['a line feed in a stream name', write('a\nb'), 'writes.0.stream'],
  ['half a surrogate pair in a stream name', write('a\udc00'), 'writes.0.stream'],
  ['no command id', asked({ commandId: '' }), 'commandId'],
  ['a control character in a command id', asked({ commandId: 'a\tb' }), 'commandId'],
  ['no fingerprint', asked({ fingerprint: undefined }), 'fingerprint'],
  ['an answer that is no JSON', asked({ answer: () => 1 }), 'answer'],
  ['an event id that is no UUID', one({ eventId: 'event-1' }), 'writes.0.events.0.eventId'],
  [
    'a UUID in capitals',
    one({ eventId: event().eventId.toUpperCase() }),
    'writes.0.events.0.eventId',
  ],
  ['a version below 1', one({ schemaVersion: 0 }), 'writes.0.events.0.schemaVersion'],
  ['an event without a type', one({ type: '' }), 'writes.0.events.0.type'],
  ['an empty consultation id', one({ consultationId: '' }), 'writes.0.events.0.consultationId'],
  ['no organisation id', part({ organisationId: undefined }), 'writes.0.events.0.organisationId'],
  [
    'a correlation id in two lines',
    one({ correlationId: 'a\nb' }),
    'writes.0.events.0.correlationId',
  ],
  ['nobody who acts', part({ actor: undefined }), 'writes.0.events.0.actor.kind'],
  [
    'an actor without a name',
    part({ actor: { kind: 'agent', ref: '', role: 'r' } }),
    'writes.0.events.0.actor.ref',
  ],
  [
    'a day that does not exist',
    one({ recordedAt: '2026-02-30T00:00:00.000Z' }),
    'writes.0.events.0.recordedAt',
  ],
  [
    'an instant without milliseconds',
    one({ recordedAt: '2026-02-20T00:00:00Z' }),
    'writes.0.events.0.recordedAt',
  ],
  [
    'an instant of another zone',
    one({ occurredAt: '2026-02-20T00:00:00.000+01:00' }),
    'writes.0.events.0.occurredAt',
  ],
  ['the year 0', one({ recordedAt: '0000-01-01T00:00:00.000Z' }), 'writes.0.events.0.recordedAt'],
  ['no data', one({ data: undefined }), 'writes.0.events.0.data'],
  ['NaN in data', one({ data: { a: [1, NaN] } }), 'writes.0.events.0.data.a.1'],
  ['a hole in a list', one({ data: { a: [undefined] } }), 'writes.0.events.0.data.a.0'],
  ['a function in data', one({ data: { f: () => 1 } }), 'writes.0.events.0.data.f'],
  ['a bigint in data', one({ data: { n: 1n } }), 'writes.0.events.0.data.n'],
  ['a Date in data', one({ data: { at: new Date() } }), 'writes.0.events.0.data.at'],
  ['a Map in data', one({ data: { m: new Map() } }), 'writes.0.events.0.data.m'],
  ['a NUL in data', one({ data: { t: 'a\0b' } }), 'writes.0.events.0.data.t'],
  ['a NUL in a key', one({ data: { 'a\0b': 1 } }), 'writes.0.events.0.data'],
  ['half a surrogate pair in data', one({ data: { t: 'a\ud83d' } }), 'writes.0.events.0.data.t'],
  [
    'words where they should be sealed',
    one({ sealed: { title: 'Plus d’arbres', body: digestOf('b') } }),
    'writes.0.events.0.sealed.title',
  ],
  [
    'half a digest',
    one({ sealed: { title: digestOf('t').slice(1) } }),
    'writes.0.events.0.sealed.title',
  ],
  ['a digest without a name', one({ sealed: digestOf('t') as never }), 'writes.0.events.0.sealed'],
  ['sealed words that are null', one({ sealed: null as never }), 'writes.0.events.0.sealed'],
  [
    'a NUL in the name of sealed words',
    one({ sealed: { 'a\0b': digestOf('t') } }),
    'writes.0.events.0.sealed',
  ],
  [
    'data that holds itself',
    one({ data: cyclic() }),
    `writes.0.events.0.data${'.self'.repeat(100)}`,
  ],
  [
    'data nested 101 levels deep',
    one({ data: deep(101) }),
    `writes.0.events.0.data${'.0'.repeat(100)}`,
  ],
];

/** What can never be recorded is refused with its place, and nothing is written. */
export function badInput(fresh: Fresh): void {
  const rule = rules(fresh);

  rule(
    'what can never be recorded is refused with its place, and nothing is written',
    async (log) => {
      for (const [what, request, path] of INVALID) {
        const refusal = await log.append(request).then(
          (answer) => `${what} was taken: ${JSON.stringify(answer.status)}`,
          (error: unknown) => error,
        );
        expect([what, refusal]).toMatchObject([what, { code: 'INVALID_APPEND', data: { path } }]);
      }
      expect(await log.head()).toBe(0n);
    },
  );

  rule('bad input harms nobody who appends at the same time', async (log) => {
    const bad = INVALID.map(([, request]) => log.append(request).catch(() => 'refused'));
    const good = Array.from({ length: 50 }, (_, n) => appendTo(log, write(`s-${n}`, 'none')));
    expect(await Promise.all(bad)).toEqual(bad.map(() => 'refused'));
    await Promise.all(good);
    expect(await all(log.readAll())).toHaveLength(50);
  });

  rule('an event may have 256 KiB of JSON and not a byte more', async (log) => {
    const actor = { kind: 'system', ref: 's', role: 's' } as const;
    const sealed = { é: digestOf('words') };
    const room =
      256 * 1024 - JSON.stringify(actor).length - JSON.stringify(sealed).length - 1 - '""'.length;
    const of = (length: number) => one({ actor, sealed, data: 'x'.repeat(length) });
    await appendTo(log, of(room));
    await expect(log.append(of(room + 1))).rejects.toMatchObject({
      code: 'EVENT_TOO_LARGE',
      data: { path: 'writes.0.events.0', bytes: 256 * 1024 + 1, limit: 256 * 1024 },
    });
    expect(await all(log.readAll())).toHaveLength(1);
  });

  rule('an append may have 64 MiB of JSON and not more', async (log) => {
    const large = events(300).map((e) => ({ ...e, data: 'x'.repeat(250_000) }));
    await expect(log.append(write('a', 'any', large))).rejects.toMatchObject({
      code: 'EVENT_TOO_LARGE',
      data: { limit: 64 * 1024 * 1024 },
    });
    expect(await log.head()).toBe(0n);
  });

  rule('names may have 200 characters of any script', async (log) => {
    const name = '投票📣é '.repeat(40).slice(0, 200);
    const { commandId } = await appendTo(
      log,
      write(name, 'none', [event({ type: name })], { commandId: name }),
    );
    expect(await log.readStream(name)).toMatchObject([{ stream: name, type: name, commandId }]);
  });

  rule(
    'data may be nested 100 levels deep, and parts that are undefined are left out',
    async (log) => {
      await appendTo(
        log,
        write('a', 'none', [event({ data: { kept: deep(98), left: undefined } })]),
      );
      const [read] = await log.readStream('a');
      expect(read!.data).toStrictEqual({ kept: deep(98) });
    },
  );
}
