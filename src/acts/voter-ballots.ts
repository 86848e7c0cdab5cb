import { ballot, ballotStream, type Ballot } from '../domain/ballot/state.js';
import type { Person } from '../keys/person.js';
import type { Log, Position } from '../log/port.js';
import { folded } from './stream-states.js';

/** What a person has done in a phase, and when they last did something themselves. */
export interface VoterBallot extends Ballot {
  voterRef: string;
  actedAt: Position;
}

const ofVoter = /^(Basket|Vote)/;

/** The ballot of a person in a phase, as the log has it now. */
export const ballotOf = async (log: Log, person: Person, phaseId: string): Promise<VoterBallot> => {
  const voterRef = person.voterRef(phaseId);
  const stream = ballotStream(phaseId, voterRef);
  const events = await log.readStream(stream);
  const { state } = folded({ stream, revision: -1, state: ballot.initial }, events);
  const acts = events.filter(({ type }) => ofVoter.test(type));
  return { ...(state as Ballot), voterRef, actedAt: acts.at(-1)?.position ?? 0n };
};

/** Whether anything stands in a ballot, be it counted or not. */
export const stands = ({ basket, votes }: Ballot): boolean =>
  basket !== null || Object.values(votes).some((value) => value !== null);
