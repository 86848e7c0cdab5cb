import type { MigrationInterface, QueryRunner } from 'typeorm';
import { lanesSchema } from '../../views/schema.js';

/** Views are written over several connections at once. */
export class Lanes1766361600012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(lanesSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index views.lease_epoch');
  }
}
