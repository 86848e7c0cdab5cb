import type { MigrationInterface, QueryRunner } from 'typeorm';
import { keysSchema } from '../../keys/schema.js';

/** The keys of persons, from which pseudonyms come and by which words are sealed; deleting a row erases both. */
export class Operations1766361600002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(keysSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema keys cascade');
  }
}
