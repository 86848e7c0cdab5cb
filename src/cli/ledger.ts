import { randomBytes } from 'node:crypto';
import { Command } from 'commander';
import { LEDGER, POOL } from '../app.module.js';
import { loadConfig } from '../config.js';
import { signer, skey, vkey } from '../ledger/note-key.js';
import { REGISTRY } from '../ledger/origin.js';
import { ledgerOptions } from '../open-ledger.js';
import { checkLedger, type Comparison } from '../sealing/check.js';
import { lagOf, type Lag } from '../sealing/lag.js';
import { placeOf, type Ledger } from '../sealing/ledger.js';
import type { Queryable } from '../sealing/records.js';
import { policyText } from '../sealing/witnessed.js';
import { CliError, exitCodes } from './fail.js';
import { tell } from './log/out.js';
import { withSession } from './session.js';

const comparisonText = ({ logs, leaves, differences }: Comparison): string =>
  [
    `${leaves} leaves of ${logs} logs: ${differences.length ? 'DIFFERENT' : 'as the log of events has them'}`,
    ...differences.map(({ log, place, says }) => `  ${log}/${place}: ${says}`),
  ].join('\n');

const lagText = ({ log, size, witnessed, missing }: Lag): string => {
  const seen = witnessed ? `${witnessed.size} were witnessed at ${witnessed.at}` : 'none witnessed';
  return `  ${log}: ${size} leaves are signed and ${seen}; ${missing.join(', ')} missing`;
};

const check = (options: { json?: boolean }): Promise<void> =>
  withSession(async ({ app }) => {
    const ledger = app.get<Ledger>(LEDGER);
    const comparison = await checkLedger(ledger);
    const unwitnessed = await lagOf(ledger, app.get<Queryable>(POOL));
    const waiting = unwitnessed.length ? [`${unwitnessed.length} logs wait for witnesses:`] : [];
    const lines = [comparisonText(comparison), ...waiting, ...unwitnessed.map(lagText)];
    tell(options, { ...comparison, unwitnessed }, lines.join('\n'));
    if (comparison.differences.length) process.exitCode = exitCodes.mismatch;
  });

const signing = async () => {
  const { host, seed, witnesses } = await ledgerOptions(loadConfig(process.env));
  if (!seed) throw new CliError('With CAHIER_ROLE=api the key of the ledger is not known.');
  return { host, seed, witnesses };
};

const policy = async (consultationId?: string): Promise<void> => {
  const place = consultationId === undefined ? REGISTRY : placeOf(consultationId);
  process.stdout.write(policyText(await signing(), place));
};

const hostLine = async (): Promise<void> => {
  const { host, seed } = await signing();
  process.stdout.write(`host ${vkey(signer(host, 'note', seed))}\n`);
};

/** `cahier ledger`: whether what was signed follows from the log, whom to trust for it, and a new key to sign with. */
export const ledgerCommand = (): Command => {
  const command = new Command('ledger').description('look after the ledger');
  command
    .command('check')
    .description('compute every tree anew and compare; exit code 3 on a difference')
    .option('--json', 'one JSON object on stdout')
    .action(check);
  command
    .command('policy')
    .description('print whom to trust for a log, for auditors (C2SP tlog-policy)')
    .argument('[consultation]', 'its id; the registry without it')
    .action(policy);
  command
    .command('host')
    .description('print the line by which a `cahier witness` looks after every log of ours')
    .action(hostLine);
  command
    .command('key')
    .description('print a new key for CAHIER_LEDGER_KEY; keep it secret')
    .action(() => {
      process.stdout.write(`${skey(signer('cahier', 'note', randomBytes(32)))}\n`);
    });
  return command;
};
