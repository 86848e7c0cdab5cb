import type { CountedVote } from '../domain/ballot/events.js';
import type { Id } from '../domain/fact.js';
import type { ThresholdCause } from '../domain/idea/events.js';
import type { OfflineLine } from '../domain/offline/events.js';
import type { ViewEvent } from '../../projections/projection.js';
import type { Change, Reaction } from './reaction.js';

/** Looks at each of these ideas once; what is looked at for the same cause is looked at together. */
const look = (
  {
    consultationId,
    recordedAt,
    position,
  }: Pick<ViewEvent, 'consultationId' | 'recordedAt' | 'position'>,
  cause: ThresholdCause,
  phaseId: Id,
  ideaIds: Id[],
): Change[] =>
  [...new Set(ideaIds)].map((ideaId) => ({
    set: {
      key: `${cause} ${phaseId} ${ideaId}`,
      at: recordedAt,
      wish: {
        ...{ type: 'CheckThreshold', consultationId: consultationId!, phaseId, ideaId },
        ...{ atPosition: String(position), cause },
      },
    },
  }));

const supported = (votes: (CountedVote | OfflineLine)[]): Id[] =>
  votes.filter(({ value }) => value === 'up').map(({ ideaId }) => ideaId);

/** An idea that has enough supports is told to have, whether by votes, by papers or by a merge. */
export const thresholds: Reaction = {
  name: 'thresholds',
  on: {
    VoteCast: (e) => look(e, 'vote', e.data.phaseId, supported(e.data.counted)),
    VoteChanged: (e) => look(e, 'vote', e.data.phaseId, supported(e.data.counted)),
    VoteWithdrawn: (e) => look(e, 'vote', e.data.phaseId, supported(e.data.counted)),
    BallotReinstated: (e) => look(e, 'vote', e.data.phaseId, supported(e.data.votes)),
    OfflineVotesRecorded: (e) => look(e, 'offline', e.data.phaseId, supported(e.data.lines)),
    OfflineVotesCorrected: (e) => look(e, 'offline', e.data.phaseId, supported(e.data.lines)),
    IdeasMerged: (e) =>
      (e.data.unitedIn ?? []).flatMap((phaseId) => look(e, 'merge', phaseId, [e.data.ideaId])),
  },
};
