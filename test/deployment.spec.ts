import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { loadConfig } from '../src/config.js';
import { signer, skey } from '../src/ledger/note-key.js';
import { packageRoot } from '../src/package-root.js';

interface Service {
  image: string;
  command?: string[];
  restart?: string;
  profiles?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  secrets?: string[];
  healthcheck?: { test: string[] };
}

interface Compose {
  services: Record<string, Service>;
  secrets: Record<string, { file: string }>;
}

const text = (name: string) => readFileSync(join(packageRoot, name), 'utf8');
const compose: Compose = parse(text('docker-compose.yml'), { merge: true });
const { postgres, migrate, api, projector, sealer, kurrent } = compose.services as Record<
  string,
  Service
>;
const example = parseEnv(text('.env.example')) as Record<string, string>;

/** Replaces `${NAME}`, `${NAME:-default}` and `${NAME:?complaint}` as docker compose does. */
const substituted = (value: string) =>
  value.replaceAll(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name, kind, rest) => {
    if (example[name]) return example[name];
    if (kind === '-') return rest;
    throw new Error(`${name} is missing: ${rest}`);
  });

const configOf = ({ environment = {} }: Service) => {
  const entries = Object.entries(environment).map(([name, value]) => [name, substituted(value)]);
  return loadConfig(Object.fromEntries(entries), (path) => {
    if (path === '/run/secrets/master_key') return 'ab'.repeat(32);
    if (path === '/run/secrets/database_url') return 'postgres://cahier:x@postgres:5432/cahier';
    if (path === '/run/secrets/ledger_key') return skey(signer('cahier', 'note', Buffer.alloc(32)));
    throw new Error(path);
  });
};

describe('the deployment of docker-compose.yml', () => {
  test('every process has a config that we accept, with the settings of .env.example', () => {
    const shared = { environment: 'production', databaseUrl: expect.stringContaining('@postgres') };
    expect(configOf(api!)).toMatchObject({ ...shared, role: 'api', host: '0.0.0.0', port: 4000 });
    expect(configOf(projector!)).toMatchObject({ ...shared, role: 'projector' });
    expect(configOf(sealer!)).toMatchObject({ ...shared, role: 'sealer' });
    expect(configOf(migrate!)).toMatchObject(shared);
  });

  test('nothing serves before PostgreSQL is healthy and migrated, once', () => {
    const ready = {
      migrate: { condition: 'service_completed_successfully' },
      postgres: { condition: 'service_healthy' },
    };
    expect(api!.depends_on).toEqual(ready);
    expect(projector!.depends_on).toEqual(ready);
    expect(sealer!.depends_on).toEqual(ready);
    expect(migrate).toMatchObject({ command: ['migrate'], restart: 'no' });
    expect(migrate!.depends_on).toEqual({ postgres: ready.postgres });
    expect(postgres!.healthcheck!.test).toContain('pg_isready');
  });

  test('KurrentDB starts only where its profile is asked for', () => {
    const always = Object.entries(compose.services).filter(([, { profiles }]) => !profiles);
    const names = ['postgres', 'migrate', 'api', 'projector', 'sealer'];
    expect(always.map(([name]) => name)).toEqual(names);
    expect(kurrent!.profiles).toEqual(['kurrent']);
    expect(configOf(api!).kurrentUrl).toBeUndefined();
  });

  test('secrets are handed over in files, and every one is declared', () => {
    const used = Object.values(compose.services).flatMap(({ secrets = [] }) => secrets);
    expect([...new Set(used)].sort()).toEqual(Object.keys(compose.secrets).sort());
    const names = Object.values(compose.services).flatMap((s) => Object.keys(s.environment ?? {}));
    expect(
      names.filter((name) => /PASSWORD|DATABASE_URL|MASTER_KEY|LEDGER_KEY/.test(name)),
    ).toEqual(names.filter((name) => /_FILE$/.test(name)));
  });
});
