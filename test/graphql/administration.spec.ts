import { CommandBus } from '@nestjs/cqrs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Act } from '../../src/acts/act.js';
import { localId } from '../../src/graphql/ids.js';
import { startServer, type TestServer } from '../support/server.js';
import {
  addPhase,
  cityIdea,
  draft,
  foundTown,
  inHours,
  rules,
  type Town,
} from '../support/town.js';

let server: TestServer;
let town: Town;
let consultationId: string;
let old: string;
let recent: string;

/** An idea that was handed in on paper at some time, as an import tells it. */
const ideaOf = async (occurredAt: string, title: string): Promise<string> => {
  const principal = { sub: 'archive', roles: ['registrar' as const], organisations: ['*'] };
  const local = localId('Consultation', consultationId, 'id');
  const ideaId = `${local}.${title.toLowerCase()}`;
  const wish = {
    type: 'SubmitIdea' as const,
    ...{ consultationId: local, ideaId, origin: 'paper' as const, topicIds: [] },
    text: { title, body: '', locale: 'fr' },
  };
  const circumstance = { principal, commandId: title, channel: 'import' as const, occurredAt };
  const result = await server.running.app.get(CommandBus).execute(new Act(wish, circumstance));
  if (result.status !== 'granted') throw new Error(JSON.stringify(result));
  const { data } = await ask(`ideas(first: 100) { nodes { id title } }`, String(result.position));
  return data.consultation.ideas.nodes.find((idea: any) => idea.title === title).id;
};

const ask = (shows: string, min: string, token?: string) =>
  server.graphql(
    `query($id: ID!, $min: Position) { consultation(id: $id, minPosition: $min) { ${shows} } }`,
    { id: consultationId, min },
    token,
  );

beforeAll(async () => {
  server = await startServer();
  town = await foundTown(server);
  const within = { organisationId: town.name };
  await town.granted('defineDepartment', { ...within, departmentId: 'parcs', label: 'Parcs' });
  await town.granted('defineDepartment', { ...within, departmentId: 'voirie', label: 'Voirie' });
  consultationId = await draft(town);
  const promise = { every: 'P3M', batchSize: 10 };
  await town.granted('publishRules', { ...rules(consultationId), feedbackPromise: promise });
  await addPhase(town, consultationId, 'ideation');
  await town.granted('publishConsultation', { consultationId });
  old = await ideaOf('2020-11-30T12:00:00.000Z', 'Ancienne');
  recent = await cityIdea(town, consultationId, 'Nouvelle');
}, 60_000);
afterAll(() => server.close());

