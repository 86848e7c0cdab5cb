import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import pg from 'pg';
import { views } from '../../projections/views.js';
import { LOG } from '../../src/app.module.js';
import type { Log } from '../../src/log/port.js';
import { inspectPostgres } from '../../src/log/postgres/inspection/inspect.js';
import { checkView } from '../../src/views/rebuild.js';
import { exported } from '../log/transfer/files.js';
import { startServer, type TestServer } from '../support/server.js';
import { foundTown, openBudget, vote, type Budget, type Town } from '../support/town.js';

/** Words that stand nowhere else, one for each place where somebody writes or is named. */
const canary = (place: string): string => `canari-${place}-7f3a`;
const places = [
  'title',
  'body',
  'alt',
  'revised',
  'edited',
  'reason',
  'feedback',
  'label',
  'signatory',
  'office',
];
/** What the city publishes as such is not sealed: it shows that the search finds what is there. */
const witness = 'temoin-public-7f3a';
const author = 'compte-auteur-7f3a';
const agent = 'compte-agent-7f3a';

let server: TestServer;
let town: Town;
let budget: Budget;
let ideaId: string;
let anna: string;
let said = '';
const spies = [process.stdout, process.stderr].map((stream) =>
  jest.spyOn(stream, 'write').mockImplementation((chunk) => {
    said += String(chunk);
    return true;
  }),
);

const log = () => server.running.app.get<Log>(LOG);
const shown = async (): Promise<any> => {
  const query = `query($idea: ID!, $phase: ID!) {
    idea(id: $idea) {
      title body locale erased revision
      officialFeedback { text authorLabel erased }
      timeline(first: 50) { nodes { __typename
        ... on IdeaRevisedItem { reason erased }
        ... on OfficialFeedbackGivenItem { text authorLabel erased } } }
    }
    phase(id: $phase) {
      participation { participants acts totalSpend }
      options(first: 10) { nodes { tally { picks moneyPicked } } }
      results { status erased signatories { name office } }
    }
  }`;
  const answer = await server.graphql(query, { idea: ideaId, phase: budget.vote });
  expect(answer.errors).toBeUndefined();
  return answer.data;
};

beforeAll(async () => {
  server = await startServer(undefined, { LOG_LEVEL: 'debug' });
  town = await foundTown(server);
  budget = await openBudget(town, { ideas: 2, tallyVisibility: 'always' });
  anna = await town.citizen(author);
  const staff = await server.token('staff', agent);
  const idea = {
    consultationId: budget.consultation,
    phaseId: budget.ideation,
    text: { title: canary('title'), body: canary('body') },
    attachments: [{ ref: 'plan.png', hash: 'ab'.repeat(32), altText: canary('alt') }],
  };
  ideaId = (await town.granted('submitIdea', idea, 'idea { id title }', anna)).idea.id;
  const revise = (title: string, reason: string | null, token: string) =>
    town.granted(
      'reviseIdea',
      { ideaId, text: { title, body: '' }, kind: 'editorial', reason },
      '',
      token,
    );
  await revise(canary('revised'), null, anna);
  await revise(canary('edited'), canary('reason'), staff);
  const feedback = { ideaId, text: canary('feedback'), authorLabel: canary('label') };
  await town.granted('giveOfficialFeedback', feedback, '', staff);
  const status = { ideaId, to: 'in_review', publicReason: witness, nextSteps: 'On en parle.' };
  await town.granted('changeIdeaStatus', status, '', staff);
  for (const who of [author, 'ben', 'carla']) await vote(town, budget, who, [budget.ideas[0]!]);
  const { vote: phaseId } = budget;
  await town.granted('closePhase', { phaseId, reason: 'Fini.' });
  await town.granted('closeTally', { phaseId });
  const { results } = await town.granted(
    'computeAllocation',
    { phaseId },
    'results { resultHash }',
  );
  await town.granted('certifyResults', {
    phaseId,
    resultHash: results.resultHash,
    signatories: [{ name: canary('signatory'), office: canary('office') }],
  });
}, 120_000);
afterAll(async () => {
  await server.close();
  for (const spy of spies) spy.mockRestore();
});

/** Which of these words the files of a folder hold, one file after the other: together they are larger than memory. */
const heldIn = (folder: string, words: readonly string[]): string[] => {
  const held = new Set<string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const bytes = entry.isFile() ? bytesOf(join(entry.parentPath, entry.name)) : undefined;
    for (const word of bytes ? words : []) if (bytes!.includes(word)) held.add(word);
  }
  return words.filter((word) => held.has(word));
};

