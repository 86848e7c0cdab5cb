import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';

/** Holds one random secret per consultation, from which the salts of its ledger come. */
export interface ConsultationSecrets {
  /** 32 bytes, made on first use; the same for every process. */
  secretOf(consultationId: string): Promise<Buffer>;
}

/** Secrets kept in `keys.consultation_secret`. */
export const openConsultationSecrets = (pool: Pick<Pool, 'query'>): ConsultationSecrets => ({
  secretOf: async (consultationId) => {
    const read = async (): Promise<Buffer | undefined> => {
      const { rows } = await pool.query<{ secret: Buffer }>(
        'select secret from keys.consultation_secret where consultation_id = $1',
        [consultationId],
      );
      return rows[0]?.secret;
    };
    const known = await read();
    if (known) return known;
    await pool.query(
      `insert into keys.consultation_secret (consultation_id, secret)
       values ($1, $2) on conflict do nothing`,
      [consultationId, randomBytes(32)],
    );
    return (await read())!;
  },
});
