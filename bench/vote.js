import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { loadConfig } from '../dist/src/config.js';
import { signDevelopmentToken } from '../dist/src/identity/tokens.js';
import { prepare } from '../dist/src/main.js';
import { rate, sideBySide, withDatabase } from './harness.js';

const options = { quick: { type: 'boolean', default: false } };

/** Rounds, and votes of a round by how many are in flight. */
const extent = ({ quick }) =>
  quick ? { rounds: 1, votes: { 1: 20, 64: 200 } } : { rounds: 3, votes: { 1: 400, 64: 4_000 } };

const post = async (url, body, token) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  return response.json();
};

/** Opens a phase of votes with three options; gives their ids. */
const openVote = async (url, staff, admin) => {
  const act = async (name, input, shows, token = staff) => {
    const type = `${name[0].toUpperCase()}${name.slice(1)}Input`;
    const query = `mutation($input: ${type}!) { ${name}(input: $input) { userErrors { code message } ${shows} } }`;
    const { data, errors } = await post(`${url}/graphql`, { query, variables: { input } }, token);
    if (errors || data[name].userErrors.length)
      throw new Error(JSON.stringify(errors ?? data[name].userErrors));
    return data[name];
  };
  const organisation = {
    organisationId: 'bench',
    kind: 'commune',
    name: 'Bench',
    defaultLocale: 'en',
    timeZone: 'UTC',
    currency: 'EUR',
  };
  await act('registerOrganisation', organisation, '', admin);
  const about = {
    organisationId: 'bench',
    title: 'Bench',
    purpose: 'To measure.',
    initiator: 'x',
    temporalMode: 'one_off',
    policyStage: 'decision',
    audience: 'all',
  };
  const consultationId = (await act('createConsultation', about, 'consultation { id }'))
    .consultation.id;
  await act(
    'publishRules',
    { consultationId, text: 'x', bindingness: 'binding', commitment: 'x' },
    '',
  );
  const at = (hours) => new Date(Date.now() + hours * 3_600_000).toISOString();
  const phase = {
    consultationId,
    title: 'Vote',
    method: 'budgeting',
    participationLevel: 'co_create',
    opensAt: at(-1),
    closesAt: at(24),
    timeZone: 'UTC',
  };
  const phaseId = (await act('addPhase', phase, 'phase { id }')).phase.id;
  const voting = {
    phaseId,
    ballotType: 'budget',
    envelopes: [{ amount: 1000, currency: 'EUR' }],
    allocationRule: { name: 'greedy' },
  };
  await act('configureVoting', voting, '');
  await act('publishConsultation', { consultationId }, '');
  const ideas = [];
  for (const title of ['a', 'b', 'c']) {
    const ideaId = (await act('submitIdea', { consultationId, text: { title } }, 'idea { id }'))
      .idea.id;
    await act('setCost', { ideaId, amount: 100, currency: 'EUR' }, '');
    await act('admitToBallot', { ideaId, phaseId }, '');
    ideas.push(ideaId);
  }
  await act('publishCosts', { phaseId }, '');
  await act('openPhase', { phaseId }, '');
  return { phaseId, ideas };
};

/** How far the views fall behind the log while work goes on: the longest that one took to come where the log had been, in ms. */
const lagWhile = async (sql, work) => {
  let [longest, isOver, waiting] = [0, false, []];
  const watch = async () => {
    while (!isOver || waiting.length) {
      const { rows } = await sql.query(
        `select (select max(position) from log.events) as head, min(position) as counted
         from views.checkpoint where stopped is null`,
      );
      const now = performance.now();
      const counted = BigInt(rows[0].counted);
      for (const { since } of waiting.filter(({ head }) => head <= counted))
        longest = Math.max(longest, now - since);
      waiting = waiting.filter(({ head }) => head > counted);
      const head = BigInt(rows[0].head);
      if (!isOver && head > counted) waiting.push({ head, since: now });
      await sleep(20);
    }
  };
  const watching = watch();
  const result = await work().finally(() => (isOver = true));
  await watching;
  return [result, longest];
};

const insertServer = async (pool) => {
  await pool.query('create table bare_vote (id bigserial primary key, body json not null)');
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    await pool.query('insert into bare_vote (body) values ($1)', [
      Buffer.concat(chunks).toString(),
    ]);
    response.setHeader('content-type', 'application/json').end('{}');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
};

const mutation =
  'mutation($input: SubmitBasketInput!) { submitBasket(input: $input) { userErrors { code } position } }';

/** A whole vote over HTTP, against an endpoint that inserts one row. Tokens are made before the clock starts. */
export const measure = (flags) =>
  withDatabase(async (databaseUrl, folder) => {
    const { rounds, votes } = extent(parseArgs({ args: flags, options }).values);
    const config = loadConfig({
      PORT: '0',
      DATABASE_URL: databaseUrl,
      CAHIER_DATA: folder,
      LOG_LEVEL: 'error',
    });
    const running = await prepare(config);
    const url = await running.listen();
    const token = (sub, role) =>
      signDevelopmentToken(config, { sub, roles: [role], organisations: ['*'] });
    const { phaseId, ideas } = await openVote(
      url,
      await token('s', 'staff'),
      await token('a', 'admin'),
    );
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 16 });
    const bare = await insertServer(pool);
    const variables = {
      input: { phaseId, lines: ideas.slice(0, 2).map((ideaId) => ({ ideaId })) },
    };
    let [voter, lag] = [0, 0];
    const groups = [];
    for (const [inFlight, count] of Object.entries(votes)) {
      const n = Number(inFlight);
      const rows = await sideBySide(rounds, {
        'endpoint with one INSERT': () => rate(count, n, () => post(bare.url, variables)),
        submitBasket: async () => {
          const tokens = await Promise.all(
            Array.from({ length: count }, () => token(`voter ${voter++}`, 'citizen')),
          );
          const [rated, longest] = await lagWhile(pool, () =>
            rate(count, n, async (i) => {
              const { data } = await post(
                `${url}/graphql`,
                { query: mutation, variables },
                tokens[i],
              );
              if (data.submitBasket.userErrors.length) throw new Error('refused');
            }),
          );
          lag = Math.max(lag, longest);
          return rated;
        },
      });
      groups.push({ title: `${n} in flight`, rows });
    }
    bare.close();
    await pool.end();
    await running.close();
    const figure = {
      ...{ figure: 'a view falls behind, at most', wanted: '< 1000 ms' },
      ...{ measured: `${Math.round(lag)} ms`, reached: lag < 1_000 },
    };
    return { groups, figures: [figure] };
  });
