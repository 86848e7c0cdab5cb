import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { SMALLEST_CELL } from '../projections/small-cells.js';
import { packageRoot } from './package-root.js';
import {
  address,
  anything,
  databaseUrl,
  emailAddress,
  jwksUrl,
  kurrentUrl,
  ledgerKey,
  ledgerOrigin,
  masterKey,
  oneOf,
  origin,
  publicKey,
  smtpUrl,
  wholeNumber,
  witnesses,
  type Setting,
} from './settings.js';
import { StartError } from './start-error.js';

const ROLES = ['all', 'api', 'projector', 'sealer'] as const;
const ENVIRONMENTS = ['development', 'test', 'production'] as const;
const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;

/** Whose signature makes a token ours: an identity provider's published keys, one public key, or the keys of `cahier token`. */
export type TokenKeys =
  { kind: 'jwks'; url: string } | { kind: 'publicKey'; pem: string } | { kind: 'development' };

/** Everything the environment decides, read once at start. */
export interface Config {
  environment: (typeof ENVIRONMENTS)[number];
  /** What this process does: serve the API, keep the views, seal the log, or all of it. */
  role: (typeof ROLES)[number];
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** Where the public reaches us, without a slash at the end; for links. */
  origin: string;
  /** Absolute path of the folder that holds what we keep on this machine. */
  data: string;
  /** An external PostgreSQL; the embedded one is used where it is absent. */
  databaseUrl?: string;
  /** A KurrentDB that holds the log; PostgreSQL holds it where this is absent. */
  kurrentUrl?: string;
  tokens: { issuer: string; audience: string; keys: TokenKeys };
  /**
   * What wraps people's keys, in hexadecimal: the present key, this machine's own where it is absent,
   * and one that was used before.
   */
  masterKeys: { current?: string; old?: string };
  /**
   * The host that names the logs of the ledger, the seed of the key that signs them (base64; a
   * development key where that is absent), and who is asked to witness them (lines of a tlog-policy).
   */
  ledger: { host: string; seed?: string; witnesses?: string };
  /** How long a result can be contested after it is certified, in days. */
  contestationDays: number;
  /** Voters that a count by segment must have to be told. */
  smallestCell: number;
  /**
   * The server that takes messages to participants, and whom they come from. Without a server they are put into
   * a folder; in production none are sent.
   */
  mail: { smtpUrl?: string; from: string };
  logLevel: (typeof LOG_LEVELS)[number];
}

/** One wrong setting: its name, what is wrong with it, and what would be right. */
export interface Fault {
  name: string;
  problem: string;
  expected: string;
}

/** Settings that are wrong, all of them at once. */
export class ConfigError extends StartError {
  constructor(readonly faults: readonly Fault[]) {
    const lines = faults.map((f) => `  ${f.name} ${f.problem}; expected ${f.expected}`);
    const count = faults.length === 1 ? 'One setting is' : `${faults.length} settings are`;
    super('CONFIG_INVALID', `${count} wrong:\n${lines.join('\n')}`, 'Correct and start again.');
    this.name = 'ConfigError';
  }
}

type Env = Record<string, string | undefined>;
type ReadFile = (path: string) => string;

/** Turns an environment into a config. Throws ConfigError with every fault; reads no file but those named in `*_FILE`. */
export function loadConfig(
  env: Env,
  readFile: ReadFile = (path) => readFileSync(path, 'utf8'),
): Readonly<Config> {
  const faults: Fault[] = [];
  const read = readerOf(env, faults, readFile);
  const environment = read('NODE_ENV', oneOf(ENVIRONMENTS)) ?? 'development';
  const host = read('HOST', address) ?? '127.0.0.1';
  const port = read('PORT', wholeNumber(0, 65_535)) ?? 4000;
  const role = read('CAHIER_ROLE', oneOf(ROLES)) ?? 'all';
  const publicOrigin = read('CAHIER_ORIGIN', origin);
  const config: Config = {
    environment,
    role,
    host,
    port,
    origin: publicOrigin ?? `http://${reachable(host)}:${port}`,
    data: resolve(packageRoot, read('CAHIER_DATA', anything) ?? '.cahier'),
    databaseUrl: read('DATABASE_URL', databaseUrl),
    kurrentUrl: read('KURRENTDB_URL', kurrentUrl),
    tokens: {
      issuer: read('CAHIER_JWT_ISSUER', anything) ?? 'cahier-development',
      audience: read('CAHIER_JWT_AUDIENCE', anything) ?? 'cahier',
      keys: tokenKeys(read('CAHIER_JWKS_URL', jwksUrl), read('CAHIER_JWT_PUBLIC_KEY', publicKey)),
    },
    masterKeys: {
      current: read('CAHIER_MASTER_KEY', masterKey),
      old: read('CAHIER_MASTER_KEY_OLD', masterKey),
    },
    ledger: {
      host:
        read('CAHIER_LEDGER_ORIGIN', ledgerOrigin) ??
        (publicOrigin ? new URL(publicOrigin).host : 'localhost'),
      seed: read('CAHIER_LEDGER_KEY', ledgerKey)?.toString('base64'),
      witnesses: read('CAHIER_WITNESSES', witnesses),
    },
    contestationDays: read('CAHIER_CONTESTATION_DAYS', wholeNumber(0, 3_650)) ?? 90,
    smallestCell: read('CAHIER_SMALLEST_CELL', wholeNumber(3, 1_000)) ?? SMALLEST_CELL,
    mail: {
      smtpUrl: read('CAHIER_SMTP_URL', smtpUrl),
      from:
        read('CAHIER_MAIL_FROM', emailAddress) ??
        `cahier@${publicOrigin ? new URL(publicOrigin).hostname : 'localhost'}`,
    },
    logLevel: read('LOG_LEVEL', oneOf(LOG_LEVELS)) ?? 'info',
  };
  faults.push(...contradictions(env, config, faults));
  if (faults.length > 0) throw new ConfigError(faults);
  return deepFreeze(config);
}

