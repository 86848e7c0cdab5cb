import { participant } from '../../projections/participant.js';
import type { CahierFact } from '../../src/domain/events.js';
import { fact } from '../arcueil.js';
import { seen, specsOf } from '../seen.js';

const who = { personId: 'p1', locale: 'fr' };
const registered = fact('ParticipantRegistered', who, { email: 'anna@example.org' });
const requested = fact('AccountErasureRequested', {
  personId: 'p1',
  basis: 'art17',
  asked: 'self',
});
const erased = fact('AccountErased', {
  personId: 'p1',
  keysDestroyed: ['p1'],
  disclosures: 1,
  unlisted: 0,
  spentCredentialsKept: [],
});

const at = '2026-03-01T00:00:00.000Z';
const merge = { personId: 'p1', fromId: 'p2', toId: 'p1' };
const within = { personId: 'p1', organisationId: 'arcueil' };
const goesOn = (event: CahierFact) => ({
  'how they are written to stays as it is': () =>
    seen(participant, registered, event).rows({ ...who, revision: 1 }),
});

specsOf(participant, {
  ParticipantRegistered: {
    'somebody is known by the language they read': () =>
      seen(participant, registered).rows({
        ...who,
        registeredAt: '2026-01-01T01:00:00.000Z',
        revision: 0,
      }),
  },
  ContactChanged: {
    'they read another one, and have been known as long': () =>
      seen(participant, registered, fact('ContactChanged', { ...who, locale: 'en' })).rows({
        personId: 'p1',
        locale: 'en',
        sealed: {},
        registeredAt: '2026-01-01T01:00:00.000Z',
        revision: 1,
      }),
  },
  ResidenceDeclared: goesOn(fact('ResidenceDeclared', within, { areaId: 'centre' })),
  ResidenceVerified: goesOn(
    fact('ResidenceVerified', { ...within, method: 'letter' }, { areaId: 'centre' }),
  ),
  ProfileSegmentsDeclared: goesOn(
    fact('ProfileSegmentsDeclared', { personId: 'p1' }, { segments: { age: '35' } }),
  ),
  ParticipantBlocked: goesOn(
    fact('ParticipantBlocked', { ...within, reasonCode: 'spam', at }, { reason: 'Ads.' }),
  ),
  ParticipantUnblocked: goesOn(
    fact('ParticipantUnblocked', { ...within, at }, { reason: 'It was somebody else.' }),
  ),
  AccountMergeProposed: goesOn(
    fact('AccountMergeProposed', { personId: 'p1', fromId: 'p2', proposedBy: 'sofia' }),
  ),
  AccountMergeDecided: goesOn(
    fact('AccountMergeDecided', { ...merge, decidedBy: ['sofia', 'marc'] }),
  ),
  AccountsMerged: goesOn(fact('AccountsMerged', { ...merge, ballotsResolved: [] })),
  AccountErasureRequested: {
    'they are known until it is done': () =>
      seen(participant, registered, requested).rows({ ...who, revision: 1 }),
  },
  AccountErased: {
    'nothing is known of them': () => seen(participant, registered, requested, erased).rows(),
  },
});
