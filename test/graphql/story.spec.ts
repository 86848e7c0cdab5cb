import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startDouble, type Double } from '../log/kurrent/double.js';
import { startServer, type TestServer } from '../support/server.js';

const hour = 3_600_000;
const inHours = (n: number): string => new Date(Date.now() + n * hour).toISOString();
const errors = 'userErrors { __typename code message path }';

/** A participatory budget from its first rule to its decision, told by the people in it. */
describe.each([
  ['PostgreSQL', undefined],
  ['KurrentDB (a double of the protocol of 26.1, no real server)', '26.1'],
] as const)('a city asks its people what to fund, and keeps the log in %s', (_, version) => {
  let double: Double | undefined;
  let server: TestServer;
  let staff: string;
  let admin: string;
  const ids: Record<string, string> = {};
  let position: string;

  beforeAll(async () => {
    double = version && (await startDouble({ version }));
    server = await startServer(undefined, double && { KURRENTDB_URL: double.url });
    staff = await server.token('staff', 'sofia', ['arcueil']);
    admin = await server.token('admin', 'adele');
  }, 60_000);
  afterAll(async () => {
    await server.close();
    await double?.stop();
  });

  const act = async (name: string, input: object, shows: string, token = staff): Promise<any> => {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
    const answer = await server.graphql(
      `mutation($input: ${type}!) { ${name}(input: $input) { ${errors} alreadyApplied position ${shows} } }`,
      { input },
      token,
    );
    expect(answer.errors).toBeUndefined();
    return answer.data[name];
  };
  const granted = async (name: string, input: object, shows = '', token = staff): Promise<any> => {
    const payload = await act(name, input, shows, token);
    expect(payload.userErrors).toEqual([]);
    position = payload.position;
    return payload;
  };

  test('an organisation registers, with areas, a body and one status per category', async () => {
    const { organisation } = await granted(
      'registerOrganisation',
      {
        organisationId: 'arcueil',
        kind: 'commune',
        name: 'Arcueil',
        defaultLocale: 'fr',
        timeZone: 'Europe/Paris',
        currency: 'EUR',
      },
      'organisation { id name statuses { statusId category label } }',
      admin,
    );
    expect(organisation.name).toBe('Arcueil');
    expect(organisation.statuses.map((s: any) => s.category)).toEqual([
      'open',
      'in_review',
      'accepted',
      'rejected',
      'implemented',
      'closed',
    ]);
    await granted('defineArea', { organisationId: 'arcueil', areaId: 'centre', name: 'Centre' });
    await granted('defineBody', {
      organisationId: 'arcueil',
      bodyId: 'cm',
      label: 'Conseil municipal',
    });
  });

  test('the city creates a consultation, publishes its rules, announces two phases and configures the vote', async () => {
    const { consultation } = await granted(
      'createConsultation',
      {
        organisationId: 'arcueil',
        title: 'Budget participatif',
        purpose: 'Choisir ensemble.',
        initiator: 'La ville',
        temporalMode: 'recurring',
        policyStage: 'decision',
        audience: 'Tous',
      },
      'consultation { id status }',
    );
    expect(consultation.status).toBe('draft');
    ids['consultation'] = consultation.id;
    const consultationId = consultation.id;
    await granted('publishRules', {
      consultationId,
      text: 'Chacun un panier.',
      bindingness: 'binding',
      commitment: 'Les idées retenues seront réalisées.',
      tallyVisibility: 'hidden_until_close',
    });
    const phase = (title: string, method: string, parallel: boolean) =>
      granted(
        'addPhase',
        {
          consultationId,
          title,
          method,
          parallel,
          participationLevel: 'co_create',
          opensAt: inHours(-1),
          closesAt: inHours(24),
          timeZone: 'Europe/Paris',
        },
        'phase { id status }',
      );
    ids['ideation'] = (await phase('Vos idées', 'ideation', false)).phase.id;
    ids['vote'] = (await phase('Votre panier', 'budgeting', true)).phase.id;
    await granted('configureVoting', {
      phaseId: ids['vote'],
      ballotType: 'budget',
      envelopes: [{ amount: 10_000_000, currency: 'EUR' }],
      allocationRule: { name: 'greedy' },
    });
    await granted('publishConsultation', { consultationId });
    await granted('openPhase', { phaseId: ids['ideation'] });
  });

  test('nobody without a token writes anything', async () => {
    const answer = await server.graphql(
      'mutation($input: OpenPhaseInput!) { openPhase(input: $input) { position } }',
      { input: { phaseId: ids['vote'] } },
    );
    expect(answer.data).toBeNull();
    expect(answer.errors![0]!.extensions['code']).toBe('UNAUTHENTICATED');
  });

  test('T21, T28 citizens submit ideas; staff price them, admit them and answer', async () => {
    const submit = async (title: string, who: string) =>
      granted(
        'submitIdea',
        {
          consultationId: ids['consultation'],
          phaseId: ids['ideation'],
          text: { title, body: 'Pour tous.' },
        },
        'idea { id title status { category } origin }',
        await server.token('citizen', who),
      );
    for (const [name, title, amount] of [
      ['trees', 'Planter des arbres', 6_000_000],
      ['bikes', 'Une piste cyclable', 5_000_000],
      ['bench', 'Des bancs', 1_000_000],
    ] as const) {
      const { idea } = await submit(title, `author of ${name}`);
      expect(idea).toMatchObject({ title, origin: 'web', status: { category: 'open' } });
      ids[name] = idea.id;
      await granted('setCost', { ideaId: idea.id, amount, currency: 'EUR' });
      await granted('admitToBallot', { ideaId: idea.id, phaseId: ids['vote'] });
    }
    await granted('changeIdeaStatus', {
      ideaId: ids['bench'],
      to: 'in_review',
      nextSteps: 'Chiffrage en mars.',
    });
    const { officialFeedback } = await granted(
      'giveOfficialFeedback',
      { ideaId: ids['bench'], text: 'Étude en cours.', authorLabel: 'Espaces verts' },
      'officialFeedback { text } idea { officialFeedback { text authorLabel } nextSteps }',
    );
    expect(officialFeedback.text).toBe('Étude en cours.');
  });

  test('the vote opens once prices are published, and prices are frozen then', async () => {
    const early = await act('openPhase', { phaseId: ids['vote'] }, '');
    expect(early.userErrors).toMatchObject([
      { __typename: 'CostsNotPublishedError', code: 'COSTS_NOT_PUBLISHED' },
    ]);
    await granted('publishCosts', { phaseId: ids['vote'] });
    await granted('openPhase', { phaseId: ids['vote'] });
    const late = await act('setCost', { ideaId: ids['trees'], amount: 1, currency: 'EUR' }, '');
    expect(late.userErrors.map((e: any) => e.code)).toEqual(['COST_FROZEN']);
  });

  const basket = async (who: string, lines: string[], more: object = {}) =>
    act(
      'submitBasket',
      { phaseId: ids['vote'], lines: lines.map((name) => ({ ideaId: ids[name] })), ...more },
      'myBallot { basketRevision totalCost lines { idea { title } unitCost } receiptHash } query { viewer { sub } }',
      await server.token('citizen', who),
    );

  test('a basket over the envelope is refused, and says by how much', async () => {
    const answer = await server.graphql(
      `mutation($input: SubmitBasketInput!) { submitBasket(input: $input) { userErrors {
        code ... on BasketOverBudgetError { envelope total excess } } myBallot { basketRevision } } }`,
      {
        input: { phaseId: ids['vote'], lines: ['trees', 'bikes'].map((n) => ({ ideaId: ids[n] })) },
      },
      await server.token('citizen', 'greta'),
    );
    expect(answer.data.submitBasket).toEqual({
      userErrors: [
        { code: 'BASKET_OVER_BUDGET', envelope: 10_000_000, total: 11_000_000, excess: 1_000_000 },
      ],
      myBallot: null,
    });
  });

  test('a voter sees the own basket at once, changes it, and votes once however often it is sent', async () => {
    const first = await basket('voter 1', ['trees'], { commandId: 'once' });
    expect(first).toMatchObject({
      userErrors: [],
      myBallot: { basketRevision: 1, totalCost: 6_000_000 },
    });
    const repeated = await basket('voter 1', ['trees'], { commandId: 'once' });
    expect(repeated.position).toBe(first.position);
    const other = await basket('voter 1', ['bikes'], { commandId: 'once' });
    expect(other.userErrors[0].code).toBe('IDEMPOTENCY_CONFLICT');
    const again = await basket('voter 1', ['trees']);
    expect(again).toMatchObject({ alreadyApplied: true, userErrors: [] });
    const changed = await basket('voter 1', ['bikes', 'bench'], { expectedRevision: 1 });
    expect(changed.myBallot).toMatchObject({ basketRevision: 2, totalCost: 6_000_000 });
    const stale = await basket('voter 1', ['trees'], { expectedRevision: 1 });
    expect(stale.userErrors[0].code).toBe('BASKET_CHANGED');
    await basket('voter 2', ['bikes']);
    await basket('voter 3', ['trees', 'bench']);
    position = (await basket('voter 4', ['bikes', 'bench'])).position;
  });

  test('the same client price is let through, another one is told the true price', async () => {
    const payload = await act(
      'submitBasket',
      { phaseId: ids['vote'], lines: [{ ideaId: ids['trees'], unitCost: 1 }] },
      '',
      await server.token('citizen', 'voter 5'),
    );
    expect(payload.userErrors).toMatchObject([
      { code: 'STALE_COST', path: ['lines', '0', 'unitCost'] },
    ]);
  });

  const tallies = async (token?: string) =>
    (
      await server.graphql(
        `query($id: ID!, $min: Position) { phase(id: $id, minPosition: $min) { talliesHidden participation { participants }
          options(orderBy: listed) { nodes { idea { id } cost { amount } tally { picks votes } } }
          chosen: options(orderBy: picks) { nodes { idea { id } } } } }`,
        { id: ids['vote'], min: position },
        token,
      )
    ).data.phase;

  test('E31, T07, T08 counts stay hidden from everybody until the close, in values and in order', async () => {
    for (const token of [undefined, staff, await server.token('auditor', 'agathe')]) {
      const phase = await tallies(token);
      expect(phase.talliesHidden).toBe('HIDDEN_UNTIL_CLOSE');
      expect(phase.participation).toBeNull();
      expect(phase.options.nodes.map((o: any) => o.tally)).toEqual([null, null, null]);
      expect(phase.chosen.nodes).toEqual([]);
    }
  });

  test('until the close not even an auditor reads what a ballot chose; that it was cast is on record', async () => {
    const ballots = async () =>
      (
        await server.graphql(
          'query($min: Position) { auditTrail(first: 100, minPosition: $min, types: ["BasketSubmitted"]) { nodes { type data } } }',
          { min: position },
          await server.token('auditor', 'agathe'),
        )
      ).data.auditTrail.nodes;
    expect(await ballots()).toEqual(Array(5).fill({ type: 'BasketSubmitted', data: null }));
  });

  test('after the close the counts are there for everybody, and nobody votes any more', async () => {
    await granted('closePhase', { phaseId: ids['vote'], reason: 'Tout le monde a voté.' });
    const late = await basket('voter 6', ['bench']);
    expect(late.userErrors[0].code).toBe('PHASE_CLOSED');
    const phase = await tallies();
    const picks = Object.fromEntries(
      phase.options.nodes.map((o: any) => [o.idea.id, o.tally.picks]),
    );
    expect(picks).toEqual({ [ids['trees']!]: 1, [ids['bikes']!]: 3, [ids['bench']!]: 3 });
    expect(phase.participation.participants).toBe(4);
    expect(phase.chosen.nodes.at(-1).idea.id).toBe(ids['trees']);
  });

  test('the result is computed, signed as it was read, and published', async () => {
    await granted('closeTally', { phaseId: ids['vote'] });
    const { results } = await granted(
      'computeAllocation',
      { phaseId: ids['vote'] },
      'results { status resultHash baskets envelopes { spent selected { idea { id } rank } notSelected { idea { id } why } tieBreaks { by } } }',
    );
    expect(results.baskets).toBe(4);
    expect(results.envelopes[0].spent).toBe(6_000_000);
    expect(results.envelopes[0].selected.map((s: any) => s.idea.id)).toEqual([
      ids['bench'],
      ids['bikes'],
    ]);
    expect(results.envelopes[0].notSelected).toEqual([
      { idea: { id: ids['trees'] }, why: 'did_not_fit' },
    ]);
    expect(results.envelopes[0].tieBreaks).toEqual([]);
    const signatories = [{ name: 'A. Martin', office: 'Maire' }];
    const wrong = await act(
      'certifyResults',
      { phaseId: ids['vote'], resultHash: 'no', signatories },
      '',
    );
    expect(wrong.userErrors[0].code).toBe('RESULT_CHANGED');
    await granted('certifyResults', {
      phaseId: ids['vote'],
      resultHash: results.resultHash,
      signatories,
    });
    const published = await granted(
      'publishResults',
      { phaseId: ids['vote'] },
      'results { status signatories { office } }',
    );
    expect(published.results).toEqual({ status: 'published', signatories: [{ office: 'Maire' }] });
  });

  test('a decision that does not follow the tally says why, and stands on the timeline of what it concerns', async () => {
    const decision = {
      consultationId: ids['consultation'],
      bodyId: 'cm',
      sessionDate: '2026-12-01',
      outcome: 'Les bancs sont votés.',
      concernsIdeaIds: [ids['bench']],
      followsTally: 'partly',
    };
    const silent = await act('publishDecision', decision, '');
    expect(silent.userErrors[0].code).toBe('REASON_REQUIRED');
    const { decision: published } = await granted(
      'publishDecision',
      { ...decision, reason: 'La piste attend la région.' },
      'decision { id body { label } ideas { title } }',
    );
    expect(published).toMatchObject({
      body: { label: 'Conseil municipal' },
      ideas: [{ title: 'Des bancs' }],
    });
    const { data } = await server.graphql(
      `query($c: ID!, $i: ID!, $min: Position) {
        consultation(id: $c, minPosition: $min) { timeline(first: 100) { nodes { __typename at } } decisions { outcome } }
        idea(id: $i, minPosition: $min) { timeline { nodes { __typename
          ... on IdeaStatusChangedItem { nextSteps } ... on AllocationComputedItem { funded why }
          ... on DecisionPublishedItem { followsTally reason } } } } }`,
      { c: ids['consultation'], i: ids['bench'], min: position },
    );
    expect(data.consultation.timeline.nodes.map((n: any) => n.__typename)).toEqual([
      'ConsultationCreatedItem',
      'RulesPublishedItem',
      'PhaseAddedItem',
      'PhaseAddedItem',
      'ConsultationPublishedItem',
      'PhaseOpenedItem',
      'CostsPublishedItem',
      'PhaseOpenedItem',
      'PhaseClosedItem',
      'TallyClosedItem',
      'AllocationComputedItem',
      'ResultsCertifiedItem',
      'ResultsPublishedItem',
      'DecisionPublishedItem',
    ]);
    expect(data.idea.timeline.nodes).toEqual([
      { __typename: 'IdeaSubmittedItem' },
      { __typename: 'IdeaCostSetItem' },
      { __typename: 'IdeaAdmittedToBallotItem' },
      { __typename: 'IdeaStatusChangedItem', nextSteps: 'Chiffrage en mars.' },
      { __typename: 'OfficialFeedbackGivenItem' },
      { __typename: 'AllocationComputedItem', funded: true, why: null },
      {
        __typename: 'DecisionPublishedItem',
        followsTally: 'partly',
        reason: 'La piste attend la région.',
      },
    ]);
  });

  test('whoever made an act is given the receipt of it, from a signed log', async () => {
    const commandId = 'the-decision-again';
    const body = { consultationId: ids['consultation'], commandId, date: '2026-11-29' };
    await granted('publishStatement', { ...body, summary: 'Les travaux commencent.' });
    const { data } = await server.graphql(
      'query($id: String!) { receipt(commandId: $id, waitForReceipt: true) { status origin leaf } }',
      { id: commandId },
      staff,
    );
    expect(data.receipt).toMatchObject({ status: 'SEALED' });
    const leaf = JSON.parse(data.receipt.leaf);
    expect(leaf).toMatchObject({ t: 'StatementPublished', log: data.receipt.origin });
  });

  test('an auditor reads every event in order; nobody else does', async () => {
    const trail =
      'query($after: String) { auditTrail(first: 100, after: $after) { nodes { position type actorKind data } pageInfo { hasNextPage } } }';
    const refused = await server.graphql(trail, {}, staff);
    expect(refused.errors![0]!.extensions['code']).toBe('FORBIDDEN');
    const { data } = await server.graphql(trail, {}, await server.token('auditor', 'agathe'));
    const { nodes } = data.auditTrail;
    const positions = nodes.map((n: any) => Number(n.position));
    if (double) expect(positions).toEqual([...new Set(positions)].sort((a: any, b: any) => a - b));
    else expect(positions).toEqual(nodes.map((_n: any, i: number) => i + 1));
    expect(nodes.filter((n: any) => n.type === 'BasketSubmitted')).toHaveLength(5);
    expect(JSON.stringify(nodes)).not.toContain('voter 1');
    expect(JSON.stringify(nodes)).not.toContain('Planter des arbres');
  });
});
