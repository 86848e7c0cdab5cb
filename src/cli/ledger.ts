import { randomBytes } from 'node:crypto';
import { Command } from 'commander';
import { LEDGER } from '../app.module.js';
import { signer, skey } from '../ledger/note-key.js';
import { checkLedger, type Comparison } from '../sealing/check.js';
import type { Ledger } from '../sealing/ledger.js';
import { exitCodes } from './fail.js';
import { tell } from './log/out.js';
import { withSession } from './session.js';

const comparisonText = ({ logs, leaves, differences }: Comparison): string =>
  [
    `${leaves} leaves of ${logs} logs: ${differences.length ? 'DIFFERENT' : 'as the log of events has them'}`,
    ...differences.map(({ log, place, says }) => `  ${log}/${place}: ${says}`),
  ].join('\n');

const check = (options: { json?: boolean }): Promise<void> =>
  withSession(async ({ app }) => {
    const comparison = await checkLedger(app.get<Ledger>(LEDGER));
    tell(options, comparison, comparisonText(comparison));
    if (comparison.differences.length) process.exitCode = exitCodes.mismatch;
  });

/** `cahier ledger`: whether what was signed follows from the log, and a new key to sign with. */
export const ledgerCommand = (): Command => {
  const command = new Command('ledger').description('look after the ledger');
  command
    .command('check')
    .description('compute every tree anew and compare; exit code 3 on a difference')
    .option('--json', 'one JSON object on stdout')
    .action(check);
  command
    .command('key')
    .description('print a new key for CAHIER_LEDGER_KEY; keep it secret')
    .action(() => {
      process.stdout.write(`${skey(signer('cahier', 'note', randomBytes(32)))}\n`);
    });
  return command;
};
