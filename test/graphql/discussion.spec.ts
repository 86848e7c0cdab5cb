import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startServer, type TestServer } from '../support/server.js';
import { addPhase, cityIdea, draft, foundTown, type Town } from '../support/town.js';

let server: TestServer;
let town: Town;
let ideaId: string;
let phaseId: string;
beforeAll(async () => {
  server = await startServer();
  town = await foundTown(server);
  const consultationId = await draft(town);
  phaseId = await addPhase(town, consultationId, 'ideation');
  await town.granted('publishConsultation', { consultationId });
  await town.granted('openPhase', { phaseId });
  ideaId = await cityIdea(town, consultationId, 'Un jardin');
}, 60_000);
afterAll(() => server.close());

const codesOf = (payload: any): string[] => payload.userErrors.map((e: any) => e.code);
const say = async (who: string, text: string, more: object = {}) =>
  town.granted(
    'postComment',
    { ideaId, text, ...more },
    'comment { commentId text stance }',
    await town.citizen(who),
  );
const comments = async (min: string, token?: string, page = 'first: 20') => {
  const { data, errors } = await server.graphql(
    `query($id: ID!, $min: Position) { idea(id: $id, minPosition: $min) { comments(${page}) {
      nodes { text stance commentRevision hiddenReason } edges { cursor } pageInfo { hasNextPage endCursor }
    } } }`,
    { id: ideaId, min },
    token,
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data.idea.comments;
};

test('people discuss an idea; a comment is revised by its author, hidden and shown again by moderators', async () => {
  const { comment } = await say('carole', 'Oui !', { stance: 'for' });
  expect(comment).toMatchObject({ text: 'Oui !', stance: 'for' });
  await say('david', 'Non.', { stance: 'against' });
  await say('emma', 'Où ?');
  const { commentId } = comment;
  const own = { ideaId, commentId };
  const again = { ...own, text: 'Oui, vraiment.' };
  expect(codesOf(await town.act('reviseComment', again, '', await town.citizen('david')))).toEqual([
    'NOT_THE_AUTHOR',
  ]);
  const revised = await town.granted('reviseComment', again, '', await town.citizen('carole'));
  const all = await comments(revised.position);
  expect(all.nodes.map((c: any) => c.text)).toEqual(['Oui, vraiment.', 'Non.', 'Où ?']);
  expect(all.nodes[0].commentRevision).toBe(2);

  const one = await comments(revised.position, undefined, 'first: 2');
  expect(one.pageInfo.hasNextPage).toBe(true);
  const rest = await comments(
    revised.position,
    undefined,
    `first: 2, after: "${one.pageInfo.endCursor}"`,
  );
  expect(rest.nodes.map((c: any) => c.text)).toEqual(['Où ?']);

  const moderator = await server.token('moderator', 'moussa', [town.name]);
  const flag = { ...own, reasonCode: 'off_topic' };
  await town.granted('flagComment', flag, '', await town.citizen('david'));
  const hide = { ...flag, publicNote: 'Hors sujet.' };
  const gone = await town.granted('hideComment', hide, '', moderator);
  expect((await comments(gone.position)).nodes).toHaveLength(2);
  expect((await comments(gone.position, moderator)).nodes[0].hiddenReason).toBe('off_topic');
  const back = { ...own, publicNote: 'Si.' };
  const { position } = await town.granted('restoreComment', back, '', moderator);
  expect((await comments(position)).nodes).toHaveLength(3);
});

test('E09 T19 when the phase is closed the discussion is too, and what was said stays', async () => {
  const { position } = await town.granted('closePhase', { phaseId, reason: 'Fin.' });
  const late = { ideaId, text: 'Trop tard ?' };
  expect(codesOf(await town.act('postComment', late, '', await town.citizen('emma')))).toEqual([
    'DISCUSSION_CLOSED',
  ]);
  expect((await comments(position)).nodes).toHaveLength(3);
});
