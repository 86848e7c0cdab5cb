import { Log1766361600001 } from './0001-log.js';
import { Operations1766361600002 } from './0002-operations.js';
import { Views1766361600003 } from './0003-views.js';
import { Ledger1766361600004 } from './0004-ledger.js';
import { Reactions1766361600005 } from './0005-reactions.js';
import { Notifications1766361600006 } from './0006-notifications.js';
import { Generations1766361600007 } from './0007-generations.js';
import { Leaving1766361600008 } from './0008-leaving.js';
import { AccountMerges1766361600009 } from './0009-account-merges.js';
import { Grantees1766361600010 } from './0010-grantees.js';
import { CommandKeys1766361600011 } from './0011-command-keys.js';
import { Lanes1766361600012 } from './0012-lanes.js';
import { Bundles1766361600013 } from './0013-bundles.js';

/** Every migration, oldest first. One that was released is never changed. */
export const migrations = [
  Log1766361600001,
  Operations1766361600002,
  Views1766361600003,
  Ledger1766361600004,
  Reactions1766361600005,
  Notifications1766361600006,
  Generations1766361600007,
  Leaving1766361600008,
  AccountMerges1766361600009,
  Grantees1766361600010,
  CommandKeys1766361600011,
  Lanes1766361600012,
  Bundles1766361600013,
];
