import type { MigrationInterface, QueryRunner } from 'typeorm';
import { commandKeyOf, commandsFoundBy, keyOf } from '../../log/postgres/schema.js';

/** Command ids that are UUIDv7 stand in the order in which they were made. */
export class CommandKeys1766361600011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(commandsFoundBy(commandKeyOf));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(commandsFoundBy(keyOf));
  }
}
