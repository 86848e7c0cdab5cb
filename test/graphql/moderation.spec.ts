import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startServer, type TestServer } from '../support/server.js';
import { foundTown, openBudget, vote, type Budget, type Town } from '../support/town.js';

let server: TestServer;
let town: Town;
let moderator: string;
let auditor: string;
beforeAll(async () => {
  server = await startServer();
  town = await foundTown(server);
  moderator = await server.token('moderator', 'moussa', [town.name]);
  auditor = await server.token('auditor', 'ada');
}, 60_000);
afterAll(() => server.close());

const codesOf = (payload: any): string[] => payload.userErrors.map((e: any) => e.code);
const note = { publicNote: 'Une personne y est nommée.', privateNoteRef: 'M-17' };

/** What somebody sees of an idea and of its option. */
const seenBy = async (token: string | undefined, budget: Budget, n: number, min: string) => {
  const { data, errors } = await server.graphql(
    `query($id: ID!, $phase: ID!, $consultation: ID!, $min: Position) {
      idea(id: $id, minPosition: $min) { title hiddenReason timeline { nodes { __typename } } }
      phase(id: $phase) { options(orderBy: picks) { nodes { idea { id } suspended tally { picks counted } } } }
      consultation(id: $consultation) {
        ideas { nodes { id } }
        moderation { reasonCode flags hides restores }
        moderationLog { nodes { type idea { id } publicNote privateNoteRef actorKind } }
        timeline(first: 100) { nodes { __typename ... on BallotOptionSuspendedItem { ideaId cause } } }
      }
    }`,
    { id: budget.ideas[n], phase: budget.vote, consultation: budget.consultation, min },
    token,
  );
  if (errors) throw new Error(JSON.stringify(errors));
  const { idea, phase, consultation } = data;
  return { idea, options: phase.options.nodes, ...consultation, ideas: consultation.ideas.nodes };
};

