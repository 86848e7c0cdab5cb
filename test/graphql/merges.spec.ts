import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startServer, type TestServer } from '../support/server.js';
import { addPhase, cityIdea, draft, foundTown, openBudget, type Town } from '../support/town.js';

let server: TestServer;
let town: Town;
beforeAll(async () => {
  server = await startServer();
  town = await foundTown(server);
}, 60_000);
afterAll(() => server.close());

const codesOf = (payload: any): string[] => payload.userErrors.map((e: any) => e.code);
const reason = 'Le même banc.';

describe('ideas that are one', () => {
  let ideas: string[];
  beforeAll(async () => {
    const consultationId = await draft(town);
    const phaseId = await addPhase(town, consultationId, 'ideation');
    await town.granted('publishConsultation', { consultationId });
    await town.granted('openPhase', { phaseId });
    ideas = [];
    for (const title of ['Un banc', 'Le banc', 'Des bancs'])
      ideas.push(await cityIdea(town, consultationId, title));
  }, 60_000);

  const seen = async (id: string, min: string) =>
    (
      await server.graphql(
        `query($id: ID!, $min: Position) { idea(id: $id, minPosition: $min) {
          title mergePolicy mergedInto { id } merged { id }
          duplicates { status score idea { id } }
          timeline(first: 100) { nodes { __typename
            ... on IdeasMergedItem { sourceIdeaIds votePolicy }
            ... on IdeaMergedIntoItem { targetIdeaId }
            ... on IdeaUnmergedItem { sourceIdeaId targetIdeaId }
          } }
        } }`,
        { id, min },
      )
    ).data.idea;

  test('T27 a suggestion is seen with either of them, and a person decides', async () => {
    const [one, other] = ideas as [string, string];
    const pair = { ideaId: one, otherIdeaId: other };
    const said = await town.granted('suggestDuplicate', { ...pair, model: 'm1', score: 81 });
    expect((await seen(other, said.position)).duplicates).toEqual([
      { status: 'suggested', score: 81, idea: { id: one } },
    ]);
    const { position } = await town.granted('dismissDuplicate', { ...pair, reason });
    expect((await seen(one, position)).duplicates).toMatchObject([{ status: 'dismissed' }]);
  });

  test('T09 they are merged in one act, and each of them says so', async () => {
    const [one, other] = ideas as [string, string];
    const wished = { commandId: 'm-1', ideaId: one, sourceIdeaIds: [other], reason };
    const { position, revision } = await town.granted('mergeIdeas', wished, 'idea { id }');
    const target = await seen(one, position);
    expect(target).toMatchObject({ merged: [{ id: other }], mergedInto: null });
    expect(target.timeline.nodes).toContainEqual({
      __typename: 'IdeasMergedItem',
      sourceIdeaIds: [other],
      votePolicy: 'invite_revote',
    });
    expect(await seen(other, position)).toMatchObject({
      title: 'Le banc',
      mergePolicy: 'invite_revote',
      mergedInto: { id: one },
      merged: [],
    });
    const again = await town.granted('mergeIdeas', wished);
    expect(again).toMatchObject({ position, revision });
  });

  test('what comes along in a later merge is taken in by the idea that goes on', async () => {
    const [one, other, third] = ideas as [string, string, string];
    const wished = { ideaId: third, sourceIdeaIds: [one], reason };
    const { position } = await town.granted('mergeIdeas', wished);
    expect((await seen(other, position)).mergedInto).toEqual({ id: third });
    const merged = (await seen(third, position)).merged.map(({ id }: { id: string }) => id);
    expect(merged.sort()).toEqual([one, other].sort());
    expect(codesOf(await town.act('unmergeIdea', { ideaId: other, reason }))).toEqual([
      'MERGED_THROUGH',
    ]);
    expect(codesOf(await town.act('mergeIdeas', { ...wished, ideaId: other }))).toEqual([
      'IDEA_MERGED',
      'IDEA_MERGED',
    ]);
  });

  test('E19 taken apart, all is as it was', async () => {
    const [one, other, third] = ideas as [string, string, string];
    const back = await town.granted('unmergeIdea', { ideaId: one, reason });
    expect(await seen(one, back.position)).toMatchObject({
      mergedInto: null,
      merged: [{ id: other }],
    });
    expect((await seen(third, back.position)).merged).toEqual([]);
    const { position } = await town.granted('unmergeIdea', { ideaId: other, reason });
    const alone = await seen(other, position);
    expect(alone).toMatchObject({ mergedInto: null, mergePolicy: null });
    expect(alone.timeline.nodes.at(-1)).toEqual({
      __typename: 'IdeaUnmergedItem',
      sourceIdeaId: other,
      targetIdeaId: one,
    });
  });
});

