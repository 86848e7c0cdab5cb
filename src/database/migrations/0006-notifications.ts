import type { MigrationInterface, QueryRunner } from 'typeorm';
import { notificationsSchema } from '../../notifications/schema.js';

/** Whom there is to tell what, and what was told. */
export class Notifications1766361600006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(notificationsSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema outbox cascade');
    await runner.query('drop table reactions.outbox_lease');
  }
}
