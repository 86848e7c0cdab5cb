import { Operations1766361600002 } from './0002-operations.js';

/** Every migration, oldest first. One that was released is never changed. */
export const migrations = [Operations1766361600002];