/** The bytes of a file; none where it is gone meanwhile. */
const bytesOf = (path: string): Buffer | undefined => {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

const sql = async (text: string): Promise<any[]> => {
  const client = new pg.Client({ connectionString: server.databaseUrl });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
};

describe('what people write', () => {
  test('is read over GraphQL', async () => {
    const { idea, phase } = await shown();
    expect(idea).toMatchObject({ title: canary('edited'), locale: 'fr', erased: false });
    expect(idea.officialFeedback).toEqual([
      { text: canary('feedback'), authorLabel: canary('label'), erased: false },
    ]);
    expect(idea.timeline.nodes).toContainEqual({
      __typename: 'IdeaRevisedItem',
      reason: canary('reason'),
      erased: false,
    });
    expect(phase.results).toEqual({
      status: 'certified',
      erased: false,
      signatories: [{ name: canary('signatory'), office: canary('office') }],
    });
  });

  test('stands in no file of the database, its write-ahead log included', async () => {
    if (process.env.CAHIER_TEST_DATABASE_URL) return;
    await sql('checkpoint');
    const folder = process.env.CAHIER_TEST_FOLDER!;
    expect(heldIn(folder, [witness, ...places.map(canary)])).toEqual([witness]);
  }, 300_000);

  test('stands in no export, and no account does', async () => {
    const text = await exported(log());
    expect(text).toContain(witness);
    expect([...places.map(canary), author, agent].filter((word) => text.includes(word))).toEqual(
      [],
    );
  });

  test('stands in no view, and no account does', async () => {
    await shown();
    const rows = await Promise.all(
      views.map(({ name }) => sql(`select v::text as row from views."${name}" v`)),
    );
    const text = rows
      .flat()
      .map(({ row }) => row)
      .join('\n');
    expect(text).toContain(witness);
    expect([...places.map(canary), author, agent].filter((word) => text.includes(word))).toEqual(
      [],
    );
  });

  test('stands in nothing that the server says of itself', () => {
    expect(said).toContain('GraphQL');
    expect([...places.map(canary), author, agent].filter((word) => said.includes(word))).toEqual(
      [],
    );
  });

  test('nobody who knows an account and a command finds its acts', async () => {
    const commandId = 'guessable';
    const input = {
      consultationId: budget.consultation,
      phaseId: budget.ideation,
      text: { title: 'Devine' },
      commandId,
    };
    await town.granted('submitIdea', input, '', anna);
    const guess = createHash('sha256').update(`${author}\0${commandId}`);
    const text = await exported(log());
    for (const encoding of ['hex', 'base64url'] as const)
      expect(text).not.toContain(guess.copy().digest(encoding));
  });
});

describe('an erasure', () => {
  let before: any;
  const untilErased = async (input: object, token: string): Promise<void> => {
    const { erasure } = await town.granted(
      'eraseParticipant',
      input,
      'erasure { requestedAt erasedAt }',
      token,
    );
    expect(erasure.requestedAt).toMatch(/Z$/);
    for (let i = 0; i < 200; i++) {
      const [left] = await sql('select count(*)::int as n from keys.erasure');
      if (!left.n) return;
      await sleep(25);
    }
    throw new Error('The erasure was not carried out.');
  };

  test('E23, E46, T44 by oneself takes every word at once and everywhere, and leaves the votes as they are', async () => {
    before = await shown();
    await untilErased({ texts: 'ERASE' }, anna);
    const after = await shown();
    expect(after.idea).toMatchObject({ title: null, body: null, locale: null, erased: true });
    expect(after.phase).toEqual(before.phase);
    expect(after.phase.participation.participants).toBe(3);
  });

  test('leaves what others wrote', async () => {
    const { idea } = await shown();
    expect(idea.officialFeedback).toEqual(before.idea.officialFeedback);
    expect(idea.timeline.nodes).toEqual(before.idea.timeline.nodes);
  });

  test('of an agent’s account, by an office, takes the agent’s words', async () => {
    await untilErased({ account: agent, texts: 'ERASE' }, await server.token('registrar', 'rene'));
    const { idea } = await shown();
    expect(idea.officialFeedback).toEqual([{ text: null, authorLabel: null, erased: true }]);
    expect(idea.timeline.nodes).toContainEqual({
      __typename: 'IdeaRevisedItem',
      reason: null,
      erased: true,
    });
    expect(idea.timeline.nodes).toContainEqual({
      __typename: 'OfficialFeedbackGivenItem',
      text: null,
      authorLabel: null,
      erased: true,
    });
  });

  test('of who signed leaves a result that is certified', async () => {
    await untilErased({ account: `staff of ${town.name}`, texts: 'ERASE' }, town.admin);
    const { phase } = await shown();
    expect(phase.results).toEqual({ status: 'certified', erased: true, signatories: [] });
  });

  test('leaves a log that is sound, and views that are what a recount makes', async () => {
    const store = await inspectPostgres(server.databaseUrl);
    expect(await store.verify()).toMatchObject({ sound: true, faults: [] });
    await store.close();
    for (const view of views) {
      const { differences } = await checkView(server.databaseUrl, log(), view);
      expect([view.name, differences]).toEqual([view.name, []]);
    }
  }, 60_000);

  test('is told by the log: which digests of which events, and not whose', async () => {
    const auditor = await server.token('auditor', 'agathe');
    const { data } = await server.graphql(
      `{ auditTrail(first: 100, types: ["IdeaSubmitted", "PersonalDataErased", "AccountErased"]) {
        nodes { type eventId stream data sealed actorKind } } }`,
      {},
      auditor,
    );
    const nodes: any[] = data.auditTrail.nodes;
    const told = nodes
      .filter(({ type }) => type === 'PersonalDataErased')
      .flatMap((n) => JSON.parse(n.data).entries);
    const submitted = nodes.find(({ stream }) => stream === `idea-${localOf(ideaId)}`);
    expect(told).toContainEqual({
      eventId: submitted.eventId,
      digests: Object.values(JSON.parse(submitted.sealed)).sort(),
    });
    const erased = nodes
      .filter(({ type }) => type === 'AccountErased')
      .map((n) => JSON.parse(n.data));
    expect(erased).toHaveLength(3);
    for (const { personId } of erased)
      for (const node of nodes.filter(({ type }) => type === 'PersonalDataErased'))
        expect(node.data + node.stream).not.toContain(personId);
  });

  test('leaves no account name among the keys, and its token speaks for somebody new', async () => {
    const accounts = (await sql('select account from keys.person')).map(({ account }) => account);
    expect(accounts).not.toContain(author);
    expect(accounts).not.toContain(agent);
    const query = 'query($id: ID!) { phase(id: $id) { myBallot { totalCost } } }';
    const mine = await server.graphql(query, { id: budget.vote }, anna);
    expect(mine.data.phase.myBallot).toBeNull();
  });

  test('A34 is nobody’s to ask for but the person’s, an admin’s and a registrar’s', async () => {
    for (const role of ['moderator', 'staff', 'auditor'] as const) {
      const token = await server.token(role, 'moussa');
      const query = `mutation($input: EraseParticipantInput!) {
        eraseParticipant(input: $input) { alreadyApplied } }`;
      const { errors } = await server.graphql(query, { input: { account: 'ben' } }, token);
      expect(errors![0]!.extensions['code']).toBe('FORBIDDEN');
    }
    const payload = await town.act('eraseParticipant', { account: 'nobody' }, '', town.admin);
    expect(payload.userErrors).toMatchObject([
      { __typename: 'ParticipantUnknownError', path: ['account'] },
    ]);
  });
});

describe('words that were changed where they lie', () => {
  test('are an error with a code, and never other words', async () => {
    const ben = await town.citizen('ben');
    const input = {
      consultationId: budget.consultation,
      phaseId: budget.ideation,
      text: { title: 'Un banc', body: 'Ici.' },
    };
    const { idea } = await town.granted('submitIdea', input, 'idea { id }', ben);
    const row = `select sealed ->> 'title' as digest from views.idea_card where "ideaId" = '${localOf(idea.id)}'`;
    const [{ digest }] = await sql(row);
    await sql(`update keys.disclosure set ciphertext = set_byte(ciphertext, 15, 255 - get_byte(ciphertext, 15))
      where digest = decode('${Buffer.from(digest, 'base64url').toString('hex')}', 'hex')`);
    const query = 'query($id: ID!) { idea(id: $id) { title body } }';
    const { data, errors } = await server.graphql(query, { id: idea.id });
    expect(data.idea).toEqual({ title: null, body: 'Ici.' });
    expect(errors).toMatchObject([
      { path: ['idea', 'title'], extensions: { code: 'SEAL_BROKEN' } },
    ]);
  });
});

const localOf = (id: string): string => Buffer.from(id, 'base64').toString().split(':')[1]!;
