import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fromGlobalId } from 'graphql-relay';
import { startServer, type TestServer } from '../support/server.js';
import {
  addPhase,
  cityIdea,
  draft,
  foundTown,
  openBudget,
  vote,
  type Budget,
  type Town,
} from '../support/town.js';

let server: TestServer;
let town: Town;
let budget: Budget;
let auditor: string;

beforeAll(async () => {
  server = await startServer();
  town = await foundTown(server);
  budget = await openBudget(town);
  auditor = await server.token('auditor', 'agathe');
}, 60_000);
afterAll(() => server.close());

const times = <T>(n: number, make: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: n }, (_v, i) => make(i)));

/** Events of some types, as an auditor reads them, at least up to a position. */
const trail = async (types: string[], minPosition: string) => {
  const query = `query($types: [String!], $after: String, $min: Position) {
    auditTrail(first: 100, types: $types, after: $after, minPosition: $min) {
      nodes { position type stream revision data } pageInfo { hasNextPage endCursor } } }`;
  const found: any[] = [];
  for (let after: string | null = null; ;) {
    const { data } = await server.graphql(query, { types, after, min: minPosition }, auditor);
    found.push(...data.auditTrail.nodes);
    if (!data.auditTrail.pageInfo.hasNextPage) return found;
    after = data.auditTrail.pageInfo.endCursor;
  }
};
const basketsIn = async ({ vote: phaseId }: Budget, min: string) =>
  (await trail(['BasketSubmitted'], min)).filter(({ stream }) =>
    stream.startsWith(`ballot-${fromGlobalId(phaseId).id}`),
  );
const last = (payloads: any[]): string =>
  payloads
    .map((p) => BigInt(p.position))
    .reduce((a, b) => (a > b ? a : b))
    .toString();
const numerically = (a: string, b: string): number => Number(a) - Number(b);
const codes = (payload: any): string[] => payload.userErrors.map((e: any) => e.code);

describe('one citizen, a hundred times at once', () => {
  test('under one commandId: one basket, a hundred equal answers', async () => {
    const [idea] = budget.ideas;
    const answers = await times(100, () =>
      vote(town, budget, 'once', [idea!], { commandId: 'one-click' }),
    );
    expect(new Set(answers.map((a) => JSON.stringify(a))).size).toBe(1);
    expect(answers[0]).toMatchObject({ userErrors: [], myBallot: { basketRevision: 1 } });
    expect(await basketsIn(budget, last(answers))).toHaveLength(1);
    const later = await vote(town, budget, 'once', [idea!], { commandId: 'one-click' });
    expect(later).toEqual(answers[0]);
  });

  test('E04, T01 under a hundred commandIds: one basket stands, and is counted once', async () => {
    const open = await openBudget(town, { tallyVisibility: 'always' });
    const answers = await times(100, (i) =>
      vote(town, open, 'often', [open.ideas[i % 4]!], { commandId: `click-${i}` }),
    );
    expect(answers.flatMap(codes)).toEqual([]);
    const baskets = await basketsIn(open, last(answers));
    expect(baskets.map((b) => b.revision)).toEqual(baskets.map((_b, i) => i));
    expect(baskets.map((b) => JSON.parse(b.data).basketRevision)).toEqual(
      baskets.map((_b, i) => i + 1),
    );
    const { data } = await server.graphql(
      `query($id: ID!, $min: Position) { phase(id: $id, minPosition: $min) {
        participation { participants } options { nodes { idea { id } tally { picks } } } } }`,
      { id: open.vote, min: last(answers) },
    );
    expect(data.phase.participation.participants).toBe(1);
    const picked = data.phase.options.nodes.filter((o: any) => o.tally?.picks);
    expect(picked.map((o: any) => [fromGlobalId(o.idea.id).id, o.tally.picks])).toEqual([
      [JSON.parse(baskets.at(-1).data).lines[0].ideaId, 1],
    ]);
  });

  test('with the same expected revision: one is taken, ninety-nine are told the current one', async () => {
    await vote(town, budget, 'careful', [budget.ideas[0]!]);
    const answers = await times(100, (i) =>
      vote(town, budget, 'careful', [budget.ideas[1 + (i % 3)]!], { expectedRevision: 1 }),
    );
    const refusals = answers.flatMap(codes);
    expect(refusals).toEqual(Array(99).fill('BASKET_CHANGED'));
  });
});

