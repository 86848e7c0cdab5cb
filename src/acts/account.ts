import type { Command } from '../domain/commands.js';
import type { CahierFact } from '../domain/events.js';
import type { Decision } from '../domain/fact.js';
import {
  barredFrom,
  participant,
  participantStream,
  type Participant,
} from '../domain/participant/state.js';
import type { Person } from '../keys/person.js';
import type { Log, Recorded } from '../log/port.js';
import { folded, type StreamState } from './stream-states.js';

/** The account of whoever takes part, as it is while they do: their act stands only if it stays so. */
export interface Account extends StreamState {
  state: Participant;
  /** What has happened to it, oldest first. */
  events: Recorded[];
}

/** The account of a person, read anew. */
export const accountOf = async (person: Person, log: Log): Promise<Account> => {
  const stream = participantStream(person.id);
  const events = await log.readStream(stream);
  const before = { stream, revision: -1, state: participant.initial };
  return { ...(folded(before, events) as StreamState & { state: Participant }), events };
};

/** What was decided, unless the account keeps its holder from taking part; that is told before all else. */
export const unlessBarred = (
  decision: Decision<CahierFact>,
  {
    account,
    organisationId,
    command,
  }: { account?: Account; organisationId: string | null; command: Command },
): Decision<CahierFact> => {
  const phaseId = 'phaseId' in command ? (command.phaseId ?? null) : null;
  const barred = account && barredFrom(account.state, organisationId, phaseId);
  if (!barred) return decision;
  return { refused: [barred, ...('refused' in decision ? decision.refused : [])] };
};
