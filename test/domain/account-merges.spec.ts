import { describe, expect, test } from '@jest/globals';
import type { Command } from '../../src/domain/commands.js';
import type { CahierFact } from '../../src/domain/events.js';
import type { ResolvedBallot } from '../../src/domain/participant/events.js';
import {
  barredFrom,
  participantStream,
  type Participant,
} from '../../src/domain/participant/state.js';
import { fact, voteId } from '../arcueil.js';
import { given } from '../given.js';
import { marc } from '../story.js';

const merge: Command = { type: 'MergeAccounts', fromId: 'old', toId: 'new' };
const proposed = {
  ...fact('AccountMergeProposed', { personId: 'new', fromId: 'old', proposedBy: 'sofia' }),
  visibility: 'restricted' as const,
};
const ids = { fromId: 'old', toId: 'new' };
const inBoth = (type: 'AccountMergeDecided' | 'AccountsMerged', data: object): CahierFact[] =>
  [
    { to: 'into', personId: 'new' },
    { to: 'from', personId: 'old' },
  ].map(
    ({ to, personId }) =>
      ({ type, to, visibility: 'restricted', data: { personId, ...ids, ...data } }) as CahierFact,
  );
const decided = inBoth('AccountMergeDecided', { decidedBy: ['sofia', 'marc'] });
const merged = (...ballotsResolved: ResolvedBallot[]) =>
  inBoth('AccountsMerged', { ballotsResolved });
const complete = (...ballotsResolved: ResolvedBallot[]): Command => ({
  type: 'CompleteMerge',
  ...ids,
  ballotsResolved,
});

describe('E24b two accounts are merged', () => {
  test('once two agents say so, and neither of them can say it twice', () => {
    given().when(merge).then(proposed);
    given(proposed).when(merge).then();
    given(proposed)
      .by(marc)
      .when(merge)
      .then(...decided);
    given(proposed, ...decided)
      .when(merge)
      .then();
  });

  test('and the merge ends once no ballot counts twice', () => {
    given(proposed, ...decided)
      .when(complete())
      .then(...merged());
    given(proposed, ...decided, ...merged())
      .when(complete())
      .then();
    given(proposed).when(complete()).then();
  });

  test('which are two, neither of them merged before or being erased', () => {
    given()
      .when({ ...merge, toId: 'old' } as Command)
      .refused('SAME_ACCOUNT', {}, 'fromAccount');
    given(proposed, ...decided, ...merged())
      .when({ ...merge, toId: 'third' } as Command)
      .refused('ACCOUNT_MERGED');
    given(proposed, ...decided, ...merged())
      .when({ type: 'MergeAccounts', fromId: 'third', toId: 'old' })
      .refused('ACCOUNT_MERGED');
    given(fact('AccountErasureRequested', { personId: 'old', basis: 'art17', asked: 'self' }))
      .when(merge)
      .refused('ACCOUNT_ERASED');
  });
});

describe('E24b whoever has two accounts that are merged', () => {
  const of = (personId: string, ...past: CahierFact[]) =>
    given(...past).state<Participant>(participantStream(personId));
  const code = (personId: string, phaseId: string | null, ...past: CahierFact[]) =>
    barredFrom(of(personId, ...past), 'arcueil', phaseId)?.code;
  const during = [proposed, ...decided];
  const after = (effective: 'from' | 'to') => [
    ...during,
    ...merged({ phaseId: voteId, effective, invalidated: true }),
  ];

  test('takes part by neither until it is done', () => {
    for (const who of ['old', 'new']) expect(code(who, voteId, ...during)).toBe('ACCOUNT_MERGING');
    expect(code('old', voteId, proposed)).toBeUndefined();
  });

  test('goes on by the one, and by the other no more', () => {
    expect(code('old', null, ...after('to'))).toBe('ACCOUNT_MERGED');
    expect(code('old', voteId, ...after('to'))).toBe('ACCOUNT_MERGED');
    expect(code('new', null, ...after('to'))).toBeUndefined();
    expect(code('new', voteId, ...after('to'))).toBeUndefined();
  });

  test('acts on the ballot that counts by the account that cast it, and begins no second one', () => {
    expect(code('old', voteId, ...after('from'))).toBeUndefined();
    expect(code('old', 'pb26.other', ...after('from'))).toBe('ACCOUNT_MERGED');
    expect(barredFrom(of('new', ...after('from')), 'arcueil', voteId)).toMatchObject({
      code: 'ALREADY_VOTED_IN_PHASE',
      data: { phaseId: voteId },
    });
    expect(code('new', 'pb26.other', ...after('from'))).toBeUndefined();
  });
});
