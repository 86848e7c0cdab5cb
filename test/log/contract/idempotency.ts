import { expect } from '@jest/globals';
import type { AppendRequest } from '../../../src/log/port.js';
import { all, appendTo, event, events, write } from '../wishes.js';
import { rules, type Fresh } from './with.js';

const again = (request: AppendRequest): AppendRequest => ({
  ...request,
  writes: request.writes.map((w) => ({ ...w, events: w.events.map(() => event()) })),
});

/** At most one append is ever recorded under a command id. */
export function idempotency(fresh: Fresh): void {
  const rule = rules(fresh);

  rule('the same wish sent twice is recorded once and answered alike', async (log, store) => {
    const request = write('a', 'none', events(2), { answer: { receipt: ['é', 1, null] } });
    if (log.capabilities.severalStreams)
      request.writes.push({ stream: 'b', expect: 'any', events: events(1) });
    const first = await appendTo(log, request);
    expect(first.answer).toEqual({ receipt: ['é', 1, null] });
    for (const door of [log, await store.open()])
      expect(await door.append(again(request))).toEqual({ ...first, status: 'repeated' });
    expect(await all(log.readAll())).toHaveLength(request.writes.length + 1);
  });

  rule('a command without an answer of its own gives back null', async (log) => {
    const request = write('a', 'none');
    expect((await appendTo(log, request)).answer).toBeNull();
    expect(await log.append(request)).toMatchObject({ status: 'repeated', answer: null });
  });

  rule(
    'another wish under the same command id is refused, and the first one stays',
    async (log) => {
      const request = write('a', 'none');
      await appendTo(log, request);
      expect(await log.append({ ...request, fingerprint: 'another wish' })).toEqual({
        status: 'idempotency_conflict',
        commandId: request.commandId,
      });
      expect(await all(log.readAll())).toHaveLength(1);
    },
  );

  rule('100 equal commands at once, through two doors, are recorded once', async (log, store) => {
    const doors = [log, await store.open()];
    const request = write('a', 'none', events(2), { answer: 'kept' });
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, n) => doors[n % 2]!.append(again(request))),
    );
    expect(answers.filter(({ status }) => status === 'appended')).toHaveLength(1);
    const position = await log.head();
    for (const answer of answers)
      expect(answer).toMatchObject({ position, revisions: { a: 1 }, answer: 'kept' });
    expect(await all(log.readAll())).toHaveLength(2);
  });

  rule('command ids of every shape are remembered, and told apart', async (log) => {
    const id = '019add00-0000-7000-8000-00000000000a';
    const twins = [id.toUpperCase(), id.replaceAll('-', ''), id.replace('-', '0'), ` ${id}`];
    const torn = ['019add00-0000-7000-8000-00000000000g', '-19add00-0000-7000-8000-0000000000-a'];
    const ids = [id, ...twins, ...torn, id.replace('-7', '-4'), "a'\\%_", 'é'];
    const requests = ids.map((commandId, n) => ({ ...write(`s-${n}`, 'none'), commandId }));
    for (const request of requests) await appendTo(log, request);
    for (const [n, request] of requests.entries())
      expect(await log.append(request)).toMatchObject({
        status: 'repeated',
        revisions: { [`s-${n}`]: 0 },
      });
    expect([...(await log.outcomes(ids)).keys()].sort()).toEqual([...ids].sort());
  });

  rule('of different wishes at once under one command id one is recorded', async (log, store) => {
    const doors = [log, await store.open()];
    const request = write('a', 'any');
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        doors[n % 2]!.append({ ...again(request), fingerprint: `wish ${n}` }),
      ),
    );
    expect(answers.filter(({ status }) => status === 'appended')).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 'idempotency_conflict')).toHaveLength(49);
    expect(await all(log.readAll())).toHaveLength(1);
  });

  rule(
    'a repeat is answered by what was recorded, although its stream has moved on',
    async (log) => {
      const request = write('a', 'none');
      const first = await appendTo(log, request);
      await appendTo(log, write('a', 0, events(5)));
      expect(await log.append(request)).toEqual({ ...first, status: 'repeated' });
    },
  );

  rule('a refused command leaves its id free for another attempt', async (log) => {
    await appendTo(log, write('a', 'none'));
    const request = write('a', 'none');
    expect(await log.append(request)).toMatchObject({ status: 'conflict' });
    expect(await log.outcomes([request.commandId])).toEqual(new Map());
    request.writes[0]!.expect = 0;
    expect(await log.append(request)).toMatchObject({ status: 'appended', revisions: { a: 1 } });
  });

  rule('the outcome of a command can be asked for by its id', async (log) => {
    const requests = Array.from({ length: 5 }, (_, n) => write(`s-${n}`, 'none', events(n + 1)));
    for (const request of requests) await appendTo(log, request);
    const ids = requests.map(({ commandId }) => commandId);
    const outcomes = await log.outcomes([...ids, 'never recorded', '', 'two\nlines', 'n\0l']);
    expect([...outcomes.keys()]).toEqual(ids);
    expect(outcomes.get(ids[4]!)).toEqual({
      commandId: ids[4],
      fingerprint: 'same wish',
      position: await log.head(),
      revisions: { 's-4': 4 },
      answer: null,
    });
  });
}
