import { writeFileSync } from 'node:fs';
import { mentions, tableOf, tablePath } from './table.js';

writeFileSync(tablePath, tableOf(mentions()));
