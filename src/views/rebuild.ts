import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { typesOf, type Projection } from '../../projections/projection.js';
import { versions, type Versions } from '../domain/upcast.js';
import type { Log, Position } from '../log/port.js';
import { inTransaction, tableOf } from './advance.js';
import { foldBatch, viewEvent, write } from './fold-batch.js';
import { fingerprint, statements } from './table.js';

/** What a recount of one view from the first event found. */
export interface Recount {
  view: string;
  rows: number;
  asOfPosition: Position;
  /** Rows that are only in the live table (`live`) or only in the recount (`recount`); at most ten. */
  differences: { side: 'live' | 'recount'; row: string }[];
}

/** Folds one view from the first event beside the live one and compares every row; changes nothing. */
export const checkView = (
  url: string,
  log: Log,
  view: Projection,
  known: Versions = versions,
): Promise<Recount> => recount({ url, log, view, known }, async () => {});

/** Folds one view from the first event beside the live one, then takes its place in one short transaction. */
export const rebuildView = (
  url: string,
  log: Log,
  view: Projection,
  known: Versions = versions,
): Promise<Recount> =>
  recount({ url, log, view, known }, async (client, shadow, position) => {
    await client.query(statements(view, tableOf(view)).drop);
    await client.query(`alter table ${shadow} rename to "${view.name}"`);
    await client.query(
      'update views.checkpoint set position = $2, fingerprint = $3, stopped = null where name = $1',
      [view.name, position.toString(), fingerprint(view)],
    );
  });

/** How long the live view may stand still, and a recount be silent while it holds the views up, in milliseconds. */
const patienceMs = 30_000;

type Finish = (client: pg.ClientBase, shadow: string, position: Position) => Promise<void>;

/** Which view is counted again, from which log, into which database. */
interface Counted {
  url: string;
  log: Log;
  view: Projection;
  known: Versions;
}

const recount = async (counted: Counted, finish: Finish): Promise<Recount> => {
  const { url, log, view } = counted;
  const client = new pg.Client({
    connectionString: url,
    application_name: 'cahier rebuild',
    connectionTimeoutMillis: patienceMs,
    idle_in_transaction_session_timeout: patienceMs,
    keepAlive: true,
  });
  client.on('error', () => {});
  await client.connect();
  const shadow = `views."${view.name}__shadow"`;
  const sql = statements(view, shadow);
  try {
    for (const statement of [sql.drop, ...sql.create]) await client.query(statement);
    const reached = await foldAll(client, counted, shadow, { after: 0n, upTo: await log.head() });
    await liveReaches(client, view, reached);
    return await inTransaction(client, async () => {
      await client.query('select from views.lease for update');
      const live = await positionOf(client, view);
      const end =
        live > reached
          ? await foldAll(client, counted, shadow, { after: reached, upTo: live })
          : reached;
      const result = { ...(await compare(client, view, shadow)), asOfPosition: end };
      await finish(client, shadow, end);
      return result;
    });
  } finally {
    await client.query(sql.drop).catch(() => {});
    await client.end();
  }
};

const positionOf = async (client: pg.ClientBase, view: Projection): Promise<Position> => {
  const { rows } = await client.query('select position from views.checkpoint where name = $1', [
    view.name,
  ]);
  return BigInt(rows[0]?.position ?? 0);
};

/** Waits until the live view has read as far as the recount; it cannot be compared before. */
const liveReaches = async (
  client: pg.ClientBase,
  view: Projection,
  position: Position,
): Promise<void> => {
  const deadline = performance.now() + patienceMs;
  while ((await positionOf(client, view)) < position) {
    if (performance.now() > deadline)
      throw new Error(
        `View ${view.name} stands still before position ${position}; is a projector running?`,
      );
    await sleep(20);
  }
};

/** Folds what lies after one position and up to another into a table. */
const foldAll = async (
  client: pg.ClientBase,
  { log, view, known }: Counted,
  table: string,
  { after, upTo }: { after: Position; upTo: Position },
): Promise<Position> => {
  for await (const batch of log.readAll({ after, types: typesOf(view), batchSize: 4_000 })) {
    const events = batch.filter((e) => e.position <= upTo).map((e) => viewEvent(e, known));
    await write(view, table, await foldBatch(view, table, events, client), client);
    if (batch.at(-1)!.position >= upTo) break;
  }
  return upTo;
};

const compare = async (client: pg.ClientBase, view: Projection, shadow: string) => {
  const only = (side: string, a: string, b: string) =>
    `(select '${side}' as side, r as row from (select a::text as r from ${a} a except all select b::text from ${b} b) d)`;
  const { rows: differences } = await client.query(
    `${only('live', tableOf(view), shadow)} union all ${only('recount', shadow, tableOf(view))} limit 10`,
  );
  const { rows } = await client.query(`select count(*)::int as n from ${shadow}`);
  return { view: view.name, rows: rows[0].n as number, differences };
};
