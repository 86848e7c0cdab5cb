import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '../../src/acts/principal.js';
import { loadConfig, type Config } from '../../src/config.js';
import { signDevelopmentToken } from '../../src/identity/tokens.js';
import { prepare, type Running } from '../../src/main.js';
import { startSealing } from '../../src/seal.js';
import { Freshness } from '../../src/views/freshness.js';
import { masterKey } from './master-key.js';
import { migratedDatabase, type TestDatabase } from './database.js';

export interface GraphqlAnswer {
  status: number;
  data?: any;
  errors?: { message: string; extensions: Record<string, any>; path?: string[] }[];
}

/** A real server on a database of its own, and people who talk to it over HTTP. */
export interface TestServer {
  url: string;
  config: Config;
  databaseUrl: string;
  running: Running;
  /** Sends a GraphQL request; `token` is a bearer token, nobody's without one. */
  graphql(query: string, variables?: object, token?: string): Promise<GraphqlAnswer>;
  /** A token of development. */
  token(role: Role | Role[], sub?: string, organisations?: string[]): Promise<string>;
  close(): Promise<void>;
}

/** Lets a server wait so many milliseconds for its views or its database, not three seconds, so that a test need not. */
export const impatient = ({ running }: TestServer, patienceMs: number): void => {
  Object.assign(running.app.get(Freshness), { patienceMs });
};

/**
 * Starts Cahier on a free port, as `npm start` does but with the sealer in this process: on a database
 * of its own, or on one that is given, with further settings where these are given; nothing happens in it
 * by itself unless told so.
 */
export const startServer = async (
  given?: TestDatabase,
  settings: Record<string, string> = {},
  { reactions = false } = {},
): Promise<TestServer> => {
  const database = given ?? (await migratedDatabase());
  const data = await mkdtemp(join(tmpdir(), 'cahier-server-'));
  const config = loadConfig({
    PORT: '0',
    DATABASE_URL: database.url,
    CAHIER_DATA: data,
    CAHIER_MASTER_KEY: masterKey,
    NODE_ENV: 'test',
    LOG_LEVEL: 'error',
    ...settings,
  });
  const running = await prepare(config, { reactions });
  const sealing = config.role === 'all' ? await startSealing(config, database.url) : undefined;
  const url = await running.listen();
  return {
    url,
    config,
    databaseUrl: database.url,
    running,
    graphql: async (query, variables = {}, token) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token && { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({ query, variables }),
      });
      return { status: response.status, ...((await response.json()) as object) };
    },
    token: (role, sub = 'someone', organisations = ['*']) =>
      signDevelopmentToken(config, { sub, roles: [role].flat(), organisations }),
    close: async () => {
      await sealing?.close();
      await running.close();
      await database.drop();
      await rm(data, { recursive: true, force: true });
    },
  };
};
