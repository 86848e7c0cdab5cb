import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { basketTally } from '../../projections/basket-tally.js';
import { myBallot } from '../../projections/my-ballot.js';
import { phaseParticipation } from '../../projections/phase-participation.js';
import type { Projection } from '../../projections/projection.js';
import type { BallotFact, BasketLine } from '../../src/domain/ballot/events.js';
import type { CahierFact } from '../../src/domain/events.js';
import { options, priced, restored, submit, suspended, voting, withdraw } from '../arcueil.js';
import { given } from '../given.js';
import { logOf, rowsAfter } from '../seen.js';

const voters = ['ann', 'bob', 'carol', 'dan'];
const lines = fc.uniqueArray(
  fc.record({
    ideaId: fc.constantFrom(...options.map((o) => o.ideaId)),
    votes: fc.integer({ min: 1, max: 3 }),
  }),
  { selector: (l) => l.ideaId },
);
const voterRef = fc.constantFrom(...voters);
const wish = fc.oneof(
  { weight: 3, arbitrary: fc.record({ voterRef, lines }).map((w) => submit([], w)) },
  { weight: 1, arbitrary: voterRef.map((ref) => withdraw({ voterRef: ref })) },
);
/** Baskets with points, blank ones too, submitted, changed and withdrawn by a few voters as they like. */
const ballots = fc.array(wish, { maxLength: 40 }).map((wishes) => {
  let scene = given(
    ...voting({ ballotType: 'cumulative', maxSpend: null, minItems: 0, maxVotesPerIdea: 3 }),
  );
  return wishes.flatMap((w) => {
    const { decision } = scene.when(w);
    if ('refused' in decision) throw new Error(JSON.stringify(decision.refused));
    scene = scene.and(...decision.facts);
    return decision.facts as BallotFact[];
  });
});

/** What each voter's last act leaves standing. */
const standing = (facts: BallotFact[]): BasketLine[][] => {
  const last = new Map(facts.map((f) => [f.data.voterRef, f]));
  return [...last.values()].flatMap((f) => (f.type === 'BasketSubmitted' ? [f.data.lines] : []));
};
const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);

describe('I4 a count is what one finds by looking at every voter’s last basket', () => {
  test('for each option', () =>
    fc.assert(
      fc.property(ballots, (facts) => {
        const baskets = standing(facts);
        const expected = options.map(({ ideaId }) => {
          const held = baskets.flatMap((b) => b.filter((l) => l.ideaId === ideaId));
          return {
            phaseId: 'pb26.vote',
            ideaId,
            picks: held.length,
            votes: sum(held.map((l) => l.votes)),
            moneyPicked: sum(held.map((l) => l.unitCost)),
            offlinePicks: 0,
            offlineVotes: 0,
            counted: held.length,
            suspended: null,
          };
        });
        expect(rowsAfter(basketTally, logOf(priced(), ...facts))).toEqual(expected);
      }),
    ));

  test('E21 for each option that is hidden: none, until it is shown again, whatever happens meanwhile', () =>
    fc.assert(
      fc.property(ballots, fc.nat(40), fc.nat(40), (facts, from, length) => {
        const during = facts.slice(from, from + length);
        const begun: CahierFact[] = [priced(), ...facts.slice(0, from)];
        const log = [...begun, suspended('garden', 'hidden'), ...during];
        const gardens = (events: CahierFact[]) =>
          rowsAfter(basketTally, logOf(...events)).filter((row) => row.ideaId === 'garden');
        expect(gardens(log)).toMatchObject([{ counted: 0, suspended: 'hidden' }]);
        const after = [...log, restored('garden'), ...facts.slice(from + length)];
        expect(gardens(after)).toEqual(gardens([priced(), ...facts]));
      }),
    ));

  test('for the participation', () =>
    fc.assert(
      fc.property(ballots, (facts) => {
        const baskets = standing(facts);
        expect(rowsAfter(phaseParticipation, logOf(priced(), ...facts))).toEqual([
          {
            phaseId: 'pb26.vote',
            participants: baskets.length,
            offlineVoters: 0,
            blankBaskets: baskets.filter((b) => b.length === 0).length,
            acts: facts.length,
            totalSpend: sum(baskets.flat().map((l) => l.unitCost)),
          },
        ]);
      }),
    ));

  test('for what each voter is shown', () =>
    fc.assert(
      fc.property(ballots, (facts) => {
        const shown = rowsAfter(myBallot, logOf(...facts)).filter((r) => r.status === 'submitted');
        expect(shown.map((r) => r.lines)).toEqual(expect.arrayContaining(standing(facts)));
        expect(shown).toHaveLength(standing(facts).length);
      }),
    ));

  test('and the order in which voters came does not matter', () =>
    fc.assert(
      fc.property(ballots, (facts) => {
        const oneByOne = voters.flatMap((v) => facts.filter((f) => f.data.voterRef === v));
        for (const view of [basketTally, phaseParticipation] as Projection[])
          expect(rowsAfter(view, logOf(priced(), ...oneByOne))).toEqual(
            rowsAfter(view, logOf(priced(), ...facts)),
          );
      }),
    ));
});
