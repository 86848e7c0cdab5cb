import type { TestServer } from './server.js';

const hour = 3_600_000;

/** An instant some hours from now, before it when negative. */
export const inHours = (n: number): string => new Date(Date.now() + n * hour).toISOString();

/** A town, its staff, and what people do in it over HTTP. */
export interface Town {
  name: string;
  staff: string;
  admin: string;
  /** A token of a citizen. */
  citizen(who: string): Promise<string>;
  /** Sends a mutation, by staff unless said otherwise, and gives back its payload; fails on any error but a user error. */
  act(mutation: string, input: object, shows?: string, token?: string): Promise<any>;
  /** Sends a mutation that must be granted. */
  granted(mutation: string, input: object, shows?: string, token?: string): Promise<any>;
}

/** A published consultation with a phase for ideas and a budgeting phase. */
export interface Budget {
  consultation: string;
  ideation: string;
  vote: string;
  /** Ids of the ideas on the ballot, at 1,000.00 each, in the order they were submitted. */
  ideas: string[];
}

/** Registers a town with one area, one topic and one body. */
export const foundTown = async (server: TestServer, name = 'arcueil'): Promise<Town> => {
  const town = people(server, name, {
    staff: await server.token('staff', `staff of ${name}`, [name]),
    admin: await server.token('admin', 'adele'),
  });
  const organisation = {
    organisationId: name,
    kind: 'commune',
    name: `Ville d’${name}`,
    defaultLocale: 'fr',
    timeZone: 'Europe/Paris',
    currency: 'EUR',
  };
  await town.granted('registerOrganisation', organisation, '', town.admin);
  const within = { organisationId: name };
  await town.granted('defineArea', { ...within, areaId: 'centre', name: 'Centre' });
  await town.granted('defineTopic', { ...within, topicId: 'nature', label: 'Nature' });
  await town.granted('defineBody', { ...within, bodyId: 'cm', label: 'Conseil municipal' });
  return town;
};

const people = (
  server: TestServer,
  name: string,
  tokens: { staff: string; admin: string },
): Town => {
  const act: Town['act'] = async (mutation, input, shows = '', token = tokens.staff) => {
    const { data, errors } = await server.graphql(mutationOf(mutation, shows), { input }, token);
    if (errors) throw new Error(`${mutation}: ${JSON.stringify(errors)}`);
    return data[mutation];
  };
  return {
    name,
    ...tokens,
    citizen: (who) => server.token('citizen', who),
    act,
    granted: async (mutation, ...rest) => {
      const payload = await act(mutation, ...rest);
      const { userErrors } = payload;
      if (userErrors.length) throw new Error(`${mutation}: ${JSON.stringify(userErrors)}`);
      return payload;
    },
  };
};

/** The text of a mutation that takes one input, its refusals, and what else it shows. */
export const mutationOf = (mutation: string, shows = ''): string => `
  mutation($input: ${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!) {
    ${mutation}(input: $input) {
      userErrors { __typename code message path } alreadyApplied position revision ${shows}
    }
  }`;

/** The rules of a consultation, to be published. */
export const rules = (consultationId: string, tallyVisibility = 'hidden_until_close') => ({
  consultationId,
  text: 'Chacun un panier.',
  bindingness: 'binding',
  commitment: 'Les idées retenues seront réalisées.',
  tallyVisibility,
});

/** Creates a consultation with its rules, as a draft, and gives back its id. */
export const draft = async (town: Town, tallyVisibility = 'hidden_until_close') => {
  const wished = {
    organisationId: town.name,
    title: 'Budget participatif',
    purpose: 'Choisir ensemble.',
    initiator: 'La ville',
    temporalMode: 'recurring',
    policyStage: 'decision',
    audience: 'Tous',
  };
  const { consultation } = await town.granted('createConsultation', wished, 'consultation { id }');
  await town.granted('publishRules', rules(consultation.id, tallyVisibility));
  return consultation.id as string;
};

/** Adds a phase that runs from an hour ago until tomorrow, and gives back its id. */
export const addPhase = async (town: Town, consultationId: string, method: string) => {
  const wished = {
    consultationId,
    title: `Phase de ${method}`,
    method,
    parallel: true,
    participationLevel: 'co_create',
    opensAt: inHours(-1),
    closesAt: inHours(24),
    timeZone: 'Europe/Paris',
  };
  return (await town.granted('addPhase', wished, 'phase { id }')).phase.id as string;
};

/** Submits an idea of the city's own, and gives back its id. */
export const cityIdea = async (town: Town, consultationId: string, title: string) => {
  const wished = { consultationId, text: { title, body: 'Pour tous.' }, topicIds: ['nature'] };
  return (await town.granted('submitIdea', wished, 'idea { id }')).idea.id as string;
};

/** Opens a participatory budget of 3,000.00 with so many ideas on its ballot. */
export const openBudget = async (
  town: Town,
  { ideas = 4, tallyVisibility = 'hidden_until_close', voting = {} } = {},
): Promise<Budget> => {
  const consultation = await draft(town, tallyVisibility);
  const ideation = await addPhase(town, consultation, 'ideation');
  const vote = await addPhase(town, consultation, 'budgeting');
  await town.granted('configureVoting', {
    phaseId: vote,
    ballotType: 'budget',
    envelopes: [{ amount: 300_000, currency: 'EUR' }],
    allocationRule: { name: 'greedy' },
    ...voting,
  });
  await town.granted('publishConsultation', { consultationId: consultation });
  await town.granted('openPhase', { phaseId: ideation });
  const admitted: string[] = [];
  for (let n = 1; n <= ideas; n++) {
    const ideaId = await cityIdea(town, consultation, `Idée ${n}`);
    await town.granted('setCost', { ideaId, amount: 100_000, currency: 'EUR' });
    await town.granted('admitToBallot', { ideaId, phaseId: vote });
    admitted.push(ideaId);
  }
  await town.granted('publishCosts', { phaseId: vote });
  await town.granted('openPhase', { phaseId: vote });
  return { consultation, ideation, vote, ideas: admitted };
};

/** Sends a citizen's basket of ideas. */
export const vote = async (
  town: Town,
  { vote: phaseId }: Pick<Budget, 'vote'>,
  who: string,
  ideas: string[],
  more: object = {},
): Promise<any> =>
  town.act(
    'submitBasket',
    { phaseId, lines: ideas.map((ideaId) => ({ ideaId })), ...more },
    'myBallot { basketRevision totalCost }',
    await town.citizen(who),
  );