describe('a moderator hides an idea during the vote', () => {
  let budget: Budget;
  let position: string;
  beforeAll(async () => {
    budget = await openBudget(town, { tallyVisibility: 'always' });
    await vote(town, budget, 'camille', budget.ideas.slice(0, 2));
    await vote(town, budget, 'dora', budget.ideas.slice(0, 1));
    const wished = { ideaId: budget.ideas[0], reasonCode: 'personal_data' };
    for (const who of ['emil', 'emil', 'farah'])
      await town.granted('flagContent', wished, '', await town.citizen(who));
    position = (await town.granted('hideIdea', { ...wished, ...note }, '', moderator)).position;
  }, 60_000);

  test('E21 it leaves lists and ranking for everybody, and the numbers are public', async () => {
    const seen = await seenBy(undefined, budget, 0, position);
    expect(seen.idea).toBeNull();
    expect(seen.ideas).toHaveLength(3);
    expect(seen.options.map((o: any) => o.idea.id)).toEqual(
      expect.arrayContaining(budget.ideas.slice(1)),
    );
    expect(seen.options).toHaveLength(3);
    expect(seen.moderation).toEqual([
      { reasonCode: 'personal_data', flags: 2, hides: 1, restores: 0 },
    ]);
    expect(seen.moderationLog.nodes).toEqual([]);
    expect(seen.timeline.nodes).toContainEqual({
      __typename: 'BallotOptionSuspendedItem',
      ideaId: budget.ideas[0],
      cause: 'hidden',
    });
  });

  test('E21 moderators and auditors see it, with what counts no longer', async () => {
    for (const token of [moderator, auditor]) {
      const seen = await seenBy(token, budget, 0, position);
      expect(seen.idea).toMatchObject({ title: 'Idée 1', hiddenReason: 'personal_data' });
      expect(seen.options).toContainEqual({
        idea: { id: budget.ideas[0] },
        suspended: 'hidden',
        tally: { picks: 2, counted: 0 },
      });
      expect(seen.moderationLog.nodes).toEqual([
        expect.objectContaining({ type: 'ContentFlagged', actorKind: 'citizen' }),
        expect.objectContaining({ type: 'ContentFlagged', actorKind: 'citizen' }),
        {
          type: 'IdeaHidden',
          idea: { id: budget.ideas[0] },
          ...note,
          actorKind: 'agent',
        },
      ]);
    }
    const other = await server.token('moderator', 'mina', ['bagneux']);
    expect((await seenBy(other, budget, 0, position)).moderationLog.nodes).toEqual([]);
    expect((await seenBy(other, budget, 0, position)).idea).toBeNull();
  });

  test('E21b nobody chooses it; who had it in a basket keeps the rest, and sees which line is out', async () => {
    expect(codesOf(await vote(town, budget, 'gil', budget.ideas.slice(0, 1)))).toEqual([
      'IDEA_NOT_VOTABLE',
    ]);
    const { data } = await server.graphql(
      'query($id: ID!) { phase(id: $id) { myBallot { status totalCost lines { suspended idea { id } } } } }',
      { id: budget.vote },
      await town.citizen('camille'),
    );
    expect(data.phase.myBallot).toEqual({
      status: 'submitted',
      totalCost: 200_000,
      lines: [
        { suspended: 'hidden', idea: null },
        { suspended: null, idea: { id: budget.ideas[1] } },
      ],
    });
  });

  test('citizens hide nothing', async () => {
    const wished = { ideaId: budget.ideas[1], reasonCode: 'spam', ...note };
    await expect(town.act('hideIdea', wished, '', await town.citizen('emil'))).rejects.toThrow(
      'FORBIDDEN',
    );
  });

  test('E21 shown again, every vote counts as before', async () => {
    const again = { ideaId: budget.ideas[0], publicNote: 'Le nom est retiré.' };
    const { position } = await town.granted('restoreIdea', again, '', moderator);
    const seen = await seenBy(undefined, budget, 0, position);
    expect(seen.idea).toMatchObject({ title: 'Idée 1', hiddenReason: null });
    expect(seen.idea.timeline.nodes.map((i: any) => i.__typename)).toEqual(
      expect.arrayContaining(['IdeaHiddenItem', 'IdeaRestoredItem']),
    );
    expect(seen.options[0]).toEqual({
      idea: { id: budget.ideas[0] },
      suspended: null,
      tally: { picks: 2, counted: 2 },
    });
  });

  test('E22 T24 disqualified, it is void in every basket and not funded, and the result says why', async () => {
    const { ideas, vote: phaseId } = budget;
    const wished = { ideaId: ideas[0], phaseId, reason: 'Le terrain n’est pas à la ville.' };
    await town.granted('disqualifyFromBallot', wished);
    await town.granted('closePhase', { phaseId, reason: 'Fin.' });
    await town.granted('closeTally', { phaseId });
    const { results } = await town.granted(
      'computeAllocation',
      { phaseId },
      'results { baskets envelopes { selected { idea { id } } notSelected { why idea { id } } } }',
    );
    expect(results.baskets).toBe(2);
    const [envelope] = results.envelopes;
    expect(envelope.selected[0]).toEqual({ idea: { id: ideas[1] } });
    expect(envelope.notSelected).toEqual([{ why: 'disqualified', idea: { id: ideas[0] } }]);
  });
});

describe('an author', () => {
  test('E45 takes an idea back, not while people vote on it, and it stays readable', async () => {
    const budget = await openBudget(town, { ideas: 1 });
    const anna = await town.citizen('anna');
    const wished = {
      consultationId: budget.consultation,
      phaseId: budget.ideation,
      text: { title: 'Une mare', body: 'Pour les grenouilles.' },
    };
    const { idea } = await town.granted('submitIdea', wished, 'idea { id }', anna);
    const bob = await town.citizen('bob');
    expect(codesOf(await town.act('withdrawIdea', { ideaId: idea.id }, '', bob))).toEqual([
      'NOT_THE_AUTHOR',
    ]);
    const taken = await town.granted(
      'withdrawIdea',
      { ideaId: idea.id, reason: 'Il y en a une.' },
      'idea { title withdrawnAt timeline { nodes { __typename ... on IdeaWithdrawnItem { reason } } } }',
      anna,
    );
    expect(taken.idea).toMatchObject({ title: 'Une mare', withdrawnAt: expect.any(String) });
    expect(taken.idea.timeline.nodes.at(-1)).toEqual({
      __typename: 'IdeaWithdrawnItem',
      reason: 'Il y en a une.',
    });
    expect(codesOf(await town.act('withdrawIdea', { ideaId: budget.ideas[0] }))).toEqual([
      'WITHDRAW_DURING_VOTE',
    ]);
  });
});
