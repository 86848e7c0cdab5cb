import type { Id } from '../fact.js';

/** The consultation in which a phase lies: every phase is named `<consultationId>.<name>`. */
export const consultationOf = (phaseId: Id): Id =>
  phaseId.slice(0, Math.max(0, phaseId.lastIndexOf('.')));
