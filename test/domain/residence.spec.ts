import { describe, expect, test } from '@jest/globals';
import type { Command } from '../../src/domain/commands.js';
import { organisationStream, type Organisation } from '../../src/domain/organisation/state.js';
import { eligibleWithin } from '../../src/domain/organisation/within.js';
import { area, fact, organisationId, town } from '../arcueil.js';
import { given } from '../given.js';

const who = { personId: 'p1', organisationId };
const declare = (areaId: string): Command => ({ type: 'DeclareResidence', ...who, areaId });
const verify: Command = { type: 'VerifyResidence', ...who, areaId: 'centre', method: 'letter' };
const restricted = { visibility: 'restricted' as const };
const declared = { ...fact('ResidenceDeclared', who, { areaId: 'centre' }), ...restricted };
const retired = fact('AreaRetired', { areaId: 'centre' });

describe('where somebody lives', () => {
  test('is said by themselves, or verified, and the area is sealed', () => {
    given(...town)
      .when(declare('centre'))
      .then(declared);
    given(...town)
      .when(verify)
      .then({
        ...fact('ResidenceVerified', { ...who, method: 'letter' }, { areaId: 'centre' }),
        ...restricted,
      });
  });

  test('is told each time, for nobody can tell whether it is the same', () =>
    given(...town, declared)
      .when(declare('centre'))
      .then(declared));

  test('is an area of the organisation', () =>
    given(...town)
      .when(declare('paris'))
      .refused('AREA_UNKNOWN', { areaId: 'paris' }, 'areaId'));

  test('E50 may be an area that was retired: a vote that began before asks for it', () =>
    given(...town, retired)
      .when(declare('centre'))
      .then(declared));

  test('is told of no account that is being erased', () =>
    given(
      ...town,
      fact('AccountErasureRequested', { personId: 'p1', basis: 'art17', asked: 'self' }),
    )
      .when(declare('centre'))
      .refused('ACCOUNT_ERASED'));
});

test('what somebody says of themselves is sealed, and none of it is empty', () => {
  const say = (segments: Record<string, string>): Command => ({
    type: 'DeclareProfileSegments',
    personId: 'p1',
    segments,
  });
  given()
    .when(say({ age: '35' }))
    .then({
      ...fact('ProfileSegmentsDeclared', { personId: 'p1' }, { segments: { age: '35' } }),
      ...restricted,
    });
  given()
    .when(say({ age: ' ' }))
    .refused('TEXT_REQUIRED', {}, 'segments.age');
});

describe('residents of an area', () => {
  const areas = (...more: Parameters<typeof given>) =>
    given(...town, area('square', 'centre'), ...more).state<Organisation>(
      organisationStream(organisationId),
    );

  test('are those of every area within it', () => {
    expect(eligibleWithin(areas(), 'square', ['centre'])).toBe('centre');
    expect(eligibleWithin(areas(), 'centre', ['square'])).toBe('centre');
    expect(eligibleWithin(areas(), 'north', ['centre'])).toBe('north');
    expect(eligibleWithin(areas(), null, ['centre'])).toBeNull();
  });

  test('E50 stay so when the area is retired while they vote', () =>
    expect(eligibleWithin(areas(retired), 'square', ['centre'])).toBe('centre'));
});
