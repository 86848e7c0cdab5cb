import { voterProfile } from '../../projections/voter-profile.js';
import { basket, line, voteId } from '../arcueil.js';
import { paperBallot } from '../papers.js';
import { seen, specsOf } from '../seen.js';
import { supportId, voteCast } from '../supports.js';

const personal = { segments: { age: '25-34' } };
const described = { ...basket([line('garden')]), personal };

specsOf(voterProfile, {
  BasketSubmitted: {
    'a basket keeps a digest of what its voter says of themselves, in this phase alone': () =>
      seen(voterProfile, described, { ...voteCast('garden'), personal }).rows(
        { phaseId: voteId, voterRef: 'bob', sealed: { segments: 'segments@1' } },
        { phaseId: supportId, voterRef: 'bob', sealed: { segments: 'segments@2' } },
      ),
    'the latest basket says so, and nothing where its voter says nothing any more': () =>
      seen(voterProfile, described, basket([line('bench')], { basketRevision: 2 })).rows(),
  },
  PaperBallotRecorded: {
    'of whoever votes on paper nothing is known': () =>
      seen(voterProfile, described, paperBallot([line('garden')], { voterRef: 'bob' })).rows(),
  },
  VoteCast: {
    'a vote keeps such a digest as well': () =>
      seen(voterProfile, voteCast('garden'), { ...voteCast('bench'), personal }).rows({
        phaseId: supportId,
        sealed: { segments: 'segments@2' },
      }),
  },
});
