import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { Database } from './database.js';
import { handOver } from './hand-over.js';
import type { MasterKeys } from './master-keys.js';
import type { SpentCredential } from './spent.js';

/** What the log is to tell of erased words in one event of its own. */
export interface Notice {
  /** Random: nothing ties the notices of one person to each other. */
  erasureId: string;
  consultationId: string | null;
  entries: { eventId: string; digests: string[] }[];
}

/** What is left of a person: of which words the log must tell that they are gone, and how many others there were. */
export interface Erasure {
  notices: Notice[];
  unlisted: number;
  /** Where it is still known that they have voted. */
  spent: Omit<SpentCredential, 'credentials'>[];
}

/** What stays of a person. */
export interface Leaving {
  /** Whether what they wrote stays, under nobody's name. */
  keepTexts?: boolean;
  spent?: readonly SpentCredential[];
}

/** Largest number of digests in one notice. */
const MOST = 100;

/**
 * Destroys a person's keys, disclosures and account name in one transaction, and notes in it what the
 * log is to tell. Nothing can be kept for the person once it holds their row.
 */
export const destroy = async (
  pool: Database,
  keys: MasterKeys,
  person: string,
  leaving: Leaving = {},
): Promise<Erasure> => {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const held = await client.query('select from keys.person where person = $1 for update', [
      person,
    ]);
    if (held.rowCount) {
      if (leaving.keepTexts) await handOver(client, keys, person);
      await destroyHeld(client, person, leaving.spent ?? []);
    }
    const { rows } = await client.query<Erasure>(
      'select notices, unlisted, spent from keys.erasure where person = $1',
      [person],
    );
    await client.query('commit');
    return rows[0] ?? { notices: [], unlisted: 0, spent: [] };
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
};

interface Gone {
  digest: Buffer;
  event_id: string;
  consultation_id: string | null;
  listed: boolean;
}

const destroyHeld = async (
  client: PoolClient,
  person: string,
  spent: readonly SpentCredential[],
): Promise<void> => {
  const { rows } = await client.query<Gone>(
    `delete from keys.disclosure where person = $1
     returning digest, event_id, consultation_id, listed`,
    [person],
  );
  const listed = rows.filter((row) => row.listed);
  await client.query(
    `insert into keys.erasure (person, notices, unlisted, spent) values ($1, $2, $3, $4)
     on conflict (person) do update set
       notices = (keys.erasure.notices::jsonb || excluded.notices::jsonb)::json,
       unlisted = keys.erasure.unlisted + excluded.unlisted, spent = excluded.spent`,
    [
      person,
      JSON.stringify(noticesOf(listed)),
      rows.length - listed.length,
      JSON.stringify(spent.map(({ phaseId, until }) => ({ phaseId, until }))),
    ],
  );
  for (const { phaseId, credentials } of spent)
    await client.query(
      `insert into keys.spent_credential (credential, phase_id)
       select unnest($1::bytea[]), $2 on conflict do nothing`,
      [credentials, phaseId],
    );
  await client.query('delete from keys.person where person = $1', [person]);
};

/** Notices of one consultation each, none of them long. */
const noticesOf = (gone: readonly Gone[]): Notice[] => {
  const byConsultation = grouped(gone, (row) => row.consultation_id);
  return [...byConsultation].flatMap(([consultationId, rows]) =>
    Array.from({ length: Math.ceil(rows.length / MOST) }, (_, n) => ({
      erasureId: randomUUID(),
      consultationId,
      entries: entriesOf(rows.slice(n * MOST, (n + 1) * MOST)),
    })),
  );
};

const entriesOf = (rows: readonly Gone[]): Notice['entries'] =>
  [...grouped(rows, (row) => row.event_id)].map(([eventId, of]) => ({
    eventId,
    digests: of.map(({ digest }) => digest.toString('base64url')).sort(),
  }));

const grouped = <K>(rows: readonly Gone[], keyOf: (row: Gone) => K): Map<K, Gone[]> => {
  const groups = new Map<K, Gone[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
};

/** Notes that a person's erasure is about to be asked for. */
export const intend = async (pool: Database, person: string): Promise<void> => {
  await pool.query('insert into keys.erasure (person) values ($1) on conflict do nothing', [
    person,
  ]);
};

/** Persons whose erasure was about to be asked for and is not told to its end. */
export const pending = async (pool: Database): Promise<string[]> => {
  const { rows } = await pool.query<{ person: string }>(
    'select person from keys.erasure order by person',
  );
  return rows.map(({ person }) => person);
};

/** Forgets an erasure of which the log has told all. */
export const forget = async (pool: Database, person: string): Promise<void> => {
  await pool.query('delete from keys.erasure where person = $1', [person]);
};

/** Which of these persons still have keys. */
export const survivors = async (pool: Database, people: readonly string[]): Promise<string[]> => {
  const { rows } = await pool.query<{ person: string }>(
    'select person from keys.person where person = any($1::uuid[])',
    [people],
  );
  return rows.map(({ person }) => person);
};
