import { participant } from '../../projections/participant.js';
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
  AccountErasureRequested: {
    'they are known until it is done': () =>
      seen(participant, registered, requested).rows({ ...who, revision: 1 }),
  },
  AccountErased: {
    'nothing is known of them': () => seen(participant, registered, requested, erased).rows(),
  },
});
