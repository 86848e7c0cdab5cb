import type { Pool } from 'pg';

/** What is asked of the database that holds the keys; every single query may be run twice. */
export type Database = Pick<Pool, 'query' | 'connect'>;
