import { describe, expect, test } from '@jest/globals';
import type { Command } from '../../src/domain/commands.js';
import {
  barredFrom,
  participantStream,
  type Participant,
} from '../../src/domain/participant/state.js';
import { fact, organisationId, town } from '../arcueil.js';
import { given } from '../given.js';

const at = '2026-03-01T00:00:00.000Z';
const who = { personId: 'p1', organisationId };
const block = (over: object = {}): Command => ({
  type: 'BlockParticipant',
  ...who,
  reasonCode: 'spam',
  reason: ' Forty advertisements. ',
  ...over,
});
const unblock: Command = { type: 'UnblockParticipant', ...who, reason: 'It was somebody else.' };
const blocked = {
  ...fact(
    'ParticipantBlocked',
    { ...who, reasonCode: 'spam', at },
    { reason: 'Forty advertisements.' },
  ),
  visibility: 'restricted' as const,
};
const unblocked = {
  ...fact('ParticipantUnblocked', { ...who, at }, { reason: 'It was somebody else.' }),
  visibility: 'restricted' as const,
};
const erasing = fact('AccountErasureRequested', { personId: 'p1', basis: 'art17', asked: 'self' });

describe('E49 whoever is blocked', () => {
  const state = (...past: Parameters<typeof given>) =>
    given(...past).state<Participant>(participantStream('p1'));

  test('takes no part in what that organisation does, and is told why and since when', () => {
    given(...town)
      .at(at)
      .when(block())
      .then(blocked);
    expect(barredFrom(state(...town, blocked), organisationId)).toMatchObject({
      code: 'PARTICIPANT_BLOCKED',
      data: { reasonCode: 'spam', blockedAt: at },
    });
  });

  test('takes part in what another organisation does', () => {
    expect(barredFrom(state(...town, blocked), 'bagneux')).toBeUndefined();
    expect(barredFrom(state(...town, blocked), null)).toBeUndefined();
  });

  test('takes part again once unblocked', () => {
    given(...town, blocked)
      .at(at)
      .when(unblock)
      .then(unblocked);
    expect(barredFrom(state(...town, blocked, unblocked), organisationId)).toBeUndefined();
  });

  test('is blocked once for one reason, and for another one again', () => {
    given(...town, blocked)
      .when(block())
      .then();
    given(...town, blocked)
      .at(at)
      .when(block({ reasonCode: 'offensive' }))
      .then({ ...blocked, data: { ...blocked.data, reasonCode: 'offensive' } });
  });

  test('was blocked for a reason that an agent gives', () =>
    given(...town)
      .when(block({ reason: ' ' }))
      .refused('TEXT_REQUIRED', {}, 'reason'));
});

test('nobody who is not blocked is unblocked', () =>
  given(...town)
    .when(unblock)
    .then());

test('an organisation that nobody registered blocks nobody', () =>
  given(...town)
    .when(block({ organisationId: 'nowhere' }))
    .refused('ORGANISATION_UNKNOWN', { organisationId: 'nowhere' }, 'organisationId'));

test('an account that is being erased takes no part anywhere, and is not blocked any more', () => {
  const state = given(...town, erasing).state<Participant>(participantStream('p1'));
  expect(barredFrom(state, organisationId)).toMatchObject({ code: 'ACCOUNT_ERASED' });
  given(...town, erasing)
    .when(block())
    .refused('ACCOUNT_ERASED');
});