describe('a commandId', () => {
  test('stands for one wish: another one under it is refused, and the first is kept', async () => {
    const [one, two] = budget.ideas;
    const first = await vote(town, budget, 'ida', [one!], { commandId: 'same' });
    const other = await vote(town, budget, 'ida', [two!], { commandId: 'same' });
    expect(codes(other)).toEqual(['IDEMPOTENCY_CONFLICT']);
    expect(other).toMatchObject({ position: null, myBallot: null });
    const again = await vote(town, budget, 'ida', [one!], { commandId: 'same' });
    expect(again).toEqual(first);
  });

  test('counts among one’s own acts only: somebody else’s under the same one is independent', async () => {
    const [one, two] = budget.ideas;
    const [a, b] = await Promise.all([
      vote(town, budget, 'jean', [one!], { commandId: 'shared' }),
      vote(town, budget, 'jeanne', [one!, two!], { commandId: 'shared' }),
    ]);
    expect([a, b].flatMap(codes)).toEqual([]);
    expect(a.position).not.toBe(b.position);
    expect([a.myBallot.totalCost, b.myBallot.totalCost]).toEqual([100_000, 200_000]);
  });

  test('makes one thing however often it is sent, even at once', async () => {
    const wished = {
      consultationId: budget.consultation,
      text: { title: 'Un seul banc' },
      commandId: 'bench',
    };
    const made = await times(20, () => town.act('submitIdea', wished, 'idea { id }'));
    expect(new Set(made.map((m) => JSON.stringify(m))).size).toBe(1);
    expect(made[0].userErrors).toEqual([]);
    const phases = await times(20, () =>
      town.act(
        'addPhase',
        {
          consultationId: budget.consultation,
          title: 'Réunion',
          method: 'meeting',
          participationLevel: 'consult',
          opensAt: '2030-01-01T00:00:00Z',
          closesAt: '2030-02-01T00:00:00Z',
          timeZone: 'Europe/Paris',
          commandId: 'meeting',
        },
        'phase { id }',
      ),
    );
    expect(new Set(phases.map((m) => JSON.stringify(m))).size).toBe(1);
    expect(codes(phases[0])).toEqual([]);
  });

  test('may be any of 1 to 128 plain characters', async () => {
    const withId = async (commandId: string) =>
      codes(await vote(town, budget, 'ida', [budget.ideas[0]!], { commandId }));
    expect(await withId('A.b_c:d~e-9'.padEnd(128, 'x'))).toEqual([]);
    for (const bad of ['', 'a b', 'é', 'a/b', 'x'.repeat(129), '__proto__\n'])
      expect(await withId(bad)).toEqual(['INVALID_INPUT']);
  });
});

describe('two agents at once', () => {
  test('who edit what they both read: the second is told that it has changed', async () => {
    const ideaId = await cityIdea(town, budget.consultation, 'Un kiosque');
    const edit = (title: string) =>
      town.act('reviseIdea', {
        ideaId,
        text: { title },
        kind: 'editorial',
        reason: 'Faute',
        expectedRevision: 0,
      });
    const answers = await Promise.all([edit('Le kiosque'), edit('Les kiosques')]);
    expect(answers.flatMap(codes)).toEqual(['REVISION_CONFLICT']);
    const { data } = await server.graphql(
      `mutation($input: ReviseIdeaInput!) { reviseIdea(input: $input) { userErrors { ... on RevisionConflictError {
        expectedRevision actualRevision path } } } }`,
      {
        input: {
          ideaId,
          text: { title: 'x' },
          kind: 'editorial',
          reason: 'y',
          expectedRevision: 0,
        },
      },
      town.staff,
    );
    expect(data.reviseIdea.userErrors).toEqual([
      { expectedRevision: 0, actualRevision: 1, path: ['expectedRevision'] },
    ]);
  });

  test('who both add a phase to one draft: both are there', async () => {
    const consultation = await draft(town);
    const added = await times(10, () => addPhase(town, consultation, 'meeting'));
    expect(new Set(added).size).toBe(10);
  });

  test('an expected revision is a whole number from -1 up', async () => {
    const expecting = async (expectedRevision: unknown) => {
      const input = { phaseId: budget.ideation, expectedRevision };
      const query = `mutation($input: OpenPhaseInput!) { openPhase(input: $input) { userErrors { code } } }`;
      const { status, data, errors } = await server.graphql(query, { input }, town.staff);
      return data?.openPhase.userErrors[0].code ?? `${status} ${errors![0]!.extensions['code']}`;
    };
    expect(await expecting(-1)).toBe('REVISION_CONFLICT');
    expect(await expecting(-2)).toBe('INVALID_INPUT');
    for (const wrong of ['0', 2 ** 63, 1.5])
      expect(await expecting(wrong)).toBe('400 BAD_USER_INPUT');
  });
});

test('E08b a close that races many votes: every basket that was taken stands before it in the log', async () => {
  const race = await openBudget(town);
  const answers: any[] = [];
  let closing: Promise<any> | undefined;
  const voteUntilClosed = async (voter: number) => {
    for (let n = 0; ; n++) {
      const payload = await vote(town, race, `racer ${voter}.${n}`, [race.ideas[n % 4]!]);
      answers.push(payload);
      if (answers.length === 20)
        closing = town.granted('closePhase', { phaseId: race.vote, reason: 'Course' });
      if (codes(payload).length) return;
    }
  };
  await times(25, voteUntilClosed);
  const closed = await closing;
  const taken = answers.filter((payload) => payload.position);
  expect(answers.flatMap(codes)).toEqual(Array(25).fill('PHASE_CLOSED'));
  const baskets = await basketsIn(race, last([...taken, closed]));
  expect(baskets.map((b) => b.position)).toEqual(taken.map((p) => p.position).sort(numerically));
  expect(BigInt(baskets.at(-1).position)).toBeLessThan(BigInt(closed.position));
});
