import { Command, Option } from 'commander';
import {
  messagesIn,
  messageStates,
  retryDead,
  type MessageRow,
  type MessageState,
} from '../notifications/inspect.js';
import { tell } from './log/out.js';
import { withPool } from './session.js';

interface Options {
  json?: boolean;
  state?: MessageState;
}

const say = (rows: MessageRow[], options: Options): void => {
  for (const row of rows) {
    const { cause, recipient, reason, about, state, attempts, trouble } = row;
    const why = trouble ? `: ${trouble}` : '';
    const text = `${cause} ${recipient} ${reason} ${about} ${state} after ${attempts}${why}`;
    tell(options, row, text);
  }
};

const list = (options: Options): Promise<void> =>
  withPool(async (pool) => {
    const rows = await messagesIn(options.state!, pool);
    say(rows, options);
    if (!options.json) process.stderr.write(`${rows.length} ${options.state}\n`);
  });

const retry = (cause: string | undefined, options: Options): Promise<void> =>
  withPool(async (pool) => {
    const rows = await retryDead(cause ?? null, pool);
    say(rows, options);
    if (!options.json) process.stderr.write(`${rows.length} to be sent again\n`);
  });

/** `cahier notifications`: what became of messages to participants, and sending again what was given up. */
export const notificationsCommand = (): Command => {
  const command = new Command('notifications').description('look after messages to participants');
  const json = ['--json', 'one JSON object a message on stdout'] as const;
  command
    .command('list')
    .description('messages in a state, with what the mail server said; no address and no name')
    .addOption(
      new Option('--state <state>', 'which messages').choices(messageStates).default('dead'),
    )
    .option(...json)
    .action(list);
  command
    .command('retry [event]')
    .description('send again what was given up, all of it or what tells of one event')
    .option(...json)
    .action(retry);
  return command;
};
