import type { MigrationInterface, QueryRunner } from 'typeorm';
import { reactionsSchema } from '../../reactions/schema.js';

/** What Cahier does by itself: how far it has read the log, and what is to be done when. */
export class Reactions1766361600005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(reactionsSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema reactions cascade');
  }
}
