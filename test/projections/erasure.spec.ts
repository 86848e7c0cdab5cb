import { erasure } from '../../projections/erasure.js';
import { fact } from '../arcueil.js';
import { seen, specsOf } from '../seen.js';

const requested = (personId = 'p1') =>
  fact('AccountErasureRequested', { personId, basis: 'art17', asked: 'self' });
const erased = fact('AccountErased', {
  personId: 'p1',
  keysDestroyed: ['p1'],
  disclosures: 3,
  unlisted: 1,
  spentCredentialsKept: [],
});
const first = '2026-01-01T01:00:00.000Z';

specsOf(erasure, {
  AccountErasureRequested: {
    'an erasure is asked for, and not yet done': () =>
      seen(erasure, requested()).rows({
        personId: 'p1',
        basis: 'art17',
        asked: 'self',
        votes: 'keep',
        texts: 'erase',
        requestedAt: first,
        erasedAt: null,
        disclosures: null,
      }),
    'and says what becomes of votes and words': () => {
      const { data } = requested();
      const wished = { ...data, votes: 'withdraw', texts: 'keep' } as const;
      return seen(erasure, fact('AccountErasureRequested', wished)).rows({
        votes: 'withdraw',
        texts: 'keep',
      });
    },
  },
  AccountErased: {
    'it is done, and of how many words; another’s is not': () =>
      seen(erasure, requested(), requested('p2'), erased).rows(
        {
          personId: 'p1',
          requestedAt: first,
          erasedAt: '2026-01-01T03:00:00.000Z',
          disclosures: 3,
        },
        { personId: 'p2', erasedAt: null },
      ),
  },
});
