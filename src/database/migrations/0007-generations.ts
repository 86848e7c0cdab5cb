import type { MigrationInterface, QueryRunner } from 'typeorm';
import { generationsSchema } from '../../views/schema.js';

/** Which tables stand beside those of views: one that is being counted, one that was replaced. */
export class Generations1766361600007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(generationsSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table views.generation');
  }
}
