import pg from 'pg';
import { copyOut } from './copy-out.js';
import { LogError, type Batch, type Outcome, type Position, type Recorded } from '../port.js';
import {
  COLUMNS,
  outcomeOf,
  RAW,
  recordedOf,
  shapeOf,
  type EventRow,
  type OutcomeRow,
  type Shape,
} from './rows.js';
import { patiently } from '../patience.js';
import { within } from './within.js';
import { commandKeyOf, keyOf } from './schema.js';
import { isPassing, logError } from './session.js';
import { hole, type Source, type Wanted } from '../tail.js';

/**
 * How many positions one page of a filtered reading looks at, so that a rare type never makes one
 * long query.
 */
const WINDOW = 20_000;

const HEAD = `select coalesce(max(position), 0) from log.events`;

/** A page of the log; its values stand in the text, which `copy` asks for. */
const pageOf = (after: string, limit: string, columns = COLUMNS): string => `
  select ${columns} from log.events e
  where e.position > ${after} order by e.position limit ${limit}`;

/** A page of some types, up to where it looks. */
const filteredOf = (
  { after, end, types }: Record<'after' | 'end' | 'types', string>,
  limit: string,
  columns = COLUMNS,
): string => `
  select ${columns} from log.events e
  where e.position > ${after} and e.position <= ${end} and e.type = any (${types})
  order by e.position limit ${limit}`;

/** How many events stand in a span of the log. */
const COUNT = `select count(*) from log.events e where e.position > $1 and e.position <= $2`;

/** The first event behind a position before which one is missing. */
const BEHIND_HOLE = `
  select e.position, e.before from (
    select position, lag(position, 1, $1::bigint) over (order by position) as before
    from log.events where position > $1) e
  where e.position <> e.before + 1 order by e.position limit 1`;

const PAGE = pageOf('$1', '$2');
const FILTERED = filteredOf({ after: '$1', end: '$4', types: '$3' }, '$2');

const AT = `
  select ${COLUMNS} from log.events e where e.position = any ($1::bigint[]) order by e.position`;

const STREAMS = `
  select ${COLUMNS}, w.key
  from unnest(string_to_array($1, E'\\n'), $2::int[], string_to_array($3, E'\\n'))
    as w (stream, first, key)
  cross join lateral (
    select * from log.events
    where ${keyOf('stream')} = ${keyOf('w.stream')} and stream = w.stream and revision >= w.first
    order by revision offset 0
  ) e
  order by e.stream, w.first, e.revision`;

const OUTCOMES = `
  select c.command_id, c.fingerprint, c.position, c.answer, (
    select json_object_agg(w.stream, w.revision) from (
      select e.stream, max(e.revision) as revision from log.events e
      where e.position > c.position - c.command_size and e.position <= c.position
      group by e.stream
    ) w)
  from log.events c
  where (${commandKeyOf('c.command_id')}) = any (
      array(select ${commandKeyOf('id')} from unnest(string_to_array($1, E'\\n')) as id)
    )
    and c.command_id = any (string_to_array($1, E'\\n')) and c.command_size is not null`;

/**
 * What can be asked of the log in PostgreSQL; each question is repeated while the server is away.
 */
export class Reader implements Source {
  readonly capabilities = { densePositions: true };
  /** The log reaches so far at least. */
  #headSeen = 0n;

  constructor(
    private readonly pool: pg.Pool,
    private readonly patience: number,
    /** How long an answer may take, in milliseconds. */
    private readonly answerMs: number,
    private readonly closed: AbortSignal,
  ) {}

