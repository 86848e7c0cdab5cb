import type { MigrationInterface, QueryRunner } from 'typeorm';
import { accountMergesSchema } from '../../keys/schema.js';

/** Which accounts agents wish to merge, and in whose name that is carried out. */
export class AccountMerges1766361600009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(accountMergesSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table keys.account_merge');
  }
}
