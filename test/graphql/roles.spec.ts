import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { buildSchema } from 'graphql';
import { mayWish, type Role } from '../../src/acts/principal.js';
import { LOG } from '../../src/app.module.js';
import type { CommandType } from '../../src/domain/commands.js';
import { Allow, AllowGuard, allowed } from '../../src/graphql/allow.js';
import { resolvers } from '../../src/graphql/graphql.module.js';
import { publicSchema } from '../../src/graphql/public-schema.js';
import type { Log } from '../../src/log/port.js';
import { leastInputs } from '../support/input.js';
import { startServer, type TestServer } from '../support/server.js';
import {
  draft,
  foundTown,
  mutationOf,
  openBudget,
  type Budget,
  type Town,
} from '../support/town.js';

/** Every query and mutation: its kind, its name and whom it allows. */
const doors = resolvers.flatMap(({ prototype }) =>
  Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const method = (prototype as unknown as Record<string, object>)[name]!;
    const kind = Reflect.getMetadata('graphql:resolver_type', method) as string | undefined;
    return kind === 'Query' || kind === 'Mutation' ? [{ kind, name, who: allowed(method) }] : [];
  }),
);
const mutations = doors.filter(({ kind }) => kind === 'Mutation');
const commandOf = (name: string) => `${name[0]!.toUpperCase()}${name.slice(1)}` as CommandType;

describe('every query and every mutation', () => {
  test('says whom it allows', () => {
    expect(doors.length).toBeGreaterThan(30);
    expect(doors.filter(({ who }) => !who.length)).toEqual([]);
  });

  test('that writes lets nobody through whom the act itself would refuse', () => {
    const wider = mutations.filter(({ name, who }) =>
      who.some((role) => !mayWish[commandOf(name)].includes(role as Role)),
    );
    expect(wider).toEqual([]);
  });

  test('that does not say whom it allows is refused to everybody', async () => {
    const guard = new AllowGuard();
    const asked = (handler: () => void, roles: Role[]) => {
      const principal = { sub: 'a', roles, organisations: ['*'] };
      const cahier = { principal, mayBeGranted: async () => false };
      const execution = new ExecutionContextHost([{}, {}, { cahier }, {}], Object, handler);
      execution.setType('graphql');
      return guard.canActivate(execution);
    };
    const silent = () => {};
    const open = () => {};
    Allow('admin')(open);
    await expect(asked(silent, ['admin', 'staff', 'citizen'])).rejects.toThrow('do not allow');
    expect(await asked(open, ['admin'])).toBe(true);
    await expect(asked(open, ['staff'])).rejects.toThrow('do not allow');
  });
});

