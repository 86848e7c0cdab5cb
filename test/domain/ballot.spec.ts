import { describe, test } from '@jest/globals';
import {
  basket,
  closed,
  configured,
  consultation,
  consultationId,
  fact,
  ideationId,
  line,
  option,
  priced,
  replacing,
  rescheduled,
  submit,
  town,
  vote,
  voteId,
  voting,
  withdraw,
  withdrawn,
} from '../arcueil.js';
import { given } from '../given.js';

const open = given(...voting());
const garden = basket([line('garden')]);
/** Bob's second basket, in place of his first. */
const second = basket([line('bench'), line('lamps')], {
  basketRevision: 2,
  replaces: replacing(garden),
});

describe('submitting a basket', () => {
  test('it is recorded whole, at the published prices, with a receipt', () =>
    open.when(submit(['garden', 'bench'])).then(basket([line('garden'), line('bench')])));

  test('a later basket takes the place of the earlier one, and says what that held', () =>
    open
      .and(garden)
      .when(submit(['bench', 'lamps']))
      .then(second));

  test('E01, E02, T20, T50 the same basket again is nothing new, in whatever order and through whatever door', () => {
    const voted = open.and(basket([line('garden'), line('bench')]));
    voted.when(submit(['garden', 'bench'])).then();
    voted.when(submit(['bench', 'garden'])).then();
    voted
      .when(
        submit([], {
          lines: [{ ideaId: 'bench', unitCost: 30_00, votes: 1 }, { ideaId: 'garden' }],
        }),
      )
      .then();
  });

  test('a basket that differs in one option is another basket', () => {
    const first = basket([line('garden'), line('bench')]);
    open
      .and(first)
      .when(submit(['garden', 'lamps']))
      .then(
        basket([line('garden'), line('lamps')], {
          basketRevision: 2,
          replaces: replacing(first),
        }),
      );
  });

  test('what voters say of themselves is personal, and nothing is kept when they say nothing', () => {
    const segments = { age: '35', sex: 'F' };
    open.when(submit(['garden'], { segments })).then({ ...garden, personal: { segments } });
    open.when(submit(['garden'], { segments: {} })).then(garden);
  });

  test('whole ballots are for auditors, or for everybody once the phase is closed', () => {
    const config = { ballotDisclosure: 'public_after_close' } as const;
    given(...voting(config))
      .when(submit(['garden']))
      .then({ ...garden, visibility: 'sealed_until_close' });
    given(...voting(config), garden)
      .when(withdraw())
      .then({ ...withdrawn(garden), visibility: 'sealed_until_close' });
  });
});

describe('when one votes', () => {
  test('E07 nobody votes before the opening: not before its instant, nor before it is opened', () => {
    const early = ['PHASE_NOT_OPEN', { phaseId: voteId, opensAt: vote.opensAt }] as const;
    open
      .at('2026-04-30T23:59:59.999Z')
      .when(submit(['garden']))
      .refused(...early);
    const planned = given(...consultation, configured(), priced());
    planned
      .at(vote.opensAt)
      .when(submit(['garden']))
      .refused(...early);
  });

  test('E08, T36 nobody votes, changes or withdraws after the close, even if the close is not recorded yet', () => {
    const over = ['PHASE_CLOSED', { phaseId: voteId, closedAt: vote.closesAt }] as const;
    for (const scene of [open.and(garden).at(vote.closesAt!), open.and(garden, closed(vote))]) {
      scene.when(submit(['bench'])).refused(...over);
      scene.when(submit(['bench'], { voterRef: 'carol' })).refused(...over);
      scene.when(submit(['garden'])).refused(...over);
      scene.when(withdraw()).refused(...over);
    }
  });

  test('E08 at closesAt it is closed, a millisecond before it is open', () => {
    const last = open.and(garden).at('2026-05-31T23:59:59.999Z');
    last.when(submit(['bench', 'lamps'])).then(second);
    last.when(withdraw()).then(withdrawn(garden));
  });

  test('E38e a phase that ends with the day of 25 hours closes at the end of them', () => {
    const last = open.and(rescheduled({ closesAt: '2026-10-25T23:00:00.000Z' }));
    last
      .at('2026-10-25T22:59:59.999Z')
      .when(submit(['garden']))
      .then(garden);
    last
      .at('2026-10-25T23:00:00.000Z')
      .when(submit(['garden']))
      .refused('PHASE_CLOSED', { phaseId: voteId, closedAt: '2026-10-25T23:00:00.000Z' });
  });

  test('E08b a phase closed by hand before its end is closed from that instant on', () => {
    const at = '2026-05-20T12:00:00.000Z';
    const byHand = fact('PhaseClosed', {
      phaseId: voteId,
      at,
      cause: 'manual',
      reason: 'A flood.',
    });
    for (const moment of [at, '2026-05-25T00:00:00.000Z', vote.closesAt!])
      open
        .and(byHand)
        .at(moment)
        .when(submit(['garden']))
        .refused('PHASE_CLOSED', { phaseId: voteId, closedAt: at });
  });

  test('all that is wrong is told at once, the clock and the basket alike', () =>
    open
      .at(vote.closesAt!)
      .when(submit(['moon'], { expectedRevision: 3 }))
      .refusedTogether(
        ['PHASE_CLOSED', { phaseId: voteId, closedAt: vote.closesAt }],
        ['BASKET_CHANGED', { expectedRevision: 3, currentRevision: 0 }, 'expectedRevision'],
        ['IDEA_NOT_ON_BALLOT', { ideaId: 'moon' }, 'lines.0.ideaId'],
      ));
});

