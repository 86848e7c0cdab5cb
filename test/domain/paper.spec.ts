import { describe, test } from '@jest/globals';
import type { RecordPaperBallot } from '../../src/domain/ballot/decide-paper.js';
import type { VotingRules } from '../../src/domain/consultation/events.js';
import type { FactOf } from '../../src/domain/events.js';
import { digest } from '../../src/ledger/canonical.js';
import {
  allocated,
  basket,
  certified,
  closed,
  consultationId,
  fact,
  line,
  options,
  replacing,
  submit,
  suspended,
  tallyClosed,
  vote,
  voteId,
  voting,
  withdraw,
  withdrawn,
  type Actor,
} from '../arcueil.js';
import { given } from '../given.js';
import { invalidated } from '../rulings.js';

const rosa: Actor = { kind: 'officer', ref: 'rosa', role: 'registrar' };
const open = (rules: Partial<VotingRules> = {}) =>
  given(...voting(rules))
    .at('2026-05-21T00:00:00.000Z')
    .by(rosa);
const occurredAt = '2026-05-20T10:00:00.000Z';
const record = (over: Partial<RecordPaperBallot> = {}): RecordPaperBallot => ({
  ...{ type: 'RecordPaperBallot', consultationId, phaseId: voteId, voterRef: 'bob' },
  ...{ serial: 'P-1', boothId: 'hall', occurredAt, lines: [{ ideaId: 'garden' }] },
  ...over,
});

type Recorded = FactOf<'PaperBallotRecorded'>;
const recorded = (over: Partial<Recorded['data']> = {}): Recorded => {
  const told = { phaseId: voteId, voterRef: 'bob', basketRevision: over.basketRevision ?? 1 };
  const lines = [line('garden')];
  return {
    ...fact('PaperBallotRecorded', {
      ...{ ...told, lines, serial: 'P-1', boothId: 'hall', occurredAt },
      ...{ totalCost: 60_00, totalVotes: 1, envelopeAreaId: null, configVersion: 1 },
      ...{ optionsHash: digest(options), receiptHash: digest({ ...told, lines }) },
      ...over,
    }),
    visibility: 'restricted',
  };
};
const used = (serial = 'P-1') => ({
  ...fact('PaperSerialUsed', { phaseId: voteId, serial }),
  visibility: 'restricted' as const,
});
const online = basket([line('bench')]);

describe('a ballot on paper', () => {
  test('is recorded with its number, its booth and its time, at the published prices', () =>
    open()
      .when(record({ boothId: ' hall ' }))
      .then(recorded(), { ...used(), to: 'paper' }));

  test('is recorded once', () => open().and(recorded(), used()).when(record()).then());

  test('can be recorded after the close, until the result is signed', () => {
    const over = given(...voting(), closed(vote)).by(rosa);
    over.when(record()).then(recorded(), { ...used(), to: 'paper' });
    over
      .and(tallyClosed, allocated, certified)
      .when(record())
      .refused('RESULTS_CERTIFIED', { phaseId: voteId });
  });

  test('bears a number that no other one has', () =>
    open()
      .and(recorded(), used())
      .when(record({ voterRef: 'carol' }))
      .refused('PAPER_SERIAL_USED', { serial: 'P-1' }, 'serial'));

  test('keeps to the rules of every basket; all that it breaks is told together', () =>
    open()
      .and(suspended('bench', 'hidden'))
      .when(
        record({
          ...{ occurredAt: '2026-04-01T00:00:00.000Z', boothId: '', serial: ' ' },
          lines: ['garden', 'bench', 'lamps', 'moon'].map((ideaId) => ({ ideaId })),
        }),
      )
      .refusedTogether(
        ['OUTSIDE_PHASE', { opensAt: vote.opensAt, closesAt: vote.closesAt }, 'occurredAt'],
        ['TEXT_REQUIRED', {}, 'serial'],
        ['TEXT_REQUIRED', {}, 'boothId'],
        ['IDEA_NOT_VOTABLE', { ideaId: 'bench', cause: 'hidden' }, 'lines.1.ideaId'],
        ['IDEA_NOT_ON_BALLOT', { ideaId: 'moon' }, 'lines.3.ideaId'],
        ['BASKET_OVER_BUDGET', { envelope: 100_00, total: 110_00, excess: 10_00 }, 'lines'],
      ));

  test('is not recorded of a voter whose ballot was taken out of the count', () =>
    open()
      .and(online, invalidated())
      .when(record())
      .refusedTogether(['BALLOT_INVALIDATED'], ['ALREADY_VOTED_ONLINE']));
});

describe('E26, T33 one votes on the web or at the booth, not both', () => {
  test('who has voted at the booth does not vote online, nor take that back', () => {
    const voted = open().and(recorded(), used());
    voted.when(submit(['bench'])).refused('ALREADY_VOTED_OFFLINE');
    voted.when(withdraw()).refused('ALREADY_VOTED_OFFLINE');
  });

  test('who has voted online does not vote at the booth, unless that was taken back', () => {
    open().and(online).when(record()).refused('ALREADY_VOTED_ONLINE');
    open()
      .and(online, withdrawn(online))
      .when(record())
      .then(recorded({ basketRevision: 2 }), { ...used(), to: 'paper' });
  });

  test('nobody votes at the booth twice', () =>
    open()
      .and(recorded(), used())
      .when(record({ serial: 'P-2' }))
      .refused('ALREADY_VOTED_OFFLINE', {}, 'serial'));

  test('where the rules say so paper takes the place of what was voted online, all in one act', () => {
    const replaces = open({ paperReplacesOnline: true }).and(online);
    const ruling = {
      ...{ reasonCode: 'replaced_by_paper' as const, evidenceRef: null, decidedBy: ['rosa'] },
      basket: replacing(online),
    };
    const both = [invalidated(ruling), recorded({ basketRevision: 2 })] as const;
    replaces.when(record()).then(...both, { ...used(), to: 'paper' });
    replaces
      .and(...both, used())
      .when(submit(['bench']))
      .refused('ALREADY_VOTED_OFFLINE');
  });

  test('no agent takes a ballot out of the count for a paper that nobody has', () =>
    open()
      .and(online)
      .when({
        ...{ type: 'InvalidateBallot', consultationId, phaseId: voteId, voterRef: 'bob' },
        reasonCode: 'replaced_by_paper',
      })
      .refused(
        'INVALID_VALUE',
        { values: ['ineligible', 'duplicate_identity', 'fraud'] },
        'reasonCode',
      ));
});