describe('the promise of an answer', () => {
  const shows = `feedbackDue { nodes { idea { id } dueAt overdue departmentId firstAnsweredAt } }
    feedbackByDepartment { departmentId ideas answered due overdue medianDaysToFirstAnswer }`;

  test('E42 S36 what is due is public, the longest overdue first, and counted by department', async () => {
    await town.granted('assignIdea', { ideaId: recent, departmentId: 'voirie' });
    const { position } = await town.granted('assignIdea', { ideaId: old, departmentId: 'parcs' });
    const { data } = await ask(shows, position);
    expect(data.consultation.feedbackDue.nodes).toEqual([
      {
        idea: { id: old },
        ...{ dueAt: '2021-02-28T23:00:00.000Z', overdue: true },
        ...{ departmentId: 'parcs', firstAnsweredAt: null },
      },
      {
        idea: { id: recent },
        ...{ dueAt: expect.any(String), overdue: false },
        ...{ departmentId: 'voirie', firstAnsweredAt: null },
      },
    ]);
    const count = { ideas: 1, answered: 0, due: 1, medianDaysToFirstAnswer: null };
    expect(data.consultation.feedbackByDepartment).toEqual([
      { departmentId: 'parcs', ...count, overdue: 1 },
      { departmentId: 'voirie', ...count, overdue: 0 },
    ]);
    const one = `feedbackDue(departmentId: "voirie") { nodes { idea { id } } }`;
    expect((await ask(one, position)).data.consultation.feedbackDue.nodes).toEqual([
      { idea: { id: recent } },
    ]);
  });

  test('E42 an answer that promises another one moves the day; the last one ends it; the past stays as it was', async () => {
    const before = (await ask(shows, '0')).data.consultation;
    const answer = { ideaId: old, text: 'Nous étudions.', authorLabel: 'Parcs' };
    const day = inHours(24 * 40).slice(0, 10);
    const interim = await town.granted('giveOfficialFeedback', { ...answer, nextFeedbackOn: day });
    const then = (await ask(shows, interim.position)).data.consultation;
    expect(then.feedbackDue.nodes).toHaveLength(2);
    for (const { overdue } of then.feedbackDue.nodes) expect(overdue).toBe(false);
    expect(then.feedbackByDepartment[0]).toMatchObject({
      ...{ departmentId: 'parcs', ideas: 1, answered: 1, due: 1, overdue: 0 },
      medianDaysToFirstAnswer: expect.any(Number),
    });
    expect(then.feedbackByDepartment[0].medianDaysToFirstAnswer).toBeGreaterThan(2_000);
    const last = await town.granted('giveOfficialFeedback', answer);
    const now = (await ask(shows, last.position)).data.consultation;
    expect(now.feedbackDue.nodes.map(({ idea }: any) => idea.id)).toEqual([recent]);
    const past = await server.graphql(
      `query($id: ID!) @asOf(position: "${BigInt(interim.position) - 1n}") { consultation(id: $id) { ${shows} } }`,
      { id: consultationId },
    );
    expect(past.data.consultation).toEqual(before);
  });
});

describe('the inbox of the staff', () => {
  const shows = `staffInbox { nodes { idea { id } departmentId agentRef flags duplicateCount
    feedback { dueAt } } }`;

  test('says what lies where, flagged or perhaps there twice, and nothing to anybody else', async () => {
    await town.granted('flagContent', { ideaId: recent, reasonCode: 'spam' });
    const { position } = await town.granted('suggestDuplicate', {
      ...{ ideaId: recent, otherIdeaId: old },
    });
    const { data } = await ask(shows, position, town.staff);
    const nodes = data.consultation.staffInbox.nodes;
    expect(nodes).toContainEqual({
      idea: { id: recent },
      ...{ departmentId: 'voirie', agentRef: null, flags: 1, duplicateCount: 1 },
      feedback: { dueAt: expect.any(String) },
    });
    expect(nodes).toHaveLength(2);
    const one = shows.replace('staffInbox', 'staffInbox(departmentId: "parcs")');
    const parks = (await ask(one, position, town.staff)).data.consultation.staffInbox.nodes;
    expect(parks.map(({ idea }: any) => idea.id)).toEqual([old]);
    const others = [undefined, await town.citizen('anna'), await server.token('staff', 's', ['x'])];
    for (const token of others)
      expect((await ask(shows, position, token)).data.consultation.staffInbox.nodes).toEqual([]);
  });
});

