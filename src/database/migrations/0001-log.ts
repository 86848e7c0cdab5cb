import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropLogSchema, logSchema } from '../../log/postgres/schema.js';

/** The log: every act, once, in one order. */
export class Log1766361600001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(logSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(dropLogSchema);
  }
}
