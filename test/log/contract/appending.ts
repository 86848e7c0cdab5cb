import { expect } from '@jest/globals';
import type { Appended, AppendRequest } from '../../../src/log/port.js';
import {
  all,
  appendTo,
  digestOf,
  event,
  events,
  ranks,
  ranksOf,
  ranksTo,
  write,
} from '../wishes.js';
import { rules, type Fresh } from './with.js';

const statuses = (answers: Appended[], status: Appended['status']) =>
  answers.filter((answer) => answer.status === status);

/** What an append does, and what it refuses. */
export function appending(fresh: Fresh): void {
  const rule = rules(fresh);

  rule('the first event stands first, with revision 0 in its stream', async (log) => {
    const { position, revisions } = await appendTo(log, write('idea-1', 'none'));
    expect(revisions).toEqual({ 'idea-1': 0 });
    expect((await ranks(log)).of(position)).toBe(1);
    expect(await log.readStream('idea-1')).toMatchObject([{ position, revision: 0 }]);
  });

  rule('an event is read back exactly as it was appended', async (log) => {
    const full = event({
      occurredAt: '0001-01-01T00:00:00.000Z',
      recordedAt: '2026-11-22T20:30:00.100Z',
      actor: { kind: 'officer', ref: 'o-1', role: 'mayor', departmentId: 'd-7' },
      causationId: 'cause',
      correlationId: 'talk',
      data: {
        text: 'é\n\t"\\ 😀 \u2028 \\u0000',
        list: [1, 0.1, -2, 1e21, true, null, []],
        deep: {},
      },
      sealed: { name: digestOf('Zoë'), 'a "note"': digestOf('') },
    });
    const plain = event({ organisationId: null, consultationId: null, data: null, sealed: {} });
    const request = write('idea-1', 'none', [full, plain, event({ data: 'text' })]);
    await appendTo(log, request);
    const { at } = await ranks(log);
    const place = { stream: 'idea-1', commandId: request.commandId };
    expect(await log.readStream('idea-1')).toStrictEqual(
      request.writes[0]!.events.map((e, i) => ({
        ...e,
        ...place,
        position: at(i + 1),
        revision: i,
      })),
    );
  });

  rule('keys and streams may have any name, even those of JavaScript itself', async (log) => {
    const data = JSON.parse('{"__proto__":{"x":1},"constructor":2,"2":1,"1":2}');
    const { revisions } = await appendTo(log, write('__proto__', 'none', [event({ data })]));
    expect(Object.entries(revisions)).toEqual([['__proto__', 0]]);
    const [read] = await log.readStream('__proto__');
    expect(JSON.stringify(read!.data)).toBe(JSON.stringify(data));
  });

  rule(
    'a stream that exists is not begun anew, and the answer says where it stands',
    async (log) => {
      await appendTo(log, write('idea-1', 'none', events(3)));
      expect(await log.append(write('idea-1', 'none'))).toEqual({
        status: 'conflict',
        conflicts: [{ stream: 'idea-1', expected: 'none', actual: 2 }],
      });
    },
  );

  rule('an append at a revision is accepted at that revision alone', async (log) => {
    await appendTo(log, write('idea-1', 'none', events(2)));
    for (const wrong of [0, 2, 2 ** 31 - 1])
      expect(await log.append(write('idea-1', wrong))).toEqual({
        status: 'conflict',
        conflicts: [{ stream: 'idea-1', expected: wrong, actual: 1 }],
      });
    expect((await appendTo(log, write('idea-1', 1))).revisions).toEqual({ 'idea-1': 2 });
  });

  rule('a revision of a stream that does not exist is contradicted by none', async (log) => {
    expect(await log.append(write('idea-1', 0))).toEqual({
      status: 'conflict',
      conflicts: [{ stream: 'idea-1', expected: 0, actual: 'none' }],
    });
  });

  rule('an append that expects nothing in particular finds or begins its stream', async (log) => {
    await appendTo(log, write('idea-1', 'any'));
    expect((await appendTo(log, write('idea-1', 'any'))).revisions).toEqual({ 'idea-1': 1 });
  });

  rule(
    'a command writes all of its streams, in the order given, at positions in a row',
    async (log) => {
      await appendTo(log, write('b', 'none'));
      const answer = await appendTo(log, {
        ...write('a', 'none', events(2)),
        writes: [
          { stream: 'a', expect: 'none', events: events(2) },
          { stream: 'b', expect: 0, events: events(1) },
          { stream: 'c', expect: 'any', events: events(2) },
        ],
      });
      expect(answer.revisions).toEqual({ a: 1, b: 1, c: 1 });
      expect((await ranks(log)).of(answer.position)).toBe(6);
      const places = (await all(log.readAll())).map(
        ({ stream, revision }) => `${stream}${revision}`,
      );
      expect(places).toEqual(['b0', 'a0', 'a1', 'b1', 'c0', 'c1']);
    },
    'severalStreams',
  );

  rule(
    'one contradicted stream refuses the whole command, and each contradiction is told',
    async (log) => {
      await appendTo(log, write('b', 'none'));
      const request = write('a', 'none');
      request.writes.push({ stream: 'b', expect: 'none', events: events(1) });
      request.writes.push({ stream: 'c', expect: 4, events: events(1) });
      request.checks = [{ stream: 'd', expect: 0 }];
      expect(await log.append(request)).toEqual({
        status: 'conflict',
        conflicts: [
          { stream: 'b', expected: 'none', actual: 0 },
          { stream: 'c', expected: 4, actual: 'none' },
          { stream: 'd', expected: 0, actual: 'none' },
        ],
      });
      expect(await all(log.readAll())).toHaveLength(1);
      expect(await log.readStream('a')).toEqual([]);
      expect((await log.outcomes([request.commandId])).size).toBe(0);
    },
    'checks',
  );

  rule(
    'a check holds an append to a stream it does not write',
    async (log) => {
      await appendTo(log, write('phase', 'none', events(2)));
      const vote = (expected: number | 'none', stream = 'phase') =>
        write(`ballot-${expected}-${stream}`, 'none', events(1), {
          checks: [{ stream, expect: expected }],
        });
      await appendTo(log, vote(1));
      await appendTo(log, vote('none', 'other phase'));
      expect(await log.append(vote(0))).toMatchObject({
        conflicts: [{ stream: 'phase', expected: 0, actual: 1 }],
      });
      expect(await log.append(vote('none'))).toMatchObject({ status: 'conflict' });
      expect(await log.readStream('phase')).toHaveLength(2);
    },
    'checks',
  );

  rule('of 100 appends at one revision one is recorded, and 99 learn that it was', async (log) => {
    await appendTo(log, write('idea-1', 'none'));
    const wishes = Array.from({ length: 100 }, () => write('idea-1', 0));
    const answers = await Promise.all(wishes.map((wish) => log.append(wish)));
    expect(statuses(answers, 'appended')).toHaveLength(1);
    for (const { conflicts } of statuses(answers, 'conflict') as { conflicts: unknown }[])
      expect(conflicts).toEqual([{ stream: 'idea-1', expected: 0, actual: 1 }]);
    expect(await all(log.readAll())).toHaveLength(2);
  });

  rule(
    'no vote is recorded after the close it raced with',
    async (log, store) => {
      const doors = [log, await store.open()];
      await appendTo(log, write('phase', 'none'));
      const vote = (n: number): AppendRequest =>
        write(`ballot-${n}`, 'none', events(1), { checks: [{ stream: 'phase', expect: 0 }] });
      const close = write('phase', 0, [event({ type: 'PhaseClosed' })]);
      const wishes = Array.from({ length: 100 }, (_, n) => (n === 50 ? close : vote(n)));
      const answers = await Promise.all(wishes.map((wish, n) => doors[n % 2]!.append(wish)));
      expect(answers[50]!.status).toBe('appended');
      const recorded = await all(log.readAll());
      expect(recorded.at(-1)!.type).toBe('PhaseClosed');
      expect(recorded).toHaveLength(1 + statuses(answers, 'appended').length);
      for (const { conflicts } of statuses(answers, 'conflict') as { conflicts: unknown }[])
        expect(conflicts).toEqual([{ stream: 'phase', expected: 0, actual: 1 }]);
    },
    'checks',
  );

  rule('10,000 events are recorded by one append, in order', async (log) => {
    const answer = await appendTo(log, write('import', 'none', events(10_000)));
    expect(answer.revisions).toEqual({ import: 9_999 });
    expect(await log.head()).toBe(answer.position);
    const read = await log.readStream('import');
    expect(read.map(({ data }) => (data as { n: number }).n)).toEqual(
      Array.from({ length: 10_000 }, (_, n) => n),
    );
    expect(read.map(({ revision }) => revision + 1)).toEqual(await ranksOf(log, read));
  });

  rule('appends to one stream keep the order in which they were asked for', async (log) => {
    const asked = Array.from({ length: 50 }, (_, n) =>
      log.append(write('diary', n === 0 ? 'none' : n - 1, [event({ data: { n } })])),
    );
    expect(statuses(await Promise.all(asked), 'appended')).toHaveLength(50);
  });

  rule('places have no hole and revisions no gap, whoever appends', async (log, store) => {
    const doors = [log, await store.open()];
    const wishes = Array.from({ length: 600 }, (_, n) =>
      write(`s-${n % 40}`, 'any', events(1 + (n % 3))),
    );
    const answers = await Promise.all(wishes.map((wish, n) => doors[n % 2]!.append(wish)));
    expect(statuses(answers, 'appended')).toHaveLength(600);
    const recorded = await all(log.readAll());
    expect(await ranksOf(log, recorded)).toEqual(ranksTo(1_200));
    const next = new Map<string, number>();
    for (const { stream, revision } of recorded) {
      expect(revision).toBe(next.get(stream) ?? 0);
      next.set(stream, revision + 1);
    }
  });

  rule(
    'what was acknowledged before another append began is before it in the log',
    async (log, store) => {
      const doors = [log, await store.open()];
      let last = 0n;
      for (let n = 0; n < 20; n++) {
        const { position } = await appendTo(doors[n % 2]!, write(`s-${n}`, 'none'));
        expect(position).toBeGreaterThan(last);
        last = position;
      }
    },
  );

  rule(
    'whoever was told that an act is recorded can read it, through any door',
    async (log, store) => {
      const other = await store.open();
      for (let n = 0; n < 10; n++) {
        const before = await log.head();
        const { position } = await appendTo(log, write('idea-1', 'any'));
        expect(await other.head()).toBe(position);
        expect(await other.readStream('idea-1')).toHaveLength(n + 1);
        expect(await all(other.readAll({ after: before }))).toHaveLength(1);
      }
    },
  );

  rule('closing answers what was accepted, and then nothing more is', async (log) => {
    const accepted = Array.from({ length: 300 }, (_, n) => log.append(write(`s-${n}`, 'none')));
    await log.close();
    expect(statuses(await Promise.all(accepted), 'appended')).toHaveLength(300);
    await expect(log.append(write('late', 'none'))).rejects.toMatchObject({ code: 'LOG_CLOSED' });
    await expect(log.readStream('late')).rejects.toMatchObject({ code: 'LOG_CLOSED' });
    await log.close();
  });
}
