import { Command } from 'commander';
import { fail } from './fail.js';

/** What there is to do; each loads what it needs when it is asked for. */
const commands: Record<string, () => Promise<Command>> = {
  serve: async () => (await import('./serve.js')).serveCommand(),
  import: async () => (await import('./import/command.js')).importCommand(),
  token: async () => (await import('./token.js')).tokenCommand(),
  views: async () => (await import('./views.js')).viewsCommand(),
  recount: async () => (await import('./recount.js')).recountCommand(),
  log: async () => (await import('./log/command.js')).logCommand(),
  keys: async () => (await import('./keys.js')).keysCommand(),
  export: async () => (await import('./export.js')).exportCommand(),
  bundle: async () => (await import('./bundle.js')).bundleCommand(),
  verify: async () => (await import('./verify.js')).verifyCommand(),
  ledger: async () => (await import('./ledger.js')).ledgerCommand(),
  witness: async () => (await import('./witness.js')).witnessCommand(),
  notifications: async () => (await import('./notifications.js')).notificationsCommand(),
  migrate: async () => (await import('./migrate.js')).migrateCommand(),
  schema: async () => (await import('./schema.js')).schemaCommand(),
};

const program = new Command('cahier')
  .description('The verifiable record of public consultations.')
  .showHelpAfterError()
  .exitOverride();

const asked = process.argv[2] ?? '';
const names = Object.hasOwn(commands, asked) ? [asked] : Object.keys(commands);
for (const name of names) program.addCommand(await commands[name]!());
for (const command of program.commands.flatMap((c) => [c, ...c.commands])) command.exitOverride();
await program.parseAsync().catch(fail);
