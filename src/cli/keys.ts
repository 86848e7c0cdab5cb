import { Command } from 'commander';
import { Erasures } from '../acts/erasures.js';
import { LOG } from '../app.module.js';
import { MasterKeys } from '../keys/master-keys.js';
import { rotateConsultationSecrets } from '../keys/consultation-secrets.js';
import { rotate } from '../keys/rotation.js';
import { Vault } from '../keys/vault.js';
import type { Log } from '../log/port.js';
import { CliError, exitCodes } from './fail.js';
import { tell } from './log/out.js';
import { withPool, withSession } from './session.js';

interface Options {
  json?: boolean;
}

/** `cahier keys rotate`: wraps everybody's keys by a new master key. */
const rotateCommand = (): Command =>
  new Command('rotate')
    .description(
      'wrap everybody’s keys by CAHIER_MASTER_KEY, of which some are wrapped by CAHIER_MASTER_KEY_OLD; killed, it is run again',
    )
    .option('--json', 'what came of it as one JSON object on stdout')
    .action((options: Options) =>
      withPool(async (pool, { masterKeys: { current, old } }) => {
        if (!current || !old)
          throw new CliError(
            'Set CAHIER_MASTER_KEY to the new key and CAHIER_MASTER_KEY_OLD to the one used so far.',
            exitCodes.usage,
          );
        const keys = new MasterKeys(current, old);
        const rewrapped = await rotate(pool, keys);
        const consultations = await rotateConsultationSecrets(pool, keys);
        const text = `${rewrapped} persons and ${consultations} consultations have keys under the new master key.`;
        tell(options, { rewrapped, consultations }, text);
      }),
    );

/** `cahier keys erase-pending`: carries out every erasure that was asked for. */
const erasePendingCommand = (): Command =>
  new Command('erase-pending')
    .description(
      'carry out every erasure that the log was asked for; after the keys were restored from a copy, all since that copy',
    )
    .option('--json', 'what came of it as one JSON object on stdout')
    .action((options: Options) =>
      withSession(async ({ app }) => {
        const erased = await app.get(Erasures).settleAll();
        tell(options, { erased }, `${erased} accounts erased.`);
      }),
    );

async function* eventIds(log: Log): AsyncGenerator<string[]> {
  for await (const events of log.readAll()) yield events.map(({ eventId }) => eventId);
}

/** `cahier keys sweep`: removes sealed words that no event commits to. */
const sweepCommand = (): Command =>
  new Command('sweep')
    .description(
      'remove sealed words of wishes that never reached the log, once they are an hour old',
    )
    .option('--json', 'what came of it as one JSON object on stdout')
    .action((options: Options) =>
      withSession(async ({ app }) => {
        const removed = await app.get(Vault).sweep(eventIds(app.get<Log>(LOG)));
        tell(options, { removed }, `${removed} sealed words removed.`);
      }),
    );

/** `cahier keys`: looks after the keys of persons and what they seal. */
export const keysCommand = (): Command =>
  new Command('keys')
    .description('look after the keys of persons')
    .addCommand(rotateCommand())
    .addCommand(erasePendingCommand())
    .addCommand(sweepCommand());
