import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { countsOf, isUnited, standingIdea, unionOf, votesOf } from '../../projections/counted.js';
import { ideaCard } from '../../projections/idea-card.js';
import { voteTally } from '../../projections/vote-tally.js';
import { standingVote } from '../../projections/standing-vote.js';
import { phaseParticipation } from '../../projections/phase-participation.js';
import type { BallotFact } from '../../src/domain/ballot/events.js';
import type { SupportValue } from '../../src/domain/consultation/events.js';
import { hidden, shownAgain, submittedIdea } from '../arcueil.js';
import { given } from '../given.js';
import { recorded, saying } from '../papers.js';
import { logOf, rowsAfter } from '../seen.js';
import { cast, changeVote, supportId, supporting, voteCast, withdrawVote } from '../supports.js';

const supporters = (count: number) =>
  Array.from({ length: count }, (_v, i) => voteCast('garden', 'up', { voterRef: `voter-${i}` }));
const garden = (...past: Parameters<typeof logOf>) => {
  const log = logOf(submittedIdea(), ...past);
  return votesOf(rowsAfter(voteTally, log)[0]!, rowsAfter(ideaCard, log)[0]!);
};

const none = {
  ...{ offlineUp: 0, offlineDown: 0, offlineNeutral: 0 },
  ...{ mergedUp: 0, mergedDown: 0, mergedNeutral: 0 },
};
const online = (up: number) => ({ up, down: 0, neutral: 0 });

describe('what counts of the votes on an idea', () => {
  test('E21, T18 of an idea that is hidden none of 37; shown again, all 37 as before', () => {
    const before = garden(...supporters(37));
    expect(before).toMatchObject({ up: 37, counted: 37, suspended: null });
    const gone = garden(...supporters(37), hidden());
    expect(gone).toEqual({ ...before, counted: 0, suspended: 'hidden' });
    expect(garden(...supporters(37), hidden(), shownAgain())).toEqual(before);
  });

  const vote = (voterRef: string, ideaId: string, value: SupportValue, position: number) => ({
    ...{ voterRef, ideaId, value, position: BigInt(position) },
  });

  test('E18, T47 over merged ideas each voter counts once: what they say of the one that goes on, else what they said last', () =>
    expect(
      unionOf('garden', [
        vote('ann', 'garden', 'down', 1),
        vote('ann', 'bench', 'up', 9),
        vote('bob', 'bench', 'up', 8),
        vote('bob', 'lamps', 'down', 10),
        vote('carol', 'lamps', 'up', 3),
        vote('carol', 'bench', 'neutral', 2),
        vote('dan', 'bench', 'up', 4),
      ]),
    ).toEqual({ up: 2, down: 1, neutral: 0 }));

  test('E18 voters of ideas merged in count for the idea that goes on, and theirs counts nothing', () => {
    const union = { up: 2, down: 1, neutral: 0 };
    const target = votesOf({ ...online(3), ...none }, standingIdea, union);
    expect(target).toMatchObject({ up: 3, mergedUp: 2, mergedDown: 1, counted: 6 });
    const source = votesOf({ ...online(2), ...none }, { ...standingIdea, mergedInto: 'garden' });
    expect(source).toMatchObject({ up: 2, counted: 0, suspended: 'merged' });
  });

  test('E18 only where that was chosen, and not of ideas that are hidden or taken back', () => {
    const united: Parameters<typeof isUnited>[0] = {
      ...{ mergePolicy: 'union_distinct_voters' as const, hiddenAt: null, withdrawnAt: null },
    };
    expect(isUnited(united)).toBe(true);
    const others = [
      ...[{ mergePolicy: 'invite_revote' as const }, { mergePolicy: 'none' as const }],
      ...[{ mergePolicy: null }, { hiddenAt: '2026' }, { withdrawnAt: '2026' }],
    ];
    for (const other of others) expect(isUnited({ ...united, ...other })).toBe(false);
  });

  test('I4 votes on paper count with those given online', () => {
    const eight = recorded({ phaseId: supportId, lines: [saying('garden', 'up', 8)] });
    expect(garden(...supporters(2), eight)).toMatchObject({ up: 2, counted: 10 });
    expect(garden(...supporters(2), eight, hidden())).toMatchObject({ up: 2, counted: 0 });
  });

  test('a tally is closed on those that count, and names the ideas that do not', () => {
    const shown = { up: 1, down: 2, neutral: 0, ...none, counted: 3, suspended: null };
    const gone = { ...shown, up: 5, counted: 0, suspended: 'withdrawn' } as const;
    expect(
      countsOf([
        { ideaId: 'pond', ...shown },
        { ideaId: 'lamps', ...gone },
        { ideaId: 'bench', ...shown },
      ]),
    ).toEqual({
      counts: ['bench', 'pond'].map((ideaId) => ({
        ideaId,
        up: 1,
        down: 2,
        neutral: 0,
        counted: 3,
      })),
      suspended: [{ ideaId: 'lamps', why: 'withdrawn' }],
    });
  });
});

const voterRef = fc.constantFrom('ann', 'bob', 'carol');
const ideaId = fc.constantFrom('garden', 'bench', 'lamps', 'pond');
const value = fc.constantFrom<SupportValue>('up', 'down', 'neutral');
const wish = fc.record({ voterRef, ideaId, value, kind: fc.nat(3) });

/** What a few voters do with votes as they like, where two at least must be given. */
const acts = fc.array(wish, { maxLength: 60 }).map((wishes) => {
  let scene = given(...supporting({ minVotesPerVoter: 2, maxVotesPerVoter: 3 }));
  return wishes.flatMap(({ voterRef: who, ideaId: on, value: says, kind }) => {
    const over = { voterRef: who };
    const wished = [cast(on, says, over), cast(on, says, over), changeVote(on, says, over)][kind];
    const { decision } = scene.when(wished ?? withdrawVote(on, over));
    if ('refused' in decision) return [];
    scene = scene.and(...decision.facts);
    return decision.facts as BallotFact[];
  });
});

describe('I3, I4 a count is what one finds by looking at every voter’s standing votes', () => {
  test('for each idea, for the voters, and for what each of them is shown', () =>
    fc.assert(
      fc.property(acts, (facts) => {
        const said = new Map<string, Map<string, SupportValue>>();
        for (const { type, data } of facts) {
          const own = said.get(data.voterRef) ?? new Map<string, SupportValue>();
          said.set(data.voterRef, own);
          if (type === 'VoteCast') own.set(data.ideaId, data.value);
          if (type === 'VoteChanged') own.set(data.ideaId, data.to);
          if (type === 'VoteWithdrawn') own.delete(data.ideaId);
        }
        const counting = [...said.values()].filter((own) => own.size >= 2);
        const log = logOf(...facts);
        for (const row of rowsAfter(voteTally, log))
          for (const saying of ['up', 'down', 'neutral'] as const)
            expect(row[saying]).toBe(
              counting.filter((own) => own.get(row.ideaId) === saying).length,
            );
        const standing = rowsAfter(standingVote, log);
        expect(standing).toHaveLength([...said.values()].reduce((n, own) => n + own.size, 0));
        for (const row of standing) {
          expect(row.counted).toBe(said.get(row.voterRef)!.size >= 2);
          expect(row.value).toBe(said.get(row.voterRef)!.get(row.ideaId));
        }
        const [took] = rowsAfter(phaseParticipation, log);
        if (facts.length)
          expect(took).toMatchObject({
            phaseId: supportId,
            participants: counting.length,
            acts: facts.length,
          });
      }),
    ));
});
