import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startServer, type TestServer } from '../support/server.js';
import {
  addPhase,
  draft,
  foundTown,
  inHours,
  openBudget,
  vote,
  type Budget,
  type Town,
} from '../support/town.js';

let server: TestServer;
let town: Town;
beforeAll(async () => {
  server = await startServer();
  town = await foundTown(server);
}, 60_000);
afterAll(() => server.close());

const codesOf = (payload: any): string[] => payload.userErrors.map((e: any) => e.code);
const reason = 'Le site était en panne.';

const phaseOf = async (id: string, minPosition?: string) =>
  (
    await server.graphql(
      `query($id: ID!, $min: Position) { phase(id: $id, minPosition: $min) {
        status opensAt closesAt closedAt cancelReason talliesHidden
        earlierWindows { opensAt closesAt }
        participation { participants }
        results { status }
      } }`,
      { id, min: minPosition },
    )
  ).data.phase;

const timelineOf = async (id: string, minPosition: string) =>
  (
    await server.graphql(
      `query($id: ID!, $min: Position) { consultation(id: $id, minPosition: $min) {
        timeline(first: 100) { nodes { __typename
          ... on PhaseRescheduledItem { phaseId previousClosesAt closesAt reason decidedBy }
          ... on PhaseReopenedItem { phaseId decisionRef }
          ... on PhaseCancelledItem { phaseId reason }
          ... on StatementPublishedItem { summary docHash }
        } }
      } }`,
      { id, min: minPosition },
    )
  ).data.consultation.timeline.nodes;

describe('a vote that does not go as it was announced', () => {
  let budget: Budget;
  beforeAll(async () => {
    budget = await openBudget(town);
    await vote(town, budget, 'camille', budget.ideas.slice(0, 2));
  }, 60_000);

  test('E38 it is extended in public: the old end, the new end, the reason and who decided', async () => {
    const before = await phaseOf(budget.vote);
    const closesAt = inHours(48);
    const { position } = await town.granted('reschedulePhase', {
      phaseId: budget.vote,
      closesAt,
      reason,
      decidedBy: 'Le maire',
    });
    expect(await phaseOf(budget.vote, position)).toMatchObject({
      status: 'open',
      opensAt: before.opensAt,
      closesAt,
    });
    expect(await timelineOf(budget.consultation, position)).toContainEqual({
      __typename: 'PhaseRescheduledItem',
      phaseId: budget.vote,
      previousClosesAt: before.closesAt,
      closesAt,
      reason,
      decidedBy: 'Le maire',
    });
  });

  test('E38b it is not made shorter at short notice', async () => {
    const soon = { phaseId: budget.vote, closesAt: inHours(1), reason, decidedBy: 'Le maire' };
    expect(codesOf(await town.act('reschedulePhase', soon))).toEqual(['NOTICE_TOO_SHORT']);
  });

  test('E38c closed too early it is opened again: who voted before need not vote again', async () => {
    const phaseId = budget.vote;
    await town.granted('closePhase', { phaseId, reason });
    await town.granted('closeTally', { phaseId });
    expect(codesOf(await vote(town, budget, 'dora', budget.ideas.slice(0, 1)))).toEqual([
      'PHASE_CLOSED',
    ]);
    const ideaId = budget.ideas.at(-1)!;
    await town.granted('withdrawIdea', { ideaId });
    const again = { phaseId, closesAt: inHours(12), reason, decisionRef: '2026-17' };
    const { position } = await town.granted('reopenPhase', again);
    expect(codesOf(await vote(town, budget, 'dora', [ideaId]))).toEqual(['IDEA_NOT_VOTABLE']);
    const phase = await phaseOf(phaseId, position);
    expect(phase).toMatchObject({
      status: 'open',
      closesAt: again.closesAt,
      closedAt: null,
      talliesHidden: 'HIDDEN_UNTIL_CLOSE',
      participation: null,
      results: { status: 'withdrawn' },
    });
    expect(phase.earlierWindows).toHaveLength(1);
    await vote(town, budget, 'dora', budget.ideas.slice(0, 1));
    await town.granted('closePhase', { phaseId, reason });
    const closed = await town.granted('closeTally', { phaseId }, 'results { status baskets }');
    expect(closed.results).toEqual({ status: 'tally_closed', baskets: 2 });
    const signed = await town.granted('computeAllocation', { phaseId }, 'results { resultHash }');
    await town.granted('certifyResults', {
      phaseId,
      resultHash: signed.results.resultHash,
      signatories: [{ name: 'Claire Petit', office: 'Greffe' }],
    });
  });

  test('E36 once its result is certified it is neither opened again nor cancelled, until that is reopened', async () => {
    const phaseId = budget.vote;
    const again = { phaseId, closesAt: inHours(12), reason, decisionRef: '2026-17' };
    expect(codesOf(await town.act('reopenPhase', again))).toEqual(['RESULTS_CERTIFIED']);
    expect(codesOf(await town.act('cancelPhase', { phaseId, reason }))).toEqual([
      'RESULTS_CERTIFIED',
    ]);
    const { results } = await town.granted(
      'reopenResults',
      { phaseId, reason, decisionRef: '2026-18' },
      'results { status }',
    );
    expect(results).toEqual({ status: 'under_revision' });
    await town.granted('reopenPhase', again);
  });

  test('E48 cancelled, its votes count nowhere, and the timeline says why', async () => {
    const { position } = await town.granted('cancelPhase', { phaseId: budget.vote, reason });
    expect(await phaseOf(budget.vote, position)).toMatchObject({
      status: 'cancelled',
      cancelReason: reason,
      talliesHidden: 'PHASE_CANCELLED',
      participation: null,
      results: { status: 'withdrawn' },
    });
    expect(codesOf(await vote(town, budget, 'emil', budget.ideas.slice(0, 1)))).toEqual([
      'PHASE_CANCELLED',
    ]);
    expect(await timelineOf(budget.consultation, position)).toContainEqual({
      __typename: 'PhaseCancelledItem',
      phaseId: budget.vote,
      reason,
    });
  });

  test('what people have brought in keeps a consultation public', async () => {
    await town.granted('closePhase', { phaseId: budget.ideation, reason });
    const { consultation: consultationId } = budget;
    expect(codesOf(await town.act('unpublishConsultation', { consultationId, reason }))).toEqual([
      'HAS_CONTRIBUTIONS',
    ]);
  });
});

