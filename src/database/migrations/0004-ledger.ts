import type { MigrationInterface, QueryRunner } from 'typeorm';
import { OVERHEAD } from '../../keys/seal.js';
import { ledgerSchema } from '../../sealing/schema.js';

/** Where events stand in the ledger, and the secrets that hide what not everybody may read. */
export class Ledger1766361600004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ledgerSchema);
    await runner.query(`
      create table keys.consultation_secret (
        consultation_id text primary key,
        master_key_id text not null,
        secret bytea not null check (length(secret) = ${32 + OVERHEAD})
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table keys.consultation_secret');
    await runner.query('drop schema ledger cascade');
  }
}
