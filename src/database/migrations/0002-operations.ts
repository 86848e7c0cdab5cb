import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The per-person secrets from which pseudonyms come and by which words are sealed; deleting a row erases both. */
export class Operations1766361600002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create schema if not exists keys');
    await runner.query(`
      create table keys.participant_key (
        participant text primary key,
        secret bytea not null check (length(secret) = 32),
        created_at timestamptz not null default now()
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table keys.participant_key');
  }
}