describe('where one votes', () => {
  test('nobody votes in a phase that gathers ideas, nor withdraws there', () => {
    const noVote = ['NOT_A_VOTE', { method: 'ideation' }, 'phaseId'] as const;
    open.when(submit(['garden'], { phaseId: ideationId })).refused(...noVote);
    open.when(withdraw({ phaseId: ideationId })).refused(...noVote);
  });

  test('a phase nobody announced has no ballot', () =>
    open
      .when(submit(['garden'], { phaseId: 'constructor' }))
      .refused('PHASE_UNKNOWN', { phaseId: 'constructor' }, 'phaseId'));

  test('a consultation that does not exist has no ballot; an archived one takes no more', () => {
    given(...town)
      .when(submit(['garden']))
      .refused('CONSULTATION_UNKNOWN', { consultationId }, 'consultationId');
    const archived = fact('ConsultationArchived', {
      at: '2026-07-01T00:00:00.000Z',
      outcomeSummary: 'Built.',
      noFollowUpReason: null,
    });
    open.and(archived).when(withdraw()).refused('CONSULTATION_ARCHIVED', { consultationId });
  });
});

describe('changing one’s mind', () => {
  test('E04, T01 of two baskets at once the later takes the place of the earlier', () =>
    given(...voting(), submit(['garden']))
      .when(submit(['bench', 'lamps']))
      .then(second));

  test('E04 who says which basket they saw is told when it has changed', () => {
    const changed = (expectedRevision: number, currentRevision: number) =>
      ['BASKET_CHANGED', { expectedRevision, currentRevision }, 'expectedRevision'] as const;
    open.when(submit(['garden'], { expectedRevision: 0 })).then(garden);
    open
      .and(garden)
      .when(submit(['bench', 'lamps'], { expectedRevision: 1 }))
      .then(second);
    open
      .and(garden)
      .when(submit(['bench'], { expectedRevision: 0 }))
      .refused(...changed(0, 1));
    open
      .and(garden, second)
      .when(withdraw({ expectedRevision: 1 }))
      .refused(...changed(1, 2));
    open
      .and(garden, withdrawn(garden))
      .when(submit(['bench'], { expectedRevision: 1 }))
      .refused(...changed(1, 0));
  });

  test('E06 a basket is withdrawn once; a second time, or without a basket, is nothing new', () => {
    open.and(garden).when(withdraw()).then(withdrawn(garden));
    open.and(garden, withdrawn(garden)).when(withdraw()).then();
    open.when(withdraw()).then();
  });

  test('E06 what follows a withdrawal is a new basket that replaces nothing', () =>
    open
      .and(garden, withdrawn(garden))
      .when(submit(['garden']))
      .then(basket([line('garden')], { basketRevision: 2 })));

  test('where a basket is final it is not changed, and not after a withdrawal either', () => {
    const final = given(...voting({ revisionAllowed: false }));
    final.when(submit(['garden'])).then(garden);
    final
      .and(garden)
      .when(submit(['garden']))
      .then();
    final
      .and(garden)
      .when(submit(['bench']))
      .refused('REVISION_NOT_ALLOWED');
    final.and(garden).when(withdraw()).then(withdrawn(garden));
    final
      .and(garden, withdrawn(garden))
      .when(submit(['bench']))
      .refused('REVISION_NOT_ALLOWED');
  });

  test('I3 each voter has a basket of their own', () =>
    open
      .and(garden)
      .when(submit(['garden'], { voterRef: 'carol' }))
      .then(basket([line('garden')], { voterRef: 'carol' })));
});

describe('who votes', () => {
  const residents = given(...voting({ eligibleAreaIds: ['centre', 'north'] }));
  const notEligible = ['NOT_ELIGIBLE', { areaIds: ['centre', 'north'] }] as const;

  test('residents of the areas named, and nobody else', () => {
    residents.when(submit(['garden'], { residenceAreaId: 'north' })).then(garden);
    residents.when(submit(['garden'], { residenceAreaId: 'paris' })).refused(...notEligible);
    residents.when(submit(['garden'])).refused(...notEligible);
  });

  test('everybody where no area is named', () =>
    open.when(submit(['garden'], { residenceAreaId: 'paris' })).then(garden));

  test('E33 who has moved away keeps the basket, may withdraw it, and submits no other', () => {
    const moved = residents.and(garden);
    moved.when(submit(['bench'], { residenceAreaId: 'paris' })).refused(...notEligible);
    moved.when(withdraw()).then(withdrawn(garden));
  });

  test('E33 who changes envelope withdraws the basket first', () => {
    const envelopes = [
      { areaId: 'centre', amount: 100_00, currency: 'EUR' },
      { areaId: 'north', amount: 100_00, currency: 'EUR' },
    ];
    const list = [
      option('garden', 60_00, { envelopeAreaId: 'centre' }),
      option('pond', 40_00, { envelopeAreaId: 'north' }),
    ];
    const two = given(...voting({ envelopes }, list));
    const inCentre = submit(['garden'], { envelopeAreaId: 'centre' });
    const inNorth = submit(['pond'], { envelopeAreaId: 'north' });
    two
      .and(inCentre)
      .when(inNorth)
      .refused('ENVELOPE_LOCKED', { areaId: 'centre' }, 'envelopeAreaId');
    two
      .and(inCentre, withdraw())
      .when(inNorth)
      .then({
        ...basket([line('pond', 1, list)], {
          basketRevision: 2,
          envelopeAreaId: 'north',
        }),
        data: {
          ...basket([line('pond', 1, list)], { basketRevision: 2, envelopeAreaId: 'north' }).data,
          optionsHash: priced(list).data.optionsHash,
        },
      });
  });
});
