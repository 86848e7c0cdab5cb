import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toGlobalId } from 'graphql-relay';
import { packageRoot } from '../../src/package-root.js';
import { startServer, type TestServer } from '../support/server.js';
import {
  cityIdea,
  foundTown,
  mutationOf,
  openBudget,
  type Budget,
  type Town,
} from '../support/town.js';

const { _note, ...kinds } = JSON.parse(
  readFileSync(join(packageRoot, 'test/data/attack-inputs.json'), 'utf8'),
) as Record<string, string[]>;
const hostile = Object.values(kinds).flat();

let server: TestServer;
let town: Town;
let budget: Budget;
let ideaId: string;

beforeAll(async () => {
  server = await startServer();
  town = await foundTown(server);
  budget = await openBudget(town, { ideas: 1 });
  ideaId = await cityIdea(town, budget.consultation, 'Sous le feu');
}, 60_000);
afterAll(() => server.close());

/** Tries each text, some at a time, and gives back what came of each. */
const each = async <T>(tried: (text: string) => Promise<T>): Promise<T[]> => {
  const found: T[] = [];
  for (let i = 0; i < hostile.length; i += 34)
    found.push(...(await Promise.all(hostile.slice(i, i + 34).map(tried))));
  return found;
};

const isVisible = (text: string) => /[^\s\p{Cf}\p{Cc}\u034f]/u.test(text);
const isKept = (text: string) => !/[\0\p{Surrogate}]/u.test(text);

/** The refusal that a text gets in a field; undefined where it is to be kept as it is. */
const refusalOf = (text: string, limit: number, required: boolean): string | undefined => {
  if (!isKept(text)) return 'INVALID_TEXT';
  if (required && !isVisible(text)) return 'TEXT_REQUIRED';
  return [...text].length > limit ? 'TEXT_TOO_LONG' : undefined;
};

