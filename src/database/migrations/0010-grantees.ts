import type { MigrationInterface, QueryRunner } from 'typeorm';
import { granteesSchema } from '../../keys/schema.js';

/** Which persons organisations have given roles to. */
export class Grantees1766361600010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(granteesSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table keys.grantee');
  }
}
