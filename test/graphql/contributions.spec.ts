import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startServer, type TestServer } from '../support/server.js';
import { addPhase, cityIdea, draft, foundTown, type Town } from '../support/town.js';

let server: TestServer;
let town: Town;
let consultationId: string;
let phaseId: string;
beforeAll(async () => {
  server = await startServer();
  town = await foundTown(server);
  consultationId = await draft(town);
  phaseId = await addPhase(town, consultationId, 'ideation');
  await town.granted('publishConsultation', { consultationId });
  await town.granted('openPhase', { phaseId });
}, 60_000);
afterAll(() => server.close());

const propose = async (who: string, title: string): Promise<string> => {
  const wished = {
    ...{ consultationId, phaseId, topicIds: ['nature'] },
    text: { title, body: 'Pour tous.' },
  };
  const { idea } = await town.granted('submitIdea', wished, 'idea { id }', await town.citizen(who));
  return idea.id;
};
const say = async (who: string, ideaId: string) =>
  town.granted(
    'postComment',
    { ideaId, text: `Je suis ${who}.` },
    'comment { commentId }',
    await town.citizen(who),
  );
const brought = async (
  min: string,
  { asOf = '', token }: { asOf?: string; token?: string } = {},
) => {
  const { data, errors } = await server.graphql(
    `query($id: ID!, $min: Position) ${asOf} { phase(id: $id, minPosition: $min) {
      contributions { ideas authors comments commenters } } }`,
    { id: phaseId, min },
    token,
  );
  expect(errors).toBeUndefined();
  return data.phase.contributions;
};
const counts = (ideas: number, authors: number, comments: number, commenters: number) => ({
  ...{ ideas, authors, comments, commenters },
});

test('E21 who brings ideas in and who comments is counted once; what is hidden or taken back is not, whoever asks', async () => {
  const garden = await propose('anna', 'Un jardin');
  const bench = await propose('anna', 'Un banc');
  const lamp = await propose('bob', 'Une lampe');
  await cityIdea(town, consultationId, 'Hors de la phase');
  await say('carole', garden);
  const { comment } = await say('carole', lamp);
  await say('anna', bench);
  await say('emma', lamp);
  const all = await say('david', bench);
  expect(await brought(all.position)).toEqual(counts(3, 2, 5, 4));

  const moderator = await server.token('moderator', 'mona', ['arcueil']);
  const note = { reasonCode: 'off_topic', publicNote: 'Hors sujet.' };
  const muted = await town.granted(
    ...['hideComment', { ideaId: lamp, commentId: comment.commentId, ...note }, '', moderator],
  );
  expect(await brought(muted.position)).toEqual(counts(3, 2, 4, 4));
  const hidden = await town.granted('hideIdea', { ideaId: bench, ...note }, '', moderator);
  expect(await brought(hidden.position)).toEqual(counts(2, 2, 2, 2));
  expect(await brought(hidden.position, { token: moderator })).toEqual(counts(2, 2, 2, 2));
  const bob = await town.citizen('bob');
  const back = await town.granted('withdrawIdea', { ideaId: lamp, reason: 'Non.' }, '', bob);
  expect(await brought(back.position)).toEqual(counts(1, 1, 1, 1));

  const asOf = `@asOf(position: "${hidden.position}")`;
  expect(await brought(back.position, { asOf })).toEqual(counts(2, 2, 2, 2));
});
