import { Command } from 'commander';
import { bundleCommand } from './bundle.js';
import { fail } from './fail.js';
import { importCommand } from './import/command.js';
import { keysCommand } from './keys.js';
import { ledgerCommand } from './ledger.js';
import { logCommand } from './log/command.js';
import { migrateCommand } from './migrate.js';
import { schemaCommand } from './schema.js';
import { serveCommand } from './serve.js';
import { tokenCommand } from './token.js';
import { verifyCommand } from './verify.js';
import { viewsCommand } from './views.js';
import { witnessCommand } from './witness.js';

const program = new Command('cahier')
  .description('The verifiable record of public consultations.')
  .showHelpAfterError()
  .exitOverride()
  .addCommand(serveCommand())
  .addCommand(importCommand())
  .addCommand(tokenCommand())
  .addCommand(viewsCommand())
  .addCommand(logCommand())
  .addCommand(keysCommand())
  .addCommand(bundleCommand())
  .addCommand(verifyCommand())
  .addCommand(ledgerCommand())
  .addCommand(witnessCommand())
  .addCommand(migrateCommand())
  .addCommand(schemaCommand());

for (const command of program.commands.flatMap((c) => [c, ...c.commands])) command.exitOverride();
await program.parseAsync().catch(fail);
