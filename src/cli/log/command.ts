import { Command } from 'commander';
import { statsCommand, verifyCommand } from './inspect.js';
import { tailCommand } from './tail.js';
import { exportCommand, importCommand } from './transfer.js';

/** `cahier log`: looks after the log itself. */
export const logCommand = (): Command =>
  new Command('log')
    .description('look after the log')
    .addCommand(verifyCommand())
    .addCommand(tailCommand())
    .addCommand(statsCommand())
    .addCommand(exportCommand())
    .addCommand(importCommand());
