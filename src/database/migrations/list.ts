import { Log1766361600001 } from './0001-log.js';
import { Operations1766361600002 } from './0002-operations.js';
import { Views1766361600003 } from './0003-views.js';
import { Ledger1766361600004 } from './0004-ledger.js';
import { Reactions1766361600005 } from './0005-reactions.js';

/** Every migration, oldest first. One that was released is never changed. */
export const migrations = [
  Log1766361600001,
  Operations1766361600002,
  Views1766361600003,
  Ledger1766361600004,
  Reactions1766361600005,
];
