import { describe, test } from '@jest/globals';
import type { Command } from '../../src/domain/commands.js';
import { fact } from '../arcueil.js';
import { given } from '../given.js';

const anna = { personId: 'p1', locale: 'fr', email: 'anna@example.org' };
const register: Command = { type: 'RegisterParticipant', ...anna };
const change: Command = { type: 'ChangeContact', ...anna };
const restricted = { visibility: 'restricted' as const };
const registered = {
  ...fact('ParticipantRegistered', { personId: 'p1', locale: 'fr' }, { email: anna.email }),
  ...restricted,
};
const requested = fact('AccountErasureRequested', {
  personId: 'p1',
  basis: 'art17',
  asked: 'self',
});

describe('where a participant is written to', () => {
  test('is sealed, and for who looks after the log only', () => {
    given().when(register).then(registered);
  });

  test('is said once; registering again is nothing new', () => {
    given(registered).when(register).then();
    given(registered)
      .when({ ...register, email: 'other@example.org' } as Command)
      .then();
  });

  test('may be nowhere: then nothing is sent', () => {
    const without = { data: registered.data, ...restricted };
    for (const email of [null, undefined])
      given()
        .when({ ...register, email } as Command)
        .then({ type: 'ParticipantRegistered', ...without });
    given(registered)
      .when({ ...change, email: null } as Command)
      .then({ type: 'ContactChanged', ...without });
  });

  test('is changed as often as they like, once they are registered', () => {
    const changed = {
      ...fact('ContactChanged', { personId: 'p1', locale: 'fr' }, { email: anna.email }),
      ...restricted,
    };
    given(registered).when(change).then(changed);
    given(registered, changed).when(change).then(changed);
    given().when(change).refused('NOT_REGISTERED');
  });

  test.each([
    'anna',
    'anna@',
    '@example.org',
    'anna@example.org, all@example.org',
    'Anna <anna@example.org>',
    'anna@example.org\nBcc: all@example.org',
    `${'a'.repeat(65)}@example.org`,
  ])('is one address, not %j', (email) => {
    given()
      .when({ ...register, email } as Command)
      .refused('INVALID_EMAIL', {}, 'email');
  });

  test('is not said of an account that is being erased', () => {
    for (const wish of [register, change])
      given(registered, requested).when(wish).refused('ACCOUNT_ERASED');
  });
});
