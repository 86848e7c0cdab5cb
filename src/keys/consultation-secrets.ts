import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import type { MasterKeys } from './master-keys.js';

/** Holds one random secret per consultation, from which the salts of its ledger come. */
export interface ConsultationSecrets {
  /** 32 bytes, made on first use; the same for every process. Throws MASTER_KEY_WRONG or SEAL_BROKEN. */
  secretOf(consultationId: string): Promise<Buffer>;
}

interface SecretRow {
  consultation_id: string;
  master_key_id: string;
  secret: Buffer;
}

const boundTo = (consultationId: string): string => `consultation\0${consultationId}`;

/** Secrets kept in `keys.consultation_secret`, wrapped by the master key. */
export const openConsultationSecrets = (
  pool: Pick<Pool, 'query'>,
  keys: MasterKeys,
): ConsultationSecrets => ({
  secretOf: async (consultationId) => {
    const read = async (): Promise<Buffer | undefined> => {
      const { rows } = await pool.query<SecretRow>(
        'select * from keys.consultation_secret where consultation_id = $1',
        [consultationId],
      );
      return rows[0] && unwrapped(rows[0], keys);
    };
    const known = await read();
    if (known) return known;
    await pool.query(
      `insert into keys.consultation_secret (consultation_id, master_key_id, secret)
       values ($1, $2, $3) on conflict do nothing`,
      [consultationId, keys.id, keys.wrap(randomBytes(32), boundTo(consultationId))],
    );
    return (await read())!;
  },
});

const unwrapped = (
  { consultation_id, master_key_id: masterKeyId, secret: wrapped }: SecretRow,
  keys: MasterKeys,
): Buffer => keys.unwrap({ masterKeyId, wrapped }, boundTo(consultation_id));

/**
 * Wraps the secret of every consultation by the present master key; gives back how many were not
 * before. Throws MASTER_KEY_WRONG where neither key opens one.
 */
export const rotateConsultationSecrets = async (
  pool: Pick<Pool, 'query'>,
  keys: MasterKeys,
): Promise<number> => {
  const { rows } = await pool.query<SecretRow>(
    'select * from keys.consultation_secret where master_key_id <> $1',
    [keys.id],
  );
  const again = rows.map((row) => ({
    ...row,
    wrapped: keys.wrap(unwrapped(row, keys), boundTo(row.consultation_id)),
  }));
  await pool.query(
    `update keys.consultation_secret s set master_key_id = $1, secret = n.secret
     from unnest($2::text[], $3::bytea[], $4::bytea[]) as n (consultation_id, before, secret)
     where s.consultation_id = n.consultation_id and s.secret = n.before`,
    [
      keys.id,
      again.map((row) => row.consultation_id),
      again.map((row) => row.secret),
      again.map((row) => row.wrapped),
    ],
  );
  return again.length;
};
