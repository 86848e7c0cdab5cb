import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { LogError, type AppendRequest, type Log, type Recorded } from '../../src/log/port.js';
import { openPostgresLog } from '../../src/log/postgres/log.js';
import { Projector } from '../../src/views/projector.js';
import { broken } from './broken.js';
import type { Answer, Row, Stored } from './history.js';
import {
  line,
  lines,
  type Question,
  type Questions,
  type Reply,
  type ServerOptions,
} from './protocol.js';
import { trace } from './trace.js';
import { TYPES } from './wishes.js';

/** The exit code of a server that found no database when it started. */
const AWAY = 5;

const { url, bug } = JSON.parse(process.argv[2]!) as ServerOptions;
Logger.overrideLogger(['error']);

const opened = await openPostgresLog({ url, patience: 4_000, answerMs: 1_500, pollMs: 200 }).catch(
  (error: Error) => {
    console.error(error.message);
    process.exit(AWAY);
  },
);
const log: Log = bug ? broken(bug, opened) : opened;
/** What clients append is made up for the campaign. */
const known = { present: Object.fromEntries(TYPES.map((type) => [type, 1])), upcasters: {} };
const projector = new Projector(url, log, [trace], { known });
projector.start();
const views = new pg.Pool({
  connectionString: url,
  max: 2,
  query_timeout: 1_500,
  connectionTimeoutMillis: 1_500,
});
views.on('error', () => undefined).on('connect', (client) => client.on('error', () => undefined));

const stored = ({
  position,
  stream,
  revision,
  commandId,
  eventId,
  type,
  data,
}: Recorded): Stored => ({
  position: Number(position),
  stream,
  revision,
  commandId,
  eventId,
  type,
  element: (data as { element: string }).element,
});

type Handlers = {
  [Q in keyof Questions]: (given: Questions[Q]['with']) => Promise<Questions[Q]['is']>;
};

const handlers: Handlers = {
  append,
  outcomes: async (ids) =>
    [...(await log.outcomes(ids)).values()].map((one) => ({
      ...one,
      position: Number(one.position),
    })),
  stream: async ({ stream, from }) => (await log.readStream(stream, { from })).map(stored),
  log: async ({ after, limit }) => {
    const events: Stored[] = [];
    for await (const batch of log.readAll({ after: BigInt(after), limit }))
      events.push(...batch.map(stored));
    return events;
  },
  view,
};

async function append(request: AppendRequest): Promise<Answer> {
  const answer = await log.append(request);
  if (answer.status === 'conflict') return answer;
  if (answer.status === 'idempotency_conflict') return { status: answer.status };
  const { status, position, revisions } = answer;
  return { status, position: Number(position), revisions };
}

/** Rows and how far they go, seen in one moment. */
async function view({ stream = null as string | null }): Promise<{ asOf: number; rows: Row[] }> {
  const { rows } = await views.query<{ position: string } & Row>(
    `select c.position, t.stream, t.count, t.digest from views.checkpoint c
     left join views.trace t on t.stream = $1 or $1 is null where c.name = 'trace'`,
    [stream],
  );
  return {
    asOf: Number(rows[0]?.position ?? 0),
    rows: rows
      .filter((row) => row.stream !== null)
      .map(({ stream, count, digest }) => ({ stream, count, digest })),
  };
}

function failure(error: unknown): { failed: string; outcome?: 'unknown' | 'unrecorded' } {
  if (!(error instanceof LogError)) return { failed: String(error) };
  return { failed: error.code, outcome: error.data.outcome as 'unknown' | undefined };
}

async function answer(socket: Socket, question: Question, signal: AbortSignal): Promise<void> {
  const { id } = question;
  const say = (reply: Reply) => socket.writable && socket.write(line(reply));
  try {
    if (question.ask === 'follow') return await follow(socket, question, signal);
    const handler = handlers[question.ask] as (given: unknown) => Promise<unknown>;
    say({ id, is: await handler(question.with) });
  } catch (error) {
    say({ id, ...failure(error) });
  }
}

/** Batch after batch, each once the last is on its way, for as long as somebody listens. */
async function follow(
  socket: Socket,
  { id, with: { after, type } }: Extract<Question, { ask: 'follow' }>,
  signal: AbortSignal,
): Promise<void> {
  const types = type ? [type] : undefined;
  for await (const batch of log.subscribe({ after: BigInt(after), types, signal })) {
    const events = batch.events.map(stored).map(({ position, element }) => [position, element]);
    const is = { events, scannedTo: Number(batch.scannedTo) };
    if (!socket.write(line({ id, is }))) await once(socket, 'drain', { signal }).catch(() => {});
  }
}

const server = createServer((socket) => {
  const gone = new AbortController();
  socket.setEncoding('utf8').setNoDelay();
  socket.on('error', () => socket.destroy()).on('close', () => gone.abort());
  socket.on(
    'data',
    lines<Question>((question) => void answer(socket, question, gone.signal)),
  );
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
});
const sockets = new Set<Socket>();

/** Answers what it has accepted, and ends. */
async function stop(): Promise<void> {
  server.close();
  await projector.close();
  await log.close();
  for (const socket of sockets) socket.end();
  await views.end();
  process.disconnect();
}

process.once('message', () => void stop()).once('disconnect', () => process.exit());
await once(server.listen(0, '127.0.0.1'), 'listening');
process.send!({ port: (server.address() as AddressInfo).port });
