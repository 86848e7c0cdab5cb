import { createHmac, randomBytes } from 'node:crypto';
import DataLoader from 'dataloader';
import type { Pool } from 'pg';

/** Holds one random secret per person, from which every pseudonym of that person comes. */
export interface ParticipantKeys {
  /** The person's pseudonym among the voters of one phase. */
  voterRef(participant: string, phaseId: string): Promise<string>;
  /** The person's pseudonym among the authors of one consultation. */
  authorRef(participant: string, consultationId: string): Promise<string>;
}

const pseudonym = (prefix: string, secret: Buffer, scope: string): string =>
  prefix + createHmac('sha256', secret).update(scope).digest('hex').slice(0, 32);

/** Secrets kept in `keys.participant_key`, made on first use; look-ups made together are answered by one query. */
export const openParticipantKeys = (pool: Pool): ParticipantKeys => {
  const secrets = new DataLoader<string, Buffer>((people) => secretsOf(pool, people), {
    cache: false,
    maxBatchSize: 1_000,
  });
  return {
    voterRef: async (participant, phaseId) =>
      pseudonym('v_', await secrets.load(participant), `ballot\0${phaseId}`),
    authorRef: async (participant, consultationId) =>
      pseudonym('a_', await secrets.load(participant), `talk\0${consultationId}`),
  };
};

const secretsOf = async (pool: Pool, people: readonly string[]): Promise<Buffer[]> => {
  const known = await read(pool, people);
  const missing = [...new Set(people)].filter((p) => !known.has(p)).sort();
  if (missing.length) {
    await pool.query(
      `insert into keys.participant_key (participant, secret)
       select * from unnest($1::text[], $2::bytea[]) on conflict do nothing`,
      [missing, missing.map(() => randomBytes(32))],
    );
    for (const [p, secret] of await read(pool, missing)) known.set(p, secret);
  }
  return people.map((p) => known.get(p)!);
};

const read = async (pool: Pool, people: readonly string[]): Promise<Map<string, Buffer>> => {
  const { rows } = await pool.query<{ participant: string; secret: Buffer }>(
    'select participant, secret from keys.participant_key where participant = any($1)',
    [people],
  );
  return new Map(rows.map((r) => [r.participant, r.secret]));
};