describe('E18, E19, T27, T47 votes on merged ideas', () => {
  let phaseId: string;
  let ideas: string[];
  const vote = async (who: string, idea: number, value: string) =>
    town.granted('castVote', { phaseId, ideaId: ideas[idea], value }, '', await town.citizen(who));
  const tallies = async (min: string) => {
    const { data, errors } = await server.graphql(
      `query($id: ID!, $min: Position) { phase(id: $id, minPosition: $min) {
        participation { participants }
        voteTallies { nodes { idea { id } up down mergedUp mergedDown mergedNeutral counted suspended
          mergedInto { id } } } } }`,
      { id: phaseId, min },
    );
    expect(errors).toBeUndefined();
    const rows = data.phase.voteTallies.nodes;
    return ideas.map((id) => rows.find((row: any) => row.idea.id === id));
  };

  beforeAll(async () => {
    const consultationId = await draft(town, 'always');
    phaseId = await addPhase(town, consultationId, 'support');
    await town.granted('configureVoting', {
      ...{ phaseId, ballotType: 'support', values: ['up', 'down'] },
    });
    await town.granted('publishConsultation', { consultationId });
    ideas = [];
    for (const title of ['Un banc', 'Le banc', 'Des bancs'])
      ideas.push(await cityIdea(town, consultationId, title));
    await town.granted('openPhase', { phaseId });
  }, 60_000);

  test('each voter counts once, what was merged in counts nothing, and apart all is as before', async () => {
    await vote('ann', 0, 'down');
    await vote('ann', 1, 'up');
    await vote('bob', 2, 'down');
    await vote('bob', 1, 'up');
    const { position } = await vote('carol', 1, 'up');
    const before = await tallies(position);
    expect(before).toMatchObject([{ counted: 1 }, { counted: 3 }, { counted: 1 }]);

    const merge = {
      ...{ ideaId: ideas[0], sourceIdeaIds: ideas.slice(1) },
      ...{ votePolicy: 'union_distinct_voters', reason },
    };
    const merged = await town.granted('mergeIdeas', merge);
    expect(await tallies(merged.position)).toMatchObject([
      { up: 0, down: 1, mergedUp: 2, mergedDown: 0, counted: 3, suspended: null },
      { up: 3, counted: 0, suspended: 'merged', mergedInto: { id: ideas[0] } },
      { down: 1, counted: 0, suspended: 'merged', mergedInto: { id: ideas[0] } },
    ]);
    const late = { phaseId, ideaId: ideas[1], value: 'up' };
    const refused = await town.act('castVote', late, '', await town.citizen('dan'));
    expect(codesOf(refused)).toEqual(['IDEA_MERGED']);
    const onTarget = await vote('carol', 0, 'down');
    expect(await tallies(onTarget.position)).toMatchObject([
      { up: 0, down: 2, mergedUp: 1, counted: 3 },
      { counted: 0 },
      { counted: 0 },
    ]);

    await town.granted('unmergeIdea', { ideaId: ideas[1], reason });
    const apart = await town.granted('unmergeIdea', { ideaId: ideas[2], reason });
    const after = await tallies(apart.position);
    expect(after[0]).toEqual({ ...before[0], down: 2, counted: 2 });
    expect(after.slice(1)).toEqual(before.slice(1));

    await town.granted('mergeIdeas', merge);
    await town.granted('closePhase', { phaseId, reason: 'Fini.' });
    const votes = 'results { votes { voters counts { idea { id } up down counted } } }';
    const { results } = await town.granted('closeTally', { phaseId }, votes);
    expect(results.votes).toEqual({
      voters: 3,
      counts: [{ idea: { id: ideas[0] }, up: 1, down: 2, counted: 3 }],
    });
  });
});

test('E20 ideas on a ballot are not merged while people vote on them', async () => {
  const budget = await openBudget(town, { ideas: 2 });
  const [ideaId, source] = budget.ideas;
  const refused = await town.act('mergeIdeas', { ideaId, sourceIdeaIds: [source], reason });
  expect(codesOf(refused)).toEqual(['MERGE_DURING_VOTE']);
});

test('two who merge the same ideas at once into each other: one does', async () => {
  const budget = await openBudget(town, { ideas: 1 });
  const [one, other] = [
    await cityIdea(town, budget.consultation, 'A'),
    await cityIdea(town, budget.consultation, 'B'),
  ];
  const both = await Promise.all([
    town.act('mergeIdeas', { ideaId: one, sourceIdeaIds: [other], reason }),
    town.act('mergeIdeas', { ideaId: other, sourceIdeaIds: [one], reason }),
  ]);
  expect(both.map((payload) => [...new Set(codesOf(payload))].join()).sort()).toEqual([
    '',
    'IDEA_MERGED',
  ]);
});
