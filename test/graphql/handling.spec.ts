import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startServer, type TestServer } from '../support/server.js';
import { addPhase, cityIdea, draft, foundTown, type Town } from '../support/town.js';

let server: TestServer;
let town: Town;
let ideaId: string;
beforeAll(async () => {
  server = await startServer();
  town = await foundTown(server);
  const consultationId = await draft(town);
  const phaseId = await addPhase(town, consultationId, 'ideation');
  await town.granted('publishConsultation', { consultationId });
  await town.granted('openPhase', { phaseId });
  ideaId = await cityIdea(town, consultationId, 'Un jardin');
}, 60_000);
afterAll(() => server.close());

const seen = async (shows: string, min: string, token?: string) => {
  const query = `query($id: ID!, $min: Position) { idea(id: $id, minPosition: $min) { ${shows} } }`;
  const { data, errors } = await server.graphql(query, { id: ideaId, min }, token);
  if (errors) throw new Error(JSON.stringify(errors));
  return data.idea;
};

describe('an official answer', () => {
  const history = `officialFeedback { feedbackId text modifiedAt retractedAt retractionReason
    revisions { revision text reason } }
    timeline(first: 100) { nodes { __typename
      ... on OfficialFeedbackGivenItem { text }
      ... on OfficialFeedbackRevisedItem { feedbackRevision text reason } } }`;

  test('E29 T11 written anew, it shows what it says now, and what it said before stays readable', async () => {
    const given = await town.granted(
      'giveOfficialFeedback',
      { ideaId, text: 'Étude en cours.', authorLabel: 'Parcs' },
      'officialFeedback { feedbackId }',
    );
    const { feedbackId } = given.officialFeedback;
    const anew = { ideaId, feedbackId, authorLabel: 'Parcs', text: 'Étude finie.', reason: 'Fin.' };
    const { position } = await town.granted('reviseOfficialFeedback', anew);
    const idea = await seen(history, position);
    expect(idea.officialFeedback).toEqual([
      {
        feedbackId,
        text: 'Étude finie.',
        modifiedAt: expect.any(String),
        retractedAt: null,
        retractionReason: null,
        revisions: [
          { revision: 1, text: 'Étude en cours.', reason: null },
          { revision: 2, text: 'Étude finie.', reason: 'Fin.' },
        ],
      },
    ]);
    expect(idea.timeline.nodes).toEqual(
      expect.arrayContaining([
        { __typename: 'OfficialFeedbackGivenItem', text: 'Étude en cours.' },
        {
          __typename: 'OfficialFeedbackRevisedItem',
          feedbackRevision: 2,
          text: 'Étude finie.',
          reason: 'Fin.',
        },
      ]),
    );
    const gone = await town.granted('retractOfficialFeedback', {
      ...{ ideaId, feedbackId, reason: 'Erreur.' },
    });
    expect((await seen(history, gone.position)).officialFeedback).toMatchObject([
      { retractedAt: expect.any(String), retractionReason: 'Erreur.' },
    ]);
  });
});

describe('an assessment', () => {
  test('E30 T32 is read by agents only until it is published, in every channel', async () => {
    const shows = `assessments { assessmentId verdict explanation publishedAt }
      timeline(first: 100) { nodes { __typename
        ... on AssessmentPublishedItem { assessments { verdict score } } } }`;
    const { assessment, position } = await town.granted(
      'assessIdea',
      {
        ideaId,
        criterion: 'realisation',
        verdict: 'unfavourable',
        score: 20,
        explanation: 'Des conduites passent dessous.',
      },
      'assessment { assessmentId publishedAt }',
    );
    expect(assessment.publishedAt).toBeNull();
    for (const token of [undefined, await town.citizen('claire')]) {
      const idea = await seen(shows, position, token);
      expect(idea.assessments).toEqual([]);
      expect(JSON.stringify(idea)).not.toContain('Assess');
    }
    expect((await seen(shows, position, town.staff)).assessments).toHaveLength(1);
    const { assessmentId } = assessment;
    const told = await town.granted('publishAssessment', {
      ...{ ideaId, assessmentIds: [assessmentId] },
    });
    const idea = await seen(shows, told.position);
    expect(idea.assessments).toMatchObject([
      { verdict: 'unfavourable', publishedAt: expect.any(String) },
    ]);
    expect(idea.timeline.nodes).toContainEqual({
      __typename: 'AssessmentPublishedItem',
      assessments: [{ verdict: 'unfavourable', score: 20 }],
    });
  });
});

test('what the administration does with an idea stands on its timeline', async () => {
  const location = { latitude: 48.8, longitude: 2.3 };
  await town.granted('prescreenIdea', { ideaId, verdict: 'admissible' });
  await town.granted('classifyIdea', { ideaId, topicIds: [], areaId: 'centre', model: 'm1' });
  await town.granted('suggestLocation', { ideaId, location, model: 'm1', confidence: 70 });
  await town.granted('confirmLocation', { ideaId, location });
  const day = { ideaId, bodyId: 'cm', sessionDate: '2026-12-01' };
  await town.granted('putOnAgenda', day);
  await town.granted('scheduleHearing', day);
  const early = { ideaId, milestone: 'Plan.', date: '2026-12-02' };
  expect((await town.act('reportProgress', early)).userErrors[0].code).toBe('NOT_ACCEPTED');
  const accepted = { ideaId, to: 'accepted', publicReason: 'Oui.', nextSteps: 'Le chantier.' };
  await town.granted('changeIdeaStatus', accepted);
  const { position } = await town.granted('reportProgress', { ...early, percent: 10 });
  const idea = await seen(
    `area { areaId } topics { topicId } location { latitude }
     timeline(first: 100) { nodes { __typename
      ... on LocationSuggestedItem { location { longitude } confidence }
      ... on ImplementationProgressReportedItem { milestone percent } } }`,
    position,
  );
  expect(idea).toMatchObject({
    area: { areaId: 'centre' },
    topics: [],
    location: { latitude: 48.8 },
  });
  expect(idea.timeline.nodes).toEqual(
    expect.arrayContaining([
      { __typename: 'IdeaPrescreenedItem' },
      { __typename: 'IdeaClassifiedItem' },
      { __typename: 'LocationSuggestedItem', location: { longitude: 2.3 }, confidence: 70 },
      { __typename: 'LocationConfirmedItem' },
      { __typename: 'IdeaPutOnAgendaItem' },
      { __typename: 'HearingScheduledItem' },
      { __typename: 'ImplementationProgressReportedItem', milestone: 'Plan.', percent: 10 },
    ]),
  );
});