describe('a hostile text', () => {
  test('is one of many kinds', () => expect(hostile.length).toBeGreaterThanOrEqual(150));

  /** Whether each text is kept to the letter in both fields, or refused in each by name. */
  const keptOrRefused = async (
    name: string,
    input: (text: string) => object,
    shows: string,
    refusals: (text: string) => (string | undefined)[],
  ) => {
    const outcomes = await each(async (text) => {
      const payload = await town.act(name, input(text), shows);
      if (payload.userErrors.length) return payload.userErrors.map((e: any) => e.code);
      return Object.values(payload[shows.split(' ')[0]!]);
    });
    const expected = hostile.map((text) => {
      const codes = refusals(text).filter((code) => code !== undefined);
      return codes.length ? codes : [text, text];
    });
    expect(outcomes).toEqual(expected);
  };

  test('as title and body of an idea is kept to the letter or refused by name', () =>
    keptOrRefused(
      'submitIdea',
      (text) => ({ consultationId: budget.consultation, text: { title: text, body: text } }),
      'idea { title body }',
      (text) => [refusalOf(text, 200, true), refusalOf(text, 20_000, false)],
    ));

  test('as an answer and the name under it is kept to the letter or refused by name', () =>
    keptOrRefused(
      'giveOfficialFeedback',
      (text) => ({ ideaId, text, authorLabel: text }),
      'officialFeedback { text authorLabel }',
      (text) => [refusalOf(text, 20_000, true), refusalOf(text, 500, true)],
    ));

  test('that was kept is read back from lists and timelines as it was given', async () => {
    const kept = hostile.filter((text) => !refusalOf(text, 200, true));
    const found = new Set<string>();
    for (let after: string | null = null, more = true; more;) {
      const { data } = await server.graphql(
        `query($id: ID!, $after: String) { idea(id: $id) { timeline(first: 100, after: $after) {
          nodes { ... on OfficialFeedbackGivenItem { text authorLabel } } pageInfo { hasNextPage endCursor } } } }`,
        { id: ideaId, after },
      );
      const { nodes, pageInfo } = data.idea.timeline;
      for (const { text } of nodes) found.add(text);
      [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
    }
    expect(kept.filter((text) => !found.has(text))).toEqual([]);
  });

  test('in place of an id, a filter, a cursor or a name finds nothing or is refused', async () => {
    const query = `query($text: String!, $name: ID!, $id: ID!, $c: ID!) {
      organisation(organisationId: $text) { name } node(id: $id) { id } idea(id: $name) { id }
      consultation(id: $c) { ideas(topicId: $text, areaId: $text) { nodes { id } } }
      behind: consultation(id: $c) { ideas(after: $text) { nodes { id } } } }`;
    const found = await each((text) =>
      server.graphql(query, {
        text,
        name: text,
        id: toGlobalId('Idea', text),
        c: budget.consultation,
      }),
    );
    const refused = { extensions: { code: 'BAD_USER_INPUT' } };
    for (const { status, data, errors } of found) {
      expect({ status, data }).toEqual({
        status: 200,
        data: {
          organisation: null,
          node: null,
          idea: null,
          consultation: { ideas: { nodes: [] } },
          behind: null,
        },
      });
      expect(errors).toMatchObject([refused, refused]);
    }
  });

  test('in place of the name of a status, a topic, an area or a body is unknown', async () => {
    const wishes = `mutation($status: ChangeIdeaStatusInput!, $topic: SubmitIdeaInput!, $area: SubmitIdeaInput!,
      $body: PublishDecisionInput!) {
      a: changeIdeaStatus(input: $status) { userErrors { code } }
      b: submitIdea(input: $topic) { userErrors { code } }
      c: submitIdea(input: $area) { userErrors { code } }
      d: publishDecision(input: $body) { userErrors { code } } }`;
    const codes = await each(async (text) => {
      const { data } = await server.graphql(wishes, inputsWith(text), town.staff);
      return Object.values<any>(data).map((payload) => payload.userErrors[0]?.code);
    });
    const codesOf = (text: string): string[] => [
      'STATUS_UNKNOWN',
      'TOPIC_UNKNOWN',
      text === '' ? 'INVALID_INPUT' : 'AREA_UNKNOWN',
      'BODY_UNKNOWN',
    ];
    expect(codes).toEqual(
      hostile.map((text) => (isKept(text) ? codesOf(text) : Array(4).fill('INVALID_TEXT'))),
    );
  });

  const inputsWith = (text: string) => {
    const idea = { consultationId: budget.consultation, text: { title: 'x' } };
    return {
      status: { ideaId, to: text, nextSteps: 'x', publicReason: 'x' },
      topic: { ...idea, topicIds: [text] },
      area: { ...idea, areaId: text },
      body: {
        consultationId: budget.consultation,
        bodyId: text,
        sessionDate: '2026-12-01',
        outcome: 'Adopté.',
        followsTally: 'yes',
      },
    };
  };
});

describe('a name that every object has', () => {
  const names = ['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'isPrototypeOf'];

  test('can be chosen like any other', async () => {
    for (const name of names) {
      await town.granted('defineTopic', { organisationId: town.name, topicId: name, label: name });
      const idea = { consultationId: budget.consultation, text: { title: 'x' }, topicIds: [name] };
      const made = await town.granted('submitIdea', idea, 'idea { topics { topicId } }');
      expect(made.idea.topics).toEqual([{ topicId: name }]);
    }
  });

  test('given as a field of an input is unknown, and changes nothing else', async () => {
    for (const name of ['__proto__', 'constructor', 'prototype']) {
      const input = `{"phaseId":"x","${name}":{"admin":true}}`;
      const response = await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${town.staff}` },
        body: `{"query":${JSON.stringify(mutationOf('openPhase'))},"variables":{"input":${input}},"${name}":{"admin":true}}`,
      });
      expect(response.status).toBe(400);
      expect(((await response.json()) as any).errors[0].extensions.code).toBe('BAD_USER_INPUT');
    }
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });
});
