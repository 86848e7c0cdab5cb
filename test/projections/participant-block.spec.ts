import { participantBlock } from '../../projections/participant-block.js';
import { fact } from '../arcueil.js';
import { seen, specsOf } from '../seen.js';

const at = '2026-03-01T00:00:00.000Z';
const who = { personId: 'p1', organisationId: 'arcueil' };
const blocked = fact('ParticipantBlocked', { ...who, reasonCode: 'spam', at }, { reason: 'Ads.' });
const row = {
  ...who,
  reasonCode: 'spam',
  sealed: { reason: 'reason@1' },
  blockedAt: at,
  blockedBy: 'sofia',
} as const;

specsOf(participantBlock, {
  ParticipantBlocked: {
    'somebody is blocked by an agent for a reason': () => seen(participantBlock, blocked).rows(row),
    'blocked again is blocked for the later reason': () =>
      seen(participantBlock, blocked, {
        fact: { ...blocked, data: { ...blocked.data, reasonCode: 'offensive' } },
      }).rows({ ...row, reasonCode: 'offensive', sealed: { reason: 'reason@2' } }),
    'two organisations block for themselves': () =>
      seen(participantBlock, blocked, {
        fact: { ...blocked, data: { ...blocked.data, organisationId: 'bagneux' } },
      }).rows(row, { organisationId: 'bagneux' }),
  },
  ParticipantUnblocked: {
    'nobody is left': () =>
      seen(
        participantBlock,
        blocked,
        fact('ParticipantUnblocked', { ...who, at }, { reason: 'No.' }),
      ).rows(),
  },
});
