import { participant } from '../../../projections/participant.js';
import type { RequestContext } from '../context.js';

/** What is shown of a participant, to nobody but themselves; null of who did not register. */
export const shownParticipant = async (context: RequestContext, personId: string | undefined) => {
  const row = await context.rowBy(participant, { personId });
  return row && { ...row, email: await context.words(row.sealed['email']) };
};
