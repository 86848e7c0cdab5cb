import { constants, setPriority } from 'node:os';
import { Logger } from '@nestjs/common';
import { loadConfig } from './config.js';
import { startSealing } from './seal.js';
import { loggerOf } from './stderr-logger.js';

// What `keepSealing` starts: a sealer of lower priority, until whoever started it is gone or says so.

/** A signal to the group of both processes is for the other one, which then tells us. */
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
const gone = new Promise((resolve) => process.once('disconnect', resolve));
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
const config = loadConfig(process.env);
Logger.overrideLogger(loggerOf(config));
const sealing = await startSealing(config, config.databaseUrl!);
await gone;
await sealing.close();