  async head(): Promise<Position> {
    const [row] = await this.rows<[string]>('log.head', HEAD, []);
    return (this.#headSeen = BigInt(row![0]));
  }

  /** One event more than the limit is read, to know whether any is left. */
  async page(after: Position, wanted: Wanted): Promise<Batch> {
    if (wanted.types) return this.filtered(after, wanted, wanted.types);
    const { limit, isLong } = wanted;
    const shape = shapeOf(wanted);
    const [from, most] = [String(after), String(limit + 1)];
    const events = isLong
      ? await this.copied(pageOf(from, most, shape.columns), shape)
      : await this.events('log.page', PAGE, [from, most], shape);
    const caughtUp = events.length <= limit;
    if (!caughtUp) events.pop();
    return { events, scannedTo: events.at(-1)?.position ?? after, caughtUp };
  }

  private async filtered(
    after: Position,
    wanted: Wanted,
    types: readonly string[],
  ): Promise<Batch> {
    const { limit, isLong } = wanted;
    const window = after + BigInt(WINDOW);
    const head = window <= this.#headSeen ? this.#headSeen : await this.head();
    const seen = window < head ? window : head > after ? head : after;
    const shape = shapeOf(wanted);
    const [from, most, end] = [String(after), String(limit), String(seen)];
    const span = { after: from, end, types: listOf(types) };
    const events = isLong
      ? await this.copied(filteredOf(span, most, shape.columns), shape)
      : await this.events('log.filtered', FILTERED, [from, most, [...types], end], shape);
    const scannedTo = events.length === limit ? events.at(-1)!.position : seen;
    if (isLong) await this.demandAll(after, scannedTo);
    return { events, scannedTo, caughtUp: scannedTo >= head };
  }

  /** Throws LOG_CORRUPT where an event is missing in a span of the log. */
  private async demandAll(after: Position, upTo: Position): Promise<void> {
    const span = [String(after), String(upTo)];
    const [count] = await this.rows<[string]>('log.count', COUNT, span);
    if (BigInt(count![0]) === upTo - after) return;
    const [behind] = await this.rows<[string, string]>('log.hole', BEHIND_HOLE, [span[0]]);
    if (behind) throw hole(BigInt(behind[1]) + 1n, BigInt(behind[0]));
    throw new LogError('LOG_CORRUPT', `The log ends before ${upTo}, where it has been longer.`, {
      head: String(await this.head()),
    });
  }

  /** The events at these positions. */
  async at(positions: readonly Position[]): Promise<Recorded[]> {
    return this.events('log.at', AT, [positions.map(String)], shapeOf());
  }

  /** The events behind each of many `streamKey`s; those that have none are absent. */
  async streams(keys: string[]): Promise<Map<string, Recorded[]>> {
    const wanted = keys.map(splitKey);
    const values = [
      wanted.map(([, stream]) => stream).join('\n'),
      `{${wanted.map(([from]) => from).join()}}`,
      keys.join('\n'),
    ];
    const found = new Map<string, Recorded[]>();
    for (const row of await this.rows<EventRow>('log.streams', STREAMS, values)) {
      const key = row.at(-1)!;
      if (!found.has(key)) found.set(key, []);
      found.get(key)!.push(recordedOf(row));
    }
    return found;
  }

  /** What was recorded under these command ids. */
  async outcomes(commandIds: string[]): Promise<Map<string, Outcome>> {
    const rows = await this.rows<OutcomeRow>('log.outcomes', OUTCOMES, [commandIds.join('\n')]);
    return new Map(rows.map((row) => [row[0], outcomeOf(row)]));
  }

  private async rows<Row extends unknown[]>(
    name: string,
    text: string,
    values: unknown[],
  ): Promise<Row[]> {
    const query = { name, text, values, rowMode: 'array' as const, types: RAW };
    return this.patiently(async (client) => (await client.query<Row>(query)).rows);
  }

  private async events(
    name: string,
    text: string,
    values: unknown[],
    { eventOf }: Shape,
  ): Promise<Recorded[]> {
    return (await this.rows<EventRow>(name, text, values)).map(eventOf);
  }

  private copied(select: string, { eventOf }: Shape): Promise<Recorded[]> {
    return this.patiently((client) => copyOut(client, select, eventOf));
  }

  private patiently<T>(ask: (client: pg.ClientBase) => Promise<T>): Promise<T> {
    const whileOpen = () => {
      if (this.closed.aborted) throw new LogError('LOG_CLOSED', 'The log is closed.');
      return within(this.pool, this.answerMs, ask);
    };
    return patiently(whileOpen, { ms: this.patience, isPassing, inWords: logError });
  }
}

const listOf = (texts: readonly string[]): string =>
  `array[${texts.map((text) => pg.escapeLiteral(text)).join()}]::text[]`;

/** Names the events of a stream from a revision on. */
export const streamKey = (stream: string, from: number): string => `${from}:${stream}`;

function splitKey(key: string): [from: string, stream: string] {
  const colon = key.indexOf(':');
  return [key.slice(0, colon), key.slice(colon + 1)];
}
