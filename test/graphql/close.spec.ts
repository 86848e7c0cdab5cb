import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startServer, type TestServer } from '../support/server.js';

/** What is counted for a result while votes still arrive and the phase closes. */
describe('a tally that is asked for while the phase closes', () => {
  let server: TestServer;
  let staff: string;
  let consultationId: string;
  beforeAll(async () => {
    server = await startServer();
    staff = await server.token('staff', 'sofia');
    await act(
      'registerOrganisation',
      {
        organisationId: 'gentilly',
        kind: 'commune',
        name: 'Gentilly',
        defaultLocale: 'fr',
        timeZone: 'Europe/Paris',
        currency: 'EUR',
      },
      '',
      await server.token('admin', 'adele'),
    );
    const about = {
      organisationId: 'gentilly',
      title: 'Budget',
      purpose: 'Choisir.',
      initiator: 'La ville',
    };
    const kind = { temporalMode: 'one_off', policyStage: 'decision', audience: 'Tous' };
    consultationId = (await act('createConsultation', { ...about, ...kind }, 'consultation { id }'))
      .consultation.id;
    await act('publishRules', {
      consultationId,
      text: 'R',
      bindingness: 'binding',
      commitment: 'C',
    });
    await act('publishConsultation', { consultationId });
  }, 60_000);
  afterAll(() => server.close());

  const act = async (name: string, input: object, shows = '', token = staff): Promise<any> => {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
    const answer = await server.graphql(
      `mutation($input: ${type}!) { ${name}(input: $input) { userErrors { code } alreadyApplied ${shows} } }`,
      { input },
      token,
    );
    expect(answer.errors).toBeUndefined();
    return answer.data[name];
  };
  const newIdea = async (): Promise<string> => {
    const { idea } = await act(
      'submitIdea',
      { consultationId, text: { title: 'Un banc' } },
      'idea { id }',
    );
    await act('setCost', { ideaId: idea.id, amount: 100, currency: 'EUR' });
    return idea.id;
  };
  const openVote = async (ideaId: string): Promise<string> => {
    const hours = (n: number) => new Date(Date.now() + n * 3_600_000).toISOString();
    const { phase } = await act(
      'addPhase',
      {
        consultationId,
        title: 'Vote',
        method: 'budgeting',
        participationLevel: 'co_create',
        opensAt: hours(-1),
        closesAt: hours(1),
        timeZone: 'Europe/Paris',
        parallel: true,
      },
      'phase { id }',
    );
    await act('configureVoting', {
      phaseId: phase.id,
      ballotType: 'budget',
      envelopes: [{ amount: 1_000, currency: 'EUR' }],
      allocationRule: { name: 'greedy' },
    });
    await act('admitToBallot', { ideaId, phaseId: phase.id });
    await act('publishCosts', { phaseId: phase.id });
    return phase.id;
  };

  test('counts every ballot that was accepted, and none twice, however the calls fall', async () => {
    const voters = await Promise.all(
      Array.from({ length: 120 }, (_, i) => server.token('citizen', `voter ${i}`)),
    );
    const ideaId = await newIdea();
    for (let round = 0; round < 6; round++) {
      const phaseId = await openVote(ideaId);
      await act('openPhase', { phaseId });
      let closed = false;
      const impatient = async () => {
        while (!closed) await act('closeTally', { phaseId });
      };
      const clerks = Array.from({ length: 4 }, impatient);
      const ballots = voters.map(async (token, i) => {
        await sleep(2 * i);
        return act('submitBasket', { phaseId, lines: [{ ideaId }] }, '', token);
      });
      await sleep(60 + 30 * round);
      await act('closePhase', { phaseId, reason: 'Assez.' });
      const accepted = (await Promise.all(ballots)).filter((b) => !b.userErrors.length).length;
      await sleep(100);
      closed = true;
      await Promise.all(clerks);
      await act('closeTally', { phaseId });
      const { results } = await act('computeAllocation', { phaseId }, 'results { baskets }');
      expect([round, results.baskets]).toEqual([round, accepted]);
    }
  }, 120_000);

  test('a vote does not open with a price that has changed since it was published', async () => {
    const ideaId = await newIdea();
    const phaseId = await openVote(ideaId);
    await act('setCost', { ideaId, amount: 999, currency: 'EUR' });
    expect((await act('openPhase', { phaseId })).userErrors).toEqual([{ code: 'BALLOT_CHANGED' }]);
    await act('publishCosts', { phaseId });
    expect((await act('openPhase', { phaseId })).userErrors).toEqual([]);
  }, 60_000);

  test('a draft that is archived stays nobody’s but its town’s', async () => {
    const about = { organisationId: 'gentilly', title: 'Brouillon', purpose: 'x', initiator: 'x' };
    const kind = { temporalMode: 'one_off', policyStage: 'decision', audience: 'x' };
    const { consultation } = await act(
      'createConsultation',
      { ...about, ...kind },
      'consultation { id }',
    );
    const end = { consultationId: consultation.id, outcomeSummary: 'Rien.', noFollowUpReason: 'x' };
    expect((await act('archiveConsultation', end)).userErrors).toEqual([]);
    const read = 'query($id: ID!) { consultation(id: $id) { title } }';
    expect((await server.graphql(read, { id: consultation.id })).data.consultation).toBeNull();
    const own = await server.graphql(read, { id: consultation.id }, staff);
    expect(own.data.consultation.title).toBe('Brouillon');
  }, 60_000);
});