describe('a review session', () => {
  test('answers a batch of ideas in public, and says why one is carried over', async () => {
    const session = { consultationId, bodyId: 'cm', from: '2026-09-01', to: '2026-11-30' };
    const { reviewSession } = await town.granted(
      'openReviewSession',
      { ...session, ideaIds: [old, recent], selectionRule: 'oldest_first' },
      'reviewSession { sessionId answered }',
    );
    const { sessionId, answered } = reviewSession;
    expect(answered).toBe(0);
    const { officialFeedback } = await town.granted(
      'giveOfficialFeedback',
      { ideaId: old, text: 'Retenue.', authorLabel: 'Conseil' },
      'officialFeedback { feedbackId }',
    );
    const { feedbackId } = officialFeedback;
    const found = { consultationId, sessionId, ideaId: old, outcome: 'retained', feedbackId };
    await town.granted('reviewIdea', found);
    const over = { consultationId, sessionId };
    expect((await town.act('closeReviewSession', over)).userErrors).toMatchObject([
      { code: 'UNANSWERED_IDEAS', path: ['carriedOverReason'] },
    ]);
    const { position } = await town.granted('closeReviewSession', {
      ...over,
      carriedOverReason: 'Une étude manque.',
    });
    const { data } = await ask(
      `reviewSessions { nodes { sessionId bodyId from to selectionRule answered openedAt closedAt
        carriedOverReason ideas { idea { id } outcome feedbackId } } }
      timeline(first: 100) { nodes { __typename
        ... on ReviewSessionClosedItem { sessionId carriedOverCount carriedOverReason } } }`,
      position,
    );
    expect(data.consultation.reviewSessions.nodes).toEqual([
      {
        ...{ sessionId, bodyId: 'cm', from: '2026-09-01', to: '2026-11-30' },
        ...{ selectionRule: 'oldest_first', answered: 1 },
        ...{ openedAt: expect.any(String), closedAt: expect.any(String) },
        carriedOverReason: 'Une étude manque.',
        ideas: [
          { idea: { id: old }, outcome: 'retained', feedbackId },
          { idea: { id: recent }, outcome: null, feedbackId: null },
        ],
      },
    ]);
    expect(data.consultation.timeline.nodes).toContainEqual({
      __typename: 'ReviewSessionClosedItem',
      ...{ sessionId, carriedOverCount: 1, carriedOverReason: 'Une étude manque.' },
    });
  });
});

describe('what an organisation declares', () => {
  test('goes out of use and stays to be read', async () => {
    const within = { organisationId: town.name };
    await town.granted('defineTopic', { ...within, topicId: 'foires', label: 'Foires' });
    await town.granted('defineBody', { ...within, bodyId: 'jury', label: 'Jury' });
    await town.granted('retireTopic', { ...within, topicId: 'foires' });
    await town.granted('retireBody', { ...within, bodyId: 'jury' });
    const { organisation } = await town.granted(
      'retireDepartment',
      { ...within, departmentId: 'voirie' },
      `organisation { topics { topicId retired } departments { departmentId label retired }
        bodies { bodyId retired } }`,
    );
    expect(organisation).toEqual({
      topics: [
        { topicId: 'nature', retired: false },
        { topicId: 'foires', retired: true },
      ],
      departments: [
        { departmentId: 'parcs', label: 'Parcs', retired: false },
        { departmentId: 'voirie', label: 'Voirie', retired: true },
      ],
      bodies: [
        { bodyId: 'cm', retired: false },
        { bodyId: 'jury', retired: true },
      ],
    });
    const { userErrors } = await town.act('assignIdea', { ideaId: old, departmentId: 'voirie' });
    expect(userErrors).toMatchObject([{ code: 'DEPARTMENT_RETIRED', path: ['departmentId'] }]);
  });

  test('in a time of reserve, what is published says why it cannot wait', async () => {
    const period = { from: inHours(-1), to: inHours(24), label: 'Élections' };
    await town.granted('declareReservePeriod', { organisationId: town.name, ...period });
    const statement = { consultationId, date: '2026-11-29', summary: 'Le calendrier.' };
    const { userErrors } = await town.act('publishStatement', statement);
    expect(userErrors).toMatchObject([{ code: 'RESERVE_PERIOD', path: ['reserveJustification'] }]);
    const { position } = await town.granted('publishStatement', {
      ...statement,
      reserveJustification: 'La loi fixe la date.',
    });
    const timeline = `timeline(first: 100) { nodes { __typename
      ... on StatementPublishedItem { summary reserveJustification } } }`;
    expect((await ask(timeline, position)).data.consultation.timeline.nodes).toContainEqual({
      __typename: 'StatementPublishedItem',
      summary: 'Le calendrier.',
      reserveJustification: 'La loi fixe la date.',
    });
  });
});
