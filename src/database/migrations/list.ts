import { Log1766361600001 } from './0001-log.js';
import { Operations1766361600002 } from './0002-operations.js';

/** Every migration, oldest first. One that was released is never changed. */
export const migrations = [Log1766361600001, Operations1766361600002];
