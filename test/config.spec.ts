import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ConfigError, loadConfig } from '../src/config.js';
import { signer, skey, vkey } from '../src/ledger/note-key.js';
import { packageRoot } from '../src/package-root.js';

const pem = generateKeyPairSync('ed25519')
  .publicKey.export({ type: 'spki', format: 'pem' })
  .toString();

const witness = signer('w1.example', 'cosignature', Buffer.alloc(32, 6));
const ledger = signer('cahier', 'note', Buffer.alloc(32, 5));

const production = {
  NODE_ENV: 'production',
  CAHIER_JWKS_URL: 'https://id.example.org/jwks',
  CAHIER_JWT_ISSUER: 'https://id.example.org',
  CAHIER_JWT_AUDIENCE: 'cahier',
  CAHIER_MASTER_KEY: 'ab'.repeat(32),
  CAHIER_LEDGER_KEY: skey(ledger),
};

function faultsOf(env: Record<string, string>, files: Record<string, string> = {}) {
  try {
    loadConfig(env, (path) => {
      if (files[path] !== undefined) return files[path];
      throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    });
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the config was accepted');
}

describe('an environment that is right', () => {
  test('nothing set: this machine only, port 4000, embedded database, development keys', () => {
    expect(loadConfig({})).toEqual({
      environment: 'development',
      role: 'all',
      host: '127.0.0.1',
      port: 4000,
      origin: 'http://127.0.0.1:4000',
      data: join(packageRoot, '.cahier'),
      databaseUrl: undefined,
      tokens: {
        issuer: 'cahier-development',
        audience: 'cahier',
        keys: { kind: 'development' },
      },
      masterKeys: {},
      ledger: { host: 'localhost' },
      contestationDays: 90,
      smallestCell: 10,
      mail: { from: 'cahier@localhost' },
      logLevel: 'info',
    });
  });

  test('an empty variable counts as absent', () => {
    expect(loadConfig({ PORT: '', DATABASE_URL: ' ' })).toEqual(loadConfig({}));
  });

  test.each(['postgres', 'postgresql'])('%s:// names an external database', (scheme) => {
    const url = `${scheme}://u:p@db.example.org:5432/cahier`;
    expect(loadConfig({ DATABASE_URL: url }).databaseUrl).toBe(url);
  });

  test('a master key has 32 bytes, in hexadecimal or base64, or in a file', () => {
    const bytes = Buffer.from('ab'.repeat(32), 'hex');
    const files = () => `${bytes.toString('base64')}\n`;
    const current = bytes.toString('hex');
    for (const key of [current, current.toUpperCase(), bytes.toString('base64url')])
      expect(loadConfig({ CAHIER_MASTER_KEY: key }).masterKeys).toEqual({ current });
    const rotating = { CAHIER_MASTER_KEY_FILE: '/new', CAHIER_MASTER_KEY_OLD: current };
    expect(loadConfig(rotating, files).masterKeys).toEqual({ current, old: current });
  });

  test('a secret may stand in a file, as container platforms hand it over', () => {
    const files = (path: string) => (path === '/run/secrets/db' ? 'postgres://u:p@db/c\n' : '');
    const config = loadConfig({ DATABASE_URL_FILE: '/run/secrets/db' }, files);
    expect(config.databaseUrl).toBe('postgres://u:p@db/c');
  });

  test('a public key may be written on one line', () => {
    const config = loadConfig({ CAHIER_JWT_PUBLIC_KEY: pem.replaceAll('\n', '\\n') });
    expect(config.tokens.keys).toEqual({ kind: 'publicKey', pem });
  });

  test('links of a server on every interface lead somewhere', () => {
    expect(loadConfig({ HOST: '0.0.0.0', PORT: '80' }).origin).toBe('http://localhost:80');
    expect(loadConfig({ HOST: '::1' }).origin).toBe('http://[::1]:4000');
  });

  test('a relative data folder is one beside our package.json, wherever we were started', () => {
    expect(loadConfig({ CAHIER_DATA: 'there' }).data).toBe(join(packageRoot, 'there'));
    expect(loadConfig({ CAHIER_DATA: '/srv/cahier' }).data).toBe('/srv/cahier');
  });

  test('production takes the keys of an identity provider', () => {
    const { keys } = loadConfig(production).tokens;
    expect(keys).toEqual({ kind: 'jwks', url: 'https://id.example.org/jwks' });
  });

  test('the logs of the ledger are named after where the public reaches us, unless said otherwise', () => {
    const hostOf = (env: Record<string, string>) => loadConfig(env).ledger.host;
    expect(hostOf({ CAHIER_ORIGIN: 'https://budget.example.org' })).toBe('budget.example.org');
    const said = { CAHIER_LEDGER_ORIGIN: 'consult.example.fr' };
    expect(hostOf({ CAHIER_ORIGIN: 'https://budget.example.org', ...said })).toBe(
      'consult.example.fr',
    );
  });

  test('the key of the ledger is taken as its seed', () => {
    expect(loadConfig(production).ledger.seed).toBe(Buffer.alloc(32, 5).toString('base64'));
  });

  test('nobody changes it afterwards', () => {
    const config = loadConfig({}) as { port: number; tokens: { issuer: string } };
    expect(() => (config.port = 1)).toThrow(TypeError);
    expect(() => (config.tokens.issuer = 'me')).toThrow(TypeError);
  });
});

describe('an environment that is wrong', () => {
  test('every fault is listed at once, with what is expected', () => {
    const error = faultsOf({
      PORT: '99999',
      HOST: 'http://here',
      NODE_ENV: 'prod',
      CAHIER_ROLE: 'worker',
      CAHIER_ORIGIN: 'https://example.org/path',
      DATABASE_URL: 'mysql://u:secret@h/d',
      CAHIER_JWKS_URL: 'http://id.example.org/jwks',
      LOG_LEVEL: 'loud',
    });
    expect(error.code).toBe('CONFIG_INVALID');
    expect(error.faults.map(({ name }) => name)).toEqual([
      'NODE_ENV',
      'HOST',
      'PORT',
      'CAHIER_ROLE',
      'CAHIER_ORIGIN',
      'DATABASE_URL',
      'CAHIER_JWKS_URL',
      'LOG_LEVEL',
    ]);
    expect(error.message).toContain('8 settings are wrong:');
    expect(error.message).toContain('PORT is "99999"; expected a whole number from 0 to 65535');
    expect(error.message).toContain('CAHIER_ROLE is "worker"; expected one of all, api, projector');
  });

  test.each(['-1', '65536', '4000.5', '4e3', '0x50', 'abc'])('%s is not a port', (PORT) => {
    expect(faultsOf({ PORT }).faults).toEqual([
      { name: 'PORT', problem: `is "${PORT}"`, expected: 'a whole number from 0 to 65535' },
    ]);
  });

  test.each(['300.1.1.1', '10.0.0', 'here:4000', '-x'])('%s is not a host', (HOST) => {
    expect(faultsOf({ HOST }).faults.map(({ name }) => name)).toEqual(['HOST']);
  });

  test('the password of a wrong address is not repeated', () => {
    for (const name of ['DATABASE_URL', 'KURRENTDB_URL']) {
      const { faults, message } = faultsOf({ [name]: 'mysql://u:secret@h/d' });
      expect(faults.map((fault) => fault.name)).toEqual([name]);
      expect(message).not.toContain('secret');
    }
  });

  test('a KurrentDB is named by the connection string of its client', () => {
    for (const url of ['kurrentdb://h:2113?tls=false', 'esdb+discover://u:p@h1,h2:2113'])
      expect(loadConfig({ KURRENTDB_URL: url }).kurrentUrl).toBe(url);
  });

  test('a secret given twice, or in a file that is missing or empty, is a fault of that variable', () => {
    const twice = { DATABASE_URL: 'postgres://a/b', DATABASE_URL_FILE: '/there' };
    const problem = (env: Record<string, string>) => faultsOf(env, { '/empty': '\n' }).faults;
    expect(problem(twice)).toMatchObject([{ problem: 'is set beside DATABASE_URL' }]);
    expect(problem({ DATABASE_URL_FILE: '/nowhere' })).toMatchObject([
      {
        name: 'DATABASE_URL_FILE',
        problem: 'names /nowhere, which cannot be read (ENOENT)',
      },
    ]);
    expect(problem({ DATABASE_URL_FILE: '/empty' })).toMatchObject([
      { problem: 'names /empty, which is empty' },
    ]);
  });

  test('production refuses development keys, and names all that is missing', () => {
    const names = faultsOf({ NODE_ENV: 'production' }).faults.map(({ name }) => name);
    expect(names).toEqual([
      'CAHIER_JWKS_URL',
      'CAHIER_LEDGER_KEY',
      'CAHIER_JWT_ISSUER',
      'CAHIER_JWT_AUDIENCE',
      'CAHIER_MASTER_KEY',
    ]);
  });

  test('a wrong key in production is told once', () => {
    const { CAHIER_JWKS_URL: _, ...rest } = production;
    const { faults } = faultsOf({ ...rest, CAHIER_JWT_PUBLIC_KEY: 'not a key' });
    expect(faults.map(({ name }) => name)).toEqual(['CAHIER_JWT_PUBLIC_KEY']);
  });

  test('a private key is not taken for a public one', () => {
    const secret = generateKeyPairSync('ed25519')
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString();
    const error = faultsOf({ CAHIER_JWT_PUBLIC_KEY: secret });
    expect(error.faults[0]).toMatchObject({
      name: 'CAHIER_JWT_PUBLIC_KEY',
      problem: 'is not valid',
    });
    expect(error.message).not.toContain(secret.split('\n')[1]);
  });

  test('a master key of another length is refused, and not repeated', () => {
    for (const key of ['ab'.repeat(31), Buffer.alloc(31, 7).toString('base64'), 'x'.repeat(43)]) {
      const { faults, message } = faultsOf({ CAHIER_MASTER_KEY: `${key}!` });
      expect(faults.map(({ name }) => name)).toEqual(['CAHIER_MASTER_KEY']);
      expect(message).not.toContain(key);
    }
  });

  test('an old master key without a new one is refused', () => {
    const { faults } = faultsOf({ CAHIER_MASTER_KEY_OLD: 'ab'.repeat(32) });
    expect(faults).toMatchObject([{ name: 'CAHIER_MASTER_KEY_OLD', expected: 'both, or neither' }]);
  });

  test('witnesses are lines of a policy, in the variable or in a file', () => {
    const lines = `witness w1 ${vkey(witness)} https://w1.example\nquorum w1`;
    expect(loadConfig({ CAHIER_WITNESSES: lines }).ledger.witnesses).toBe(`${lines}\n`);
    const settings = { CAHIER_WITNESSES_FILE: '/witnesses' };
    expect(loadConfig(settings, () => `${lines}\n`).ledger.witnesses).toBe(`${lines}\n`);
  });

  test.each([
    ['that cannot be asked', `witness w1 ${vkey(witness)}\nquorum w1`],
    ['at an address that is none', `witness w1 ${vkey(witness)} ftp://w1.example\nquorum w1`],
    ['without a quorum', `witness w1 ${vkey(witness)} https://w1.example`],
    ['of whom there is none', 'quorum none'],
    ['that are logs', `log ${vkey(ledger)} https://l.example\nquorum none`],
  ])('witnesses %s are refused', (_what, CAHIER_WITNESSES) =>
    expect(faultsOf({ CAHIER_WITNESSES }).faults).toMatchObject([
      { name: 'CAHIER_WITNESSES', problem: 'is not valid' },
    ]),
  );

  test('two sources of keys contradict each other', () => {
    expect(faultsOf({ ...production, CAHIER_JWT_PUBLIC_KEY: pem }).faults).toEqual([
      {
        name: 'CAHIER_JWKS_URL',
        problem: 'is set beside CAHIER_JWT_PUBLIC_KEY',
        expected: 'only one of the two',
      },
    ]);
  });
});
