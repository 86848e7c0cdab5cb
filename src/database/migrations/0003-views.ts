import type { MigrationInterface, QueryRunner } from 'typeorm';
import { viewsSchema } from '../../views/schema.js';

/** How far each view has read the log, and which projector may write. Tables of views are made by the projector. */
export class Views1766361600003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(viewsSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema views cascade');
  }
}
