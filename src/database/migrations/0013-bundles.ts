import type { MigrationInterface, QueryRunner } from 'typeorm';
import { bundlesSchema } from '../../sealing/schema.js';

/** The ledger notes where bundles begin, and no longer where each event stands. */
export class Bundles1766361600013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(bundlesSchema);
  }

  /** Where events stand follows from the log, and is noted again by the sealer of the version before. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table ledger.registry add event_id uuid;
      update ledger.registry r set event_id = e.event_id from log.events e
      where e.position = r.position;
      create index registry_event on ledger.registry (event_id);
      create table ledger.entry (
        position bigint primary key,
        event_id uuid not null,
        consultation_id text not null,
        n integer not null
      );
      create index entry_event on ledger.entry (event_id);
      drop table ledger.head;
      drop table ledger.bundle`);
  }
}