describe('who may do what', () => {
  let server: TestServer;
  let town: Town;
  let budget: Budget;
  let inputs: [string, object][];

  const head = () => server.running.app.get<Log>(LOG).head();
  const codeOf = async (name: string, input: object, token?: string): Promise<string> => {
    const { errors, data } = await server.graphql(mutationOf(name), { input }, token);
    return errors?.[0]?.extensions['code'] ?? data[name].userErrors[0]?.code ?? 'granted';
  };
  /** Tries every mutation; gives back those that were not refused with this code, and checks that nothing was written. */
  const refusedTo = async (token: string | undefined, code: string): Promise<string[]> => {
    const before = await head();
    const codes = await Promise.all(
      inputs.map(async ([name, input]) => [name, await codeOf(name, input, token)] as const),
    );
    expect(await head()).toBe(before);
    return codes.filter(([, found]) => found !== code).map(([name]) => name);
  };

  beforeAll(async () => {
    server = await startServer();
    inputs = leastInputs(buildSchema(await publicSchema()));
    town = await foundTown(server);
    budget = await openBudget(town, { ideas: 1 });
  }, 60_000);
  afterAll(() => server.close());

  test('without a token nobody writes anything', async () => {
    expect(inputs.map(([name]) => name).sort()).toEqual(mutations.map(({ name }) => name).sort());
    expect(await refusedTo(undefined, 'UNAUTHENTICATED')).toEqual([]);
  });

  test('a token without a role, or with an unknown one, writes nothing', async () => {
    expect(await refusedTo(await server.token([]), 'FORBIDDEN')).toEqual([]);
    expect(await refusedTo(await server.token('root' as Role), 'FORBIDDEN')).toEqual([]);
  });

  test.each<[Role, string[]]>([
    [
      'citizen',
      [
        ...[
          'castVote',
          'changeContact',
          'changeVote',
          'declareProfileSegments',
          'declareResidence',
          'eraseParticipant',
          'flagComment',
          'flagContent',
          'postComment',
          'registerParticipant',
          'reviseComment',
          'reviseIdea',
        ],
        ...['submitBasket', 'submitIdea', 'withdrawBasket', 'withdrawIdea', 'withdrawVote'],
      ],
    ],
    [
      'moderator',
      [
        'blockParticipant',
        'dismissDuplicate',
        'flagComment',
        'flagContent',
        'hideComment',
        'hideIdea',
        'restoreComment',
        'restoreIdea',
        'reviseIdea',
        'suggestDuplicate',
        'unblockParticipant',
      ],
    ],
    ['auditor', []],
    [
      'registrar',
      [
        'correctOfflineVotes',
        'eraseParticipant',
        'recordOfflineVotes',
        'recordPaperBallot',
        'verifyResidence',
        'voidOfflineVotes',
      ],
    ],
    [
      'admin',
      [
        'declareReservePeriod',
        'defineArea',
        'defineBody',
        'defineDepartment',
        'defineStatus',
        'defineTopic',
        'eraseParticipant',
        'grantRole',
        'registerOrganisation',
        'renameArea',
        'retireArea',
        'retireBody',
        'retireDepartment',
        'retireTopic',
        'revokeRole',
        'statePopulation',
      ],
    ],
  ])('%s may at most: %j', async (role, may) => {
    const rest = inputs.filter(([name]) => !may.includes(name));
    const token = await server.token(role, `some ${role}`, ['nowhere']);
    const before = await head();
    for (const [name, input] of rest)
      expect([name, await codeOf(name, input, token)]).toEqual([name, 'FORBIDDEN']);
    expect(await head()).toBe(before);
    expect(
      mutations
        .filter(({ who }) => who.includes(role))
        .map(({ name }) => name)
        .sort(),
    ).toEqual(may);
  });

  test('staff of one town do nothing in another, and nothing is written', async () => {
    const stranger = await server.token('staff', 'stan', ['bagneux']);
    const before = await head();
    const ids = {
      consultationId: budget.consultation,
      phaseId: budget.vote,
      ideaId: budget.ideas[0],
      organisationId: town.name,
    };
    for (const [name, input] of inputs) {
      if (/^(registerOrganisation|(submit|withdraw)Basket|(cast|change|withdraw)Vote)$/.test(name))
        continue;
      const named = Object.keys(input).filter((key) => key in ids) as (keyof typeof ids)[];
      const there = { ...input, ...Object.fromEntries(named.map((key) => [key, ids[key]])) };
      const more = name === 'publishDecision' ? { concernsIdeaIds: [] } : {};
      expect([name, await codeOf(name, { ...there, ...more }, stranger)]).toEqual([
        name,
        'FORBIDDEN',
      ]);
    }
    expect(await head()).toBe(before);
  });

  test('a draft of another town is as unknown to its staff as one that does not exist', async () => {
    const consultationId = await draft(town);
    const stranger = await server.token('staff', 'stan', ['bagneux']);
    for (const token of [stranger, await town.citizen('claire')])
      expect(await codeOf('submitIdea', { consultationId, text: { title: 'x' } }, token)).toBe(
        'CONSULTATION_UNKNOWN',
      );
  });

  test('what only the server may say is not taken from a client', async () => {
    const idea = { consultationId: budget.consultation, text: { title: 'Un banc' } };
    for (const more of [
      'authorRef',
      'organisationId',
      'origin',
      'at',
      'recordedAt',
      'channel',
      'position',
    ])
      expect(
        await server.graphql(
          mutationOf('submitIdea'),
          { input: { ...idea, [more]: 'x' } },
          town.staff,
        ),
      ).toMatchObject({ status: 400, errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });

  test('a citizen who is also staff votes as oneself, and an admin or an auditor does not vote at all', async () => {
    const input = { phaseId: budget.vote, lines: [{ ideaId: budget.ideas[0] }] };
    const both = await server.token(['staff', 'citizen'], 'berthe', ['arcueil']);
    const mine = await town.granted('submitBasket', input, 'myBallot { totalCost }', both);
    expect(mine.myBallot).toEqual({ totalCost: 100_000 });
    const shows = `query($id: ID!) { phase(id: $id) { myBallot { totalCost } } }`;
    for (const role of ['admin', 'auditor', 'staff', 'moderator'] as const) {
      const token = await server.token(role, 'berthe');
      expect(await codeOf('submitBasket', input, token)).toBe('FORBIDDEN');
      const theirs = await server.graphql(shows, { id: budget.vote }, token);
      expect(theirs.data.phase.myBallot).toBeNull();
    }
  });
});
