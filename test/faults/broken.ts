import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Appended, AppendRequest, Log, Outcome, Recorded } from '../../src/log/port.js';

/** Mistakes that logs are made with, and that a campaign must find. */
export type Bug = 'check-then-act' | 'acknowledge-before-commit' | 'no-de-duplication';

/** A log with a mistake in it. */
export const broken = (bug: Bug, log: Log): Log => BUGS[bug](log);

const BUGS: Record<Bug, (log: Log) => Log> = {
  'check-then-act': (log) => ({ ...like(log), append: (request) => checkThenAct(log, request) }),
  'acknowledge-before-commit': hasty,
  'no-de-duplication': forgetful,
};

const like = (log: Log): Log => ({
  capabilities: log.capabilities,
  append: (request) => log.append(request),
  outcomes: (ids) => log.outcomes(ids),
  readStream: (stream, options) => log.readStream(stream, options),
  readAll: (options) => log.readAll(options),
  readAt: (positions) => log.readAt(positions),
  subscribe: (options) => log.subscribe(options),
  head: () => log.head(),
  close: () => log.close(),
});

/** Looks first and appends afterwards, whatever happened in between. */
async function checkThenAct(log: Log, request: AppendRequest): Promise<Appended> {
  const { commandId, writes } = request;
  if ((await log.outcomes([commandId])).has(commandId)) return log.append(request);
  const { conflicts } = await judge(log, request);
  if (conflicts.length) return { status: 'conflict', conflicts };
  const unchecked = writes.map((write) => ({ ...write, expect: 'any' as const }));
  return log.append({ ...request, writes: unchecked, checks: [] });
}

/** What a request contradicts now, and the last revision of each stream that it writes. */
async function judge(log: Log, { writes, checks = [] }: AppendRequest) {
  const lines = [...writes, ...checks];
  const streams = await Promise.all(lines.map(({ stream }) => log.readStream(stream)));
  const actual = streams.map((events) => events.at(-1)?.revision ?? ('none' as const));
  const conflicts = lines
    .map(({ stream, expect }, i) => ({ stream, expected: expect, actual: actual[i]! }))
    .filter(({ expected, actual }) => expected !== 'any' && expected !== actual);
  return { conflicts, actual };
}

/**
 * One at a time, it says that a command is appended and appends it a moment later: right in every
 * answer, unless it dies in that moment.
 */
function hasty(log: Log): Log {
  let turn = Promise.resolve();
  const append = async (request: AppendRequest, say: (answer: Appended) => void) => {
    const { commandId, fingerprint, writes } = request;
    if ((await log.outcomes([commandId])).has(commandId)) return say(await log.append(request));
    const { conflicts, actual } = await judge(log, request);
    if (conflicts.length) return say({ status: 'conflict', conflicts });
    const size = writes.reduce((sum, { events }) => sum + events.length, 0);
    const last = (n: number) => (actual[n] === 'none' ? -1 : (actual[n] as number));
    const revisions = Object.fromEntries(
      writes.map(({ stream, events }, n) => [stream, last(n) + events.length]),
    );
    const position = (await log.head()) + BigInt(size);
    say({ status: 'appended', commandId, fingerprint, position, revisions, answer: null });
    await sleep(150);
    await log.append(request);
  };
  const inTurn = (request: AppendRequest) =>
    new Promise<Appended>((say, fail) => {
      turn = turn.then(() => append(request, say).catch(fail));
    });
  return { ...like(log), append: inTurn };
}

/** Records a command as often as it is sent. */
function forgetful(log: Log): Log {
  const asSent = (event: Recorded) => ({ ...event, commandId: idOf(event) });
  return {
    ...like(log),
    append: async (request) => {
      const { commandId } = request;
      const answer = await log.append({ ...request, commandId: `${commandId}~${randomUUID()}` });
      return answer.status === 'conflict' ? answer : { ...answer, commandId };
    },
    outcomes: (ids) => everythingOnRecord(log, new Set(ids)),
    readStream: async (stream, options) => (await log.readStream(stream, options)).map(asSent),
    readAll: async function* (options) {
      for await (const batch of log.readAll(options)) yield batch.map(asSent);
    },
  };
}

const idOf = ({ commandId }: Recorded): string => commandId.split('~')[0]!;

async function everythingOnRecord(log: Log, ids: Set<string>): Promise<Map<string, Outcome>> {
  const found = new Map<string, string>();
  for await (const batch of log.readAll())
    for (const event of batch)
      if (ids.has(idOf(event)) && !found.has(idOf(event))) found.set(idOf(event), event.commandId);
  const outcomes = await log.outcomes([...found.values()]);
  return new Map(
    [...found].map(([commandId, kept]) => [commandId, { ...outcomes.get(kept)!, commandId }]),
  );
}