test('a consultation to which nobody has brought anything is taken back', async () => {
  const consultationId = await draft(town);
  await addPhase(town, consultationId, 'ideation');
  await town.granted('publishConsultation', { consultationId });
  const { consultation, position } = await town.granted(
    'unpublishConsultation',
    { consultationId, reason: 'Trop tôt.' },
    'consultation { status }',
  );
  expect(consultation).toEqual({ status: 'draft' });
  const seen = await server.graphql(
    'query($id: ID!, $min: Position) { consultation(id: $id, minPosition: $min) { id } }',
    { id: consultationId, min: position },
  );
  expect(seen.data).toEqual({ consultation: null });
});

test('a statement, a report and an opinion stand on the timeline with their digest', async () => {
  const consultationId = await draft(town);
  await town.granted('publishConsultation', { consultationId });
  const document = {
    consultationId,
    bodyId: 'cm',
    date: '2026-04-12',
    summary: 'Quarante personnes sont venues.',
    docRef: 'https://arcueil.example/compte-rendu.pdf',
    docHash: 'ab'.repeat(32),
  };
  await town.granted('addMeetingReport', document);
  await town.granted('addAdvisoryOpinion', document);
  const { position } = await town.granted('publishStatement', document);
  const items = await timelineOf(consultationId, position);
  expect(items.map((item: any) => item.__typename)).toEqual(
    expect.arrayContaining(['MeetingReportAddedItem', 'AdvisoryOpinionAddedItem']),
  );
  expect(items).toContainEqual({
    __typename: 'StatementPublishedItem',
    summary: document.summary,
    docHash: document.docHash,
  });
});
