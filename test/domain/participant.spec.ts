import { describe, test } from '@jest/globals';
import type { Command } from '../../src/domain/commands.js';
import { fact } from '../arcueil.js';
import { given } from '../given.js';

const erase: Command = { type: 'EraseParticipant', personId: 'p1', asked: 'self' };
const complete: Command = {
  type: 'CompleteErasure',
  personId: 'p1',
  disclosures: 3,
  unlisted: 1,
};
const requested = fact('AccountErasureRequested', {
  personId: 'p1',
  basis: 'art17',
  asked: 'self',
});
const erased = fact('AccountErased', {
  personId: 'p1',
  keysDestroyed: ['p1'],
  disclosures: 3,
  unlisted: 1,
});
const entries = [{ eventId: 'e1', digests: ['d1', 'd2'] }];
const record: Command = { type: 'RecordErasure', erasureId: 'n1', consultationId: 'pb26', entries };
const told = fact('PersonalDataErased', { erasureId: 'n1', basis: 'art17', entries });

describe('erasure', () => {
  test('is asked for by the person, or by an office on the person’s request, and the log says which', () => {
    given().when(erase).then(requested);
    given()
      .when({ ...erase, asked: 'office' } as Command)
      .then({ ...requested, data: { ...requested.data, asked: 'office' } });
  });

  test('asked for twice is one erasure', () => {
    given(requested).when(erase).then();
    given(requested, erased).when(erase).then();
  });

  test('tells of each consultation which digests nothing opens any more, once', () => {
    given().when(record).then(told);
    given(told).when(record).then();
  });

  test('ends with the keys destroyed, once', () => {
    given(requested).when(complete).then(erased);
    given(requested, erased).when(complete).then();
  });

  test('that nobody asked for never ends', () => given().when(complete).then());
});
