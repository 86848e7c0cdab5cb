import { digestsOf, one, type Projection, type Sealed, type ViewEvent } from './projection.js';

export interface VoterProfileRow {
  phaseId: string;
  voterRef: string;
  /** Digest of the segments. */
  sealed: Sealed;
}

type Voted = ViewEvent<'BasketSubmitted' | 'VoteCast' | 'PaperBallotRecorded'>;

const key = ({ data: { phaseId, voterRef } }: Pick<Voted, 'data'>) => ({ phaseId, voterRef });

const described = (
  _row: VoterProfileRow | null,
  { data: { phaseId, voterRef }, sealed }: Pick<Voted, 'data' | 'sealed'>,
): VoterProfileRow | null =>
  sealed?.['segments'] ? { phaseId, voterRef, sealed: digestsOf(sealed, 'segments') } : null;

/** What stands for how each voter described themselves, if they did, when they last gave something in a phase? */
export const voterProfile: Projection<VoterProfileRow> = {
  name: 'voter_profile',
  key: ['phaseId', 'voterRef'],
  columns: { phaseId: 'text', voterRef: 'text', sealed: 'json' },
  on: {
    BasketSubmitted: one(key, described),
    PaperBallotRecorded: one(key, described),
    VoteCast: one(key, described),
  },
};
