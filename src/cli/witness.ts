import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { ConfigError, readerOf, type Fault } from '../config.js';
import { LedgerError } from '../ledger/ledger-error.js';
import { isKeyName, signer, skey, vkey, type Signer } from '../ledger/note-key.js';
import { packageRoot } from '../package-root.js';
import { address, anything, wholeNumber, witnessKey } from '../settings.js';
import { listenError } from '../start-error.js';
import { Heads } from '../witness/heads.js';
import { openLogList } from '../witness/log-list.js';
import { serveWitness } from '../witness/serve.js';
import { Witness } from '../witness/witness.js';
import { CliError, exitCodes } from './fail.js';
import { enough } from './log/out.js';

interface Options {
  logs: string;
  key?: string;
  folder?: string;
  host?: string;
  port?: string;
}

interface WitnessConfig {
  key: Signer;
  folder: string;
  host: string;
  port: number;
}

/** How long a connection may keep us waiting, in milliseconds. */
const patience = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
};

const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

/** What is said on the command line goes before the environment. */
const configOf = ({ key, folder, host, port }: Options): WitnessConfig => {
  const faults: Fault[] = [];
  const ofKey = key && { CAHIER_WITNESS_KEY: undefined, CAHIER_WITNESS_KEY_FILE: key };
  const { HOST, PORT } = process.env;
  const read = readerOf(
    { ...process.env, HOST: host ?? HOST, PORT: port ?? PORT, ...ofKey },
    faults,
  );
  const data = resolve(packageRoot, read('CAHIER_DATA', anything) ?? '.cahier');
  const config = {
    key: read('CAHIER_WITNESS_KEY', witnessKey),
    folder: folder ? resolve(folder) : join(data, 'witness'),
    host: read('HOST', address) ?? '127.0.0.1',
    port: read('PORT', wholeNumber(0, 65_535)) ?? 4001,
  };
  if (!config.key && faults.length === 0)
    faults.push({
      name: 'CAHIER_WITNESS_KEY',
      problem: 'is missing, and so is --key',
      expected: witnessKey.expected,
    });
  if (faults.length) throw new ConfigError(faults);
  return config as WitnessConfig;
};

const logsIn = (path: string) =>
  openLogList(path, say).catch((error: NodeJS.ErrnoException) => {
    const sentence =
      error instanceof LedgerError ? error.message : `${path} cannot be read (${error.code}).`;
    throw new CliError(sentence, exitCodes.usage);
  });

const run = async (options: Options): Promise<void> => {
  const { key, folder, host, port } = configOf(options);
  const keyOf = await logsIn(options.logs);
  const witness = new Witness(key, keyOf, new Heads(folder), {
    onSplit: (origin, size) =>
      say(`${origin} HAS SIGNED TWO TREES of ${size} leaves: see ${folder}.`),
  });
  const onFault = (error: unknown) => say((error as Error).stack ?? String(error));
  const server = Object.assign(createServer(serveWitness(witness, onFault)), patience);
  await new Promise<void>((listening, failed) =>
    server.once('error', failed).listen(port, host, listening),
  ).catch((error: unknown) => {
    throw listenError(error, host, port);
  });
  const at = (server.address() as AddressInfo).port;
  say(`${key.name} witnesses at http://${host.includes(':') ? `[${host}]` : host}:${at}`);
  say(`Its key: ${vkey(key)}`);
  const stopped = enough();
  await new Promise<void>((stop) =>
    stopped.addEventListener('abort', () => stop(), { once: true }),
  );
  server.closeIdleConnections();
  await new Promise<void>((closed) => server.close(() => closed()));
};

/** `cahier witness key`: a new key to witness with. */
const keyCommand = (): Command =>
  new Command('key')
    .description(
      'print a new key to witness with, which is secret; and on stderr the one to give away',
    )
    .argument(
      '<name>',
      'the name of the witness: a URL without scheme, such as witness.example.org/w1',
    )
    .action((name: string) => {
      if (!isKeyName(name))
        throw new CliError('A witness’s name has no space and no plus sign.', exitCodes.usage);
      const key = signer(name, 'cosignature', randomBytes(32));
      process.stdout.write(`${skey(key)}\n`);
      say(vkey(key));
    });

/** `cahier witness`: cosigns heads of other people's logs that only ever grow. */
export const witnessCommand = (): Command =>
  new Command('witness')
    .description(
      'cosign the heads of other people’s logs that only ever grow (C2SP tlog-witness), until stopped',
    )
    .option(
      '--logs <file>',
      'which logs: lines `log <vkey>` or `host <vkey>`; read again when it changes',
    )
    .option('--key <file>', 'the key to cosign with; CAHIER_WITNESS_KEY (or _FILE) without it')
    .option(
      '--folder <folder>',
      'where the last head of each log is kept; `witness` in CAHIER_DATA without it',
    )
    .option('--host <address>', 'where to listen; HOST or 127.0.0.1 without it')
    .option('--port <number>', 'on which port, 0 for any free one; PORT or 4001 without it')
    .action((options: Options) => {
      if (!options.logs) throw new CliError('Say which logs with --logs FILE.', exitCodes.usage);
      return run(options);
    })
    .addCommand(keyCommand());
