import { describe, test } from '@jest/globals';
import type { RulingCommand } from '../../src/domain/ballot/decide-rulings.js';
import {
  basket,
  cancelled,
  certified,
  consultationId,
  line,
  submit,
  voteId,
  voting,
  withdraw,
  withdrawn,
  sofia,
} from '../arcueil.js';
import { given } from '../given.js';
import { invalidated, proposed, reinstated } from '../rulings.js';
import { marc } from '../story.js';
import {
  cast,
  changeVote,
  of,
  supportId,
  supporting,
  voteCast,
  withdrawVote,
} from '../supports.js';

const garden = basket([line('garden')]);
const open = given(...voting(), garden);
const wish = (
  type: RulingCommand['type'],
  over: Partial<Omit<RulingCommand, 'type'>> = {},
): RulingCommand => ({
  ...{ type, consultationId, phaseId: voteId, voterRef: 'bob', reasonCode: 'fraud' },
  evidenceRef: 'dossier 7',
  ...over,
});
const invalidate = wish('InvalidateBallot');
const reinstate = wish('ReinstateBallot');
describe('E27, T49 taking a ballot out of the count', () => {
  test('takes two agents: what one says is a proposal, and the same said by another decides it', () => {
    open.by(sofia).when(invalidate).then(proposed());
    open.and(proposed()).by(marc).when(invalidate).then(invalidated());
  });

  test('nobody decides alone, however often they say it', () =>
    open.and(proposed()).by(sofia).when(invalidate).then());

  test('another reason is another proposal', () => {
    const other = wish('InvalidateBallot', { reasonCode: 'ineligible' });
    const second = proposed({ reasonCode: 'ineligible', proposedBy: 'marc' });
    open.and(proposed()).by(marc).when(other).then(second);
    open
      .and(proposed(), second)
      .by(marc)
      .when(invalidate)
      .then(proposed({ proposedBy: 'marc' }));
  });

  test('once it is decided, it is so, and is not said again', () =>
    open.and(proposed(), invalidated()).by(sofia).when(invalidate).then());

  test('the voter can neither change nor withdraw it meanwhile', () => {
    const out = open.and(proposed(), invalidated());
    out.when(submit(['bench'])).refused('BALLOT_INVALIDATED');
    out.when(withdraw()).refused('BALLOT_INVALIDATED');
    open.and(proposed()).when(withdraw()).then(withdrawn(garden));
  });

  test('it is reinstated by two agents as it was, and nothing of it was deleted', () => {
    const out = open.and(proposed(), invalidated());
    const again = proposed({ ruling: 'BallotReinstated', proposedBy: 'marc' });
    out.by(marc).when(reinstate).then(again);
    out
      .and(again)
      .by(sofia)
      .when(reinstate)
      .then(reinstated({ decidedBy: ['marc', 'sofia'] }));
    const back = out.and(again, reinstated({ decidedBy: ['marc', 'sofia'] }));
    back.by(sofia).when(reinstate).then();
    back.when(withdraw()).then(withdrawn(garden));
  });

  test('a ballot that was not taken out is not reinstated, and one in which nothing stands not taken out', () => {
    open.when(reinstate).then();
    given(...voting())
      .when(invalidate)
      .refused('NO_BALLOT', {}, 'voterRef');
    open.and(withdrawn(garden)).when(invalidate).refused('NO_BALLOT', {}, 'voterRef');
  });

  test('E36 not once the result is certified, and not in a phase that was cancelled', () => {
    open.and(certified).when(invalidate).refused('RESULTS_CERTIFIED', { phaseId: voteId });
    open
      .and(cancelled('2026-05-10T00:00:00.000Z'))
      .when(invalidate)
      .refused('PHASE_CANCELLED', { phaseId: voteId });
  });

  test('where the evidence is fits in a line', () =>
    open
      .when(wish('InvalidateBallot', { evidenceRef: 'x'.repeat(501) }))
      .refused('TEXT_TOO_LONG', { limit: 500, length: 501 }, 'evidenceRef'));
});

describe('E27 votes on ideas', () => {
  const inSupport = { phaseId: supportId };
  const two = [voteCast('garden'), voteCast('bench', 'down', { standing: 2 })];
  const asked = given(...supporting(), ...two);
  const proposal = proposed(inSupport);
  const out = invalidated({
    ...inSupport,
    basket: null,
    votes: [of('bench', 'down'), of('garden')],
  });

  test('all of a voter’s votes that count leave the count together', () =>
    asked.and(proposal).by(marc).when(wish('InvalidateBallot', inSupport)).then(out));

  test('votes that did not count yet leave nothing behind', () => {
    const three = given(...supporting({ minVotesPerVoter: 3 }), ...two, proposal);
    three
      .by(marc)
      .when(wish('InvalidateBallot', inSupport))
      .then({ ...out, data: { ...out.data, votes: [] } });
  });

  test('and the voter gives, changes and withdraws none', () => {
    const after = asked.and(proposal, out);
    after.when(cast('lamps')).refused('BALLOT_INVALIDATED');
    after.when(changeVote('garden', 'down')).refused('BALLOT_INVALIDATED');
    after.when(withdrawVote('garden')).refused('BALLOT_INVALIDATED');
  });
});