/** Reads settings one by one; notes what is wrong with them among the faults. */
export const readerOf =
  (env: Env, faults: Fault[], readFile: ReadFile = (path) => readFileSync(path, 'utf8')) =>
  <T>(name: string, wanted: Setting<T>): T | undefined => {
    const text = wanted.secret
      ? secretOf(name, env, readFile, faults)
      : env[name]?.trim() || undefined;
    if (text === undefined) return undefined;
    const value = wanted.parse(text);
    if (value === undefined) faults.push({ name, ...wrong(text, wanted) });
    return value;
  };

function secretOf(name: string, env: Env, readFile: ReadFile, faults: Fault[]): string | undefined {
  const direct = env[name]?.trim() || undefined;
  const file = env[`${name}_FILE`]?.trim() || undefined;
  if (!file) return direct;
  const fault = (problem: string, expected: string) => {
    faults.push({ name: `${name}_FILE`, problem, expected });
    return undefined;
  };
  if (direct) return fault(`is set beside ${name}`, 'only one of the two');
  try {
    return readFile(file).trim() || fault(`names ${file}, which is empty`, 'a file with the value');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return fault(`names ${file}, which cannot be read (${code})`, 'a readable file');
  }
}

const wrong = (text: string, { expected, secret }: Setting<unknown>) => ({
  problem: secret ? 'is not valid' : `is ${JSON.stringify(text)}`,
  expected,
});

const tokenKeys = (jwks: string | undefined, pem: string | undefined): TokenKeys => {
  if (jwks) return { kind: 'jwks', url: jwks };
  return pem ? { kind: 'publicKey', pem } : { kind: 'development' };
};

function contradictions(
  env: Env,
  { environment, role, tokens: { keys } }: Config,
  known: readonly Fault[],
): Fault[] {
  const given = (name: string) => Boolean(env[name]?.trim() || env[`${name}_FILE`]?.trim());
  const faults: Fault[] = [];
  if (given('CAHIER_JWKS_URL') && given('CAHIER_JWT_PUBLIC_KEY')) {
    const problem = 'is set beside CAHIER_JWT_PUBLIC_KEY';
    faults.push({ name: 'CAHIER_JWKS_URL', problem, expected: 'only one of the two' });
  }
  if (given('CAHIER_MASTER_KEY_OLD') && !given('CAHIER_MASTER_KEY')) {
    const problem = 'is set without CAHIER_MASTER_KEY';
    faults.push({ name: 'CAHIER_MASTER_KEY_OLD', problem, expected: 'both, or neither' });
  }
  if (environment !== 'production') return faults;
  const missing = (name: string, expected: string) =>
    given(name) || faults.push({ name, problem: 'is missing in production', expected });
  const keyFault = known.some(({ name }) => /^CAHIER_(JWKS_URL|JWT_PUBLIC_KEY)/.test(name));
  if (keys.kind === 'development' && !keyFault) {
    missing(
      'CAHIER_JWKS_URL',
      "the address of your identity provider's keys, or a CAHIER_JWT_PUBLIC_KEY",
    );
  }
  if (role !== 'api')
    missing('CAHIER_LEDGER_KEY', 'the key that signs the ledger (C2SP signed-note, Ed25519)');
  missing('CAHIER_JWT_ISSUER', "the issuer (`iss`) of your identity provider's tokens");
  missing('CAHIER_JWT_AUDIENCE', 'the audience (`aud`) that its tokens for Cahier carry');
  missing('CAHIER_MASTER_KEY', 'the key that wraps people’s keys: `openssl rand -hex 32`');
  return faults;
}

function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return isIP(host) === 6 ? `[${host}]` : host;
}

function deepFreeze<T extends object>(value: T): Readonly<T> {
  Object.values(value).forEach((inner) => inner && typeof inner === 'object' && deepFreeze(inner));
  return Object.freeze(value);
}
