import pg from 'pg';
import type { Ledger } from './ledger.js';
import { isOpen } from './records.js';
import { Witnesses, type WitnessesOptions } from './witnesses.js';

/** The witnesses of a ledger, as whoever signs it knows them. */
export type Witnessing = Pick<Witnesses, 'start' | 'note' | 'wake' | 'close'>;

const NOBODY: Witnessing = {
  start: () => {},
  note: () => {},
  wake: () => {},
  close: async () => {},
};

/** Has the ledger witnessed over a connection of its own, apart from the one that signs; by nobody where nobody is set. */
export const witnessing = (url: string, ledger: Ledger, options: WitnessesOptions): Witnessing => {
  const { witnesses: policy } = ledger;
  if (policy === undefined) return NOBODY;
  const pool = new pg.Pool({ connectionString: url, max: 1, application_name: 'cahier witnesses' });
  pool.on('connect', (client) => client.on('error', () => {}));
  pool.on('error', () => {});
  const witnesses = new Witnesses(
    { ...ledger, witnesses: policy },
    (place) => isOpen(pool, place),
    options,
  );
  return {
    start: () => witnesses.start(),
    note: (place) => witnesses.note(place),
    wake: () => witnesses.wake(),
    close: async () => {
      await witnesses.close();
      await pool.end();
    },
  };
};
