import type { MigrationInterface, QueryRunner } from 'typeorm';
import { leavingSchema } from '../../keys/schema.js';

/** What stays of somebody whose account is erased: words under nobody's name, and that they have voted. */
export class Leaving1766361600008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(leavingSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table keys.spent_credential');
    await runner.query('alter table keys.erasure drop column spent');
    await runner.query('alter table keys.person drop column identity');
    await runner.query('delete from keys.person where account is null');
    await runner.query('alter table keys.person alter column account set not null');
  }
}
