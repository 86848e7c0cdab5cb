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
  spentCredentialsKept: [],
};
const requested = fact('AccountErasureRequested', {
  personId: 'p1',
  basis: 'art17',
  asked: 'self',
  texts: 'keep',
});
const erased = fact('AccountErased', {
  personId: 'p1',
  keysDestroyed: ['p1'],
  disclosures: 3,
  unlisted: 1,
  spentCredentialsKept: [],
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

  test('E23b, E46 leaves votes and words unless the person wishes otherwise', () => {
    const { personId, basis, asked } = requested.data;
    given().when(erase).then(requested);
    given()
      .when({ ...erase, votes: 'withdraw', texts: 'erase' } as Command)
      .then(fact('AccountErasureRequested', { personId, basis, asked, votes: 'withdraw' }));
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

  test('E24 ends with what is still known: where the person has voted, and until when', () => {
    const spentCredentialsKept = [{ phaseId: 'pb26.vote', until: null }];
    given(requested)
      .when({ ...complete, spentCredentialsKept } as Command)
      .then({ ...erased, data: { ...erased.data, spentCredentialsKept } });
  });

  test('that nobody asked for never ends', () => given().when(complete).then());
});
