import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { startServer, type TestServer } from '../support/server.js';
import { startMailServer, type MailServer } from '../support/smtp.js';
import { addPhase, draft, foundTown, rules, type Town } from '../support/town.js';
import { until } from '../support/until.js';

const DAY = 86_400_000;

let server: TestServer;
let mail: MailServer;
let town: Town;
let ideaId: string;

beforeAll(async () => {
  mail = await startMailServer();
  const settings = { CAHIER_SMTP_URL: mail.url, CAHIER_MAIL_FROM: 'cahier@arcueil.example' };
  server = await startServer(undefined, settings, { reactions: true });
  town = await foundTown(server);
  const consultationId = await draft(town);
  const promise = { every: 'P3M', batchSize: 10 };
  await town.granted('publishRules', { ...rules(consultationId), feedbackPromise: promise });
  const phaseId = await addPhase(town, consultationId, 'ideation');
  await town.granted('publishConsultation', { consultationId });
  await until(async () => (await asked(phaseId, 'Phase', 'status'))?.status === 'open');
  const anna = await town.citizen('anna');
  const reachable = { locale: 'fr', email: 'anna@example.org' };
  await town.granted('registerParticipant', reachable, '', anna);
  const text = { title: 'Un banc', body: 'Pour tous.' };
  const wished = { consultationId, phaseId, text, topicIds: ['nature'] };
  ideaId = (await town.granted('submitIdea', wished, 'idea { id }', anna)).idea.id;
}, 60_000);
afterAll(async () => {
  jest.useRealTimers();
  await server.close();
  await mail.close();
});

const asked = async (id: string, type: string, shows: string) => {
  const query = `query($id: ID!) { node(id: $id) { ... on ${type} { ${shows} } } }`;
  const { data, errors } = await server.graphql(query, { id });
  expect(errors).toBeUndefined();
  return data.node;
};

/** Sets the clock that rules go by, and no timer, to so many days from now; it goes on from there. */
const daysLater = (days: number): void => {
  const now = Date.now() + days * DAY;
  jest.useFakeTimers({
    ...{ now, advanceTimers: true },
    doNotFake: [
      ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask'] as const),
      ...(['setImmediate', 'clearImmediate', 'setInterval', 'clearInterval'] as const),
      ...(['setTimeout', 'clearTimeout'] as const),
    ],
  });
};

const late = async (): Promise<object[]> => {
  const shows = `timeline(first: 50) { nodes {
    __typename ... on OfficialFeedbackOverdueItem { at dueAt } } }`;
  const { timeline } = await asked(ideaId, 'Idea', shows);
  return timeline.nodes.filter((item: any) => item.__typename === 'OfficialFeedbackOverdueItem');
};

test('E42 when the promised day is over the timeline says that the answer is late, once, and its author is told', async () => {
  daysLater(80);
  expect(await late()).toEqual([]);
  expect(mail.taken).toEqual([]);
  daysLater(20);
  const [item] = await until(async () => {
    const items = await late();
    return items.length > 0 && items;
  });
  const { at, dueAt } = item as { at: string; dueAt: string };
  expect(at >= dueAt).toBe(true);
  expect(Date.parse(at) - Date.parse(dueAt)).toBeLessThan(20 * DAY);
  await until(async () => mail.taken.length > 0);
  expect(mail.taken.map(({ to }) => to)).toEqual([['anna@example.org']]);
  expect(await late()).toHaveLength(1);
});
