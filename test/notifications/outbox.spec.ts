import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { Act, type Wish } from '../../src/acts/act.js';
import { Erasures } from '../../src/acts/erasures.js';
import type { Role } from '../../src/acts/principal.js';
import { Vault } from '../../src/keys/vault.js';
import type { Delivery } from '../../src/notifications/deliver.js';
import { MailError, type Mail, type Mailer } from '../../src/notifications/mailer.js';
import { outbox } from '../../src/notifications/outbox.js';
import { smtpMailer } from '../../src/notifications/smtp.js';
import { Follower } from '../../src/reactions/follower.js';
import { openConsultation } from '../acts/consultation.js';
import type { CahierFact } from '../../src/domain/events.js';
import {
  basket,
  consultationId,
  fact,
  line,
  mergedInto,
  organisationId,
  voteId,
  withdrawn,
} from '../arcueil.js';
import { costCorrected } from '../costs.js';
import { supportId, voteCast } from '../supports.js';
import { startApp, type TestApp } from '../support/app.js';
import { startMailServer, type MailServer } from '../support/smtp.js';
import { until } from '../support/until.js';

let town: TestApp;
let sql: pg.Client;
let server: MailServer;
/** How far the clock by which messages fall due is ahead, in milliseconds. */
let ahead: number;
const followers: Follower[] = [];

beforeAll(async () => {
  town = await startApp();
  sql = new pg.Client({ connectionString: town.url });
  await sql.connect();
  for (const [wish, role] of openConsultation()) await act(wish, 'sofia', role);
}, 60_000);
afterAll(async () => {
  await sql.end();
  await town.close();
});
beforeEach(async () => {
  server = await startMailServer();
  ahead = 0;
});
afterEach(async () => {
  await Promise.all(followers.splice(0).map((follower) => follower.close()));
  await server.close();
});

const act = async (wish: Wish, sub: string, role: Role = 'citizen'): Promise<void> => {
  const principal = { sub, roles: [role], organisations: ['*'] };
  const circumstance = { principal, commandId: uuidv7(), channel: 'api' as const };
  const result = await town.commands.execute(new Act(wish, circumstance));
  if (result.status === 'refused') throw new Error(JSON.stringify(result.refusals));
};
const start = (mailer: Mailer = smtpMailer(server.url, 'cahier@arcueil.example')): void => {
  const people = town.app.get(Vault);
  const delivery: Delivery = {
    mailer,
    people,
    host: 'arcueil.example',
    now: () => new Date(Date.now() + ahead),
  };
  const options = { leaseMs: 1_000, lease: 'reactions.outbox_lease' as const };
  const follower = new Follower(town.url, town.log, [outbox(delivery)], options);
  followers.push(follower);
  follower.start();
};

let people = 0;
/** Somebody with an address of their own, and an idea. */
const author = async (title = 'Un banc') => {
  const sub = `citizen ${people++}`;
  const [email, ideaId] = [`${sub.replace(' ', '-')}@example.org`, `idea-${people}`];
  await act({ type: 'RegisterParticipant', locale: 'fr', email }, sub);
  await act(
    {
      ...{ type: 'SubmitIdea', consultationId, phaseId: 'pb26.ideas', ideaId, origin: 'web' },
      ...{ text: { title, body: 'Pour tous.', locale: 'fr' }, topicIds: [] },
    },
    sub,
  );
  return { sub, email, ideaId };
};
const changeStatus = (ideaId: string, statusId: string, notify = true) =>
  act(
    {
      ...{ type: 'ChangeIdeaStatus', ideaId, to: statusId, notify },
      ...{ nextSteps: 'Une étude.', publicReason: 'Bonne idée.' },
    } as Wish,
    'sofia',
    'staff',
  );
const messages = async (ideaId: string) =>
  (await sql.query('select * from outbox.message where about = $1', [ideaId])).rows;
const inState = (ideaId: string, state: string) =>
  until(async () => (await messages(ideaId)).find((m) => m.state === state));

describe('whoever wrote an idea', () => {
  test('is written to about its new status, once, with the reason and what comes next', async () => {
    const { email, ideaId } = await author('Un banc « rouge »');
    start();
    start();
    await changeStatus(ideaId, 'in_review');
    await inState(ideaId, 'sent');
    expect(server.taken).toHaveLength(1);
    const [{ from, to, data }] = server.taken as [(typeof server.taken)[0]];
    expect([from, to]).toEqual(['cahier@arcueil.example', [email]]);
    expect(data).toMatch(/^Message-ID: <[0-9a-f]{32}@arcueil\.example>\r$/m);
    expect(data).toContain('Une');
  });

  test('E28 is not written to where that is muted; the message stands there all the same', async () => {
    const { ideaId } = await author();
    start();
    await changeStatus(ideaId, 'in_review', false);
    await inState(ideaId, 'muted');
    await changeStatus(ideaId, 'accepted');
    await inState(ideaId, 'sent');
    expect(server.taken).toHaveLength(1);
  });

  test('is written to at the address they gave last, and no more once they give none', async () => {
    const { sub, ideaId } = await author();
    await act({ type: 'ChangeContact', locale: 'en', email: 'new@example.org' }, sub);
    start();
    await changeStatus(ideaId, 'in_review');
    await inState(ideaId, 'sent');
    expect(server.taken.map(({ to }) => to)).toEqual([['new@example.org']]);
    expect(server.taken[0]!.data).toContain('What comes next');
    await act({ type: 'ChangeContact', locale: 'en' }, sub);
    await changeStatus(ideaId, 'accepted');
    await inState(ideaId, 'nobody');
    expect(server.taken).toHaveLength(1);
  });

  test('is not written to after their account was erased, and no address stands anywhere', async () => {
    const { sub, email, ideaId } = await author();
    await act({ type: 'EraseParticipant' }, sub);
    await until(async () => (await town.app.get(Erasures).settle()) === 0);
    start();
    await changeStatus(ideaId, 'in_review');
    await inState(ideaId, 'nobody');
    expect(server.taken).toEqual([]);
    for (const table of ['outbox.message', 'outbox.contact', 'outbox.author', 'log.events'])
      expect((await sql.query(`select t::text from ${table} t`)).rows.join()).not.toContain(email);
  });
});

describe('a message that is not taken', () => {
  test('is tried again later, under the same id, and arrives once the server takes it', async () => {
    const { email, ideaId } = await author();
    server.answers.set(email, '451 4.3.0 try again later');
    start();
    await changeStatus(ideaId, 'in_review');
    const waiting = await until(async () => (await messages(ideaId)).find((m) => m.attempts > 0));
    expect(waiting).toMatchObject({ state: 'due', attempts: 1 });
    expect(waiting.trouble).toContain('451');
    expect(waiting.try_at.getTime()).toBeGreaterThan(Date.now());
    server.answers.clear();
    ahead = 3_600_000;
    await changeStatus(ideaId, 'accepted');
    await until(async () => (await messages(ideaId)).every((m) => m.state === 'sent'));
    expect(server.taken).toHaveLength(2);
  });

  test('is dead at once where the server says for good that nobody is there, and tells no address', async () => {
    const { email, ideaId } = await author();
    server.answers.set(email, `550 5.1.1 <${email}> unknown`);
    start();
    await changeStatus(ideaId, 'in_review');
    const { trouble } = await inState(ideaId, 'dead');
    expect(trouble).toContain('550');
    expect(trouble).not.toContain(email);
  });

  test('is dead after eight attempts', async () => {
    const { ideaId } = await author();
    start({
      send: async () => {
        ahead += 10 * 24 * 3_600_000;
        throw new MailError('The server is away.', false);
      },
    });
    await changeStatus(ideaId, 'in_review');
    await until(async () => {
      const [message] = await messages(ideaId);
      if (message?.state === 'due') await changeStatus((await author()).ideaId, 'in_review');
      return message?.state === 'dead';
    });
    expect(await messages(ideaId)).toMatchObject([{ attempts: 8, trouble: 'The server is away.' }]);
  });

  test('that a crash cut off after it was sent is sent again under the same id', async () => {
    const { ideaId, email } = await author();
    const sent: Mail[] = [];
    start({
      send: async (mail) => {
        if (mail.to === email && sent.push(mail) === 1)
          await sql.query(
            `select pg_terminate_backend(pid) from pg_stat_activity
             where application_name = 'cahier reactions'`,
          );
      },
    });
    await changeStatus(ideaId, 'in_review');
    await inState(ideaId, 'sent');
    expect(sent).toHaveLength(2);
    expect(sent[1]).toEqual(sent[0]);
  });
});

/** Records facts as they stand in the log once ballots were cast. */
const recorded = async (stream: string, ...facts: CahierFact[]): Promise<void> => {
  await town.log.append({
    ...{ commandId: uuidv7(), fingerprint: 'f' },
    writes: [
      {
        ...{ stream, expect: 'any' },
        events: facts.map(({ type, data }) => ({
          ...{ eventId: uuidv7(), type, schemaVersion: 1, organisationId, consultationId },
          ...{ recordedAt: new Date().toISOString(), channel: 'web' as const, data },
          ...{ actor: { kind: 'system', ref: 'x', role: 'system' }, visibility: 'public' as const },
        })),
      },
    ],
  });
};

/** Somebody who has chosen an idea, or had; their address. */
const votes = async (ideaId: string, withdraws = false): Promise<string> => {
  const { sub, email } = await author();
  const voterRef = (await town.app.get(Vault).person(sub)).voterRef(voteId);
  const submitted = basket([line(ideaId)], { voterRef });
  await recorded(
    `ballot-${voteId}-${voterRef}`,
    ...(withdraws ? [submitted, withdrawn(submitted)] : [submitted]),
  );
  return email;
};

test('E14, T40 whoever chose an idea is told that its price was corrected, and the other voters are not', async () => {
  const chose = [await votes('lamps'), await votes('lamps')];
  await votes('bench');
  await votes('lamps', true);
  start();
  await recorded('idea-lamps', costCorrected({ ideaId: 'lamps' }));
  await until(async () => server.taken.length === 2);
  expect(server.taken.flatMap(({ to }) => to).sort()).toEqual(chose.sort());
  await recorded('idea-lamps', costCorrected({ ideaId: 'lamps', new: 1, notify: false }));
  await until(async () => (await messages(voteId)).filter((m) => m.state === 'muted').length === 2);
  expect(server.taken).toHaveLength(2);
});

test('E22 whoever chose what is taken off the ballot is told why, and the other voters are not', async () => {
  const chose = [await votes('garden'), await votes('garden')];
  await votes('bench');
  await votes('garden', true);
  start();
  const off = { ideaId: 'garden', phaseId: voteId, reason: 'Sous une route.' };
  await recorded('idea-garden', fact('IdeaDisqualifiedFromBallot', off));
  const told = async () =>
    (await messages(voteId)).filter(({ reason }) => reason === 'option_disqualified');
  await until(async () => (await told()).length && server.taken.length === 2);
  expect(server.taken.flatMap(({ to }) => to).sort()).toEqual(chose.sort());
  expect((await told()).map(({ state }) => state)).toEqual(['sent', 'sent']);
});

test('E18 whoever votes on an idea that is merged is told, and not who took their vote back', async () => {
  const supports = async (ideaId: string, withdraws = false): Promise<string> => {
    const { sub, email } = await author();
    const voterRef = (await town.app.get(Vault).person(sub)).voterRef(supportId);
    const voted = voteCast(ideaId, 'up', { voterRef });
    const { ideaId: _id, ...act } = voted.data;
    const back = fact('VoteWithdrawn', { ...act, ideaId, reason: 'voter' });
    await recorded(`ballot-${supportId}-${voterRef}`, voted, ...(withdraws ? [back] : []));
    return email;
  };
  const told = [await supports('pond'), await supports('pond')];
  await supports('lamps');
  await supports('pond', true);
  start();
  await recorded('idea-pond', mergedInto('pond', 'lamps'));
  await until(async () => server.taken.length === 2);
  expect(server.taken.flatMap(({ to }) => to).sort()).toEqual(told.sort());
  expect((await messages(supportId)).map(({ state }) => state)).toEqual(['sent', 'sent']);
});

test('a message stands under a pseudonym only', async () => {
  const { rows } = await sql.query('select recipient from outbox.message');
  expect(rows.filter(({ recipient }) => !/^[av]_[0-9a-f]{32}$/.test(recipient))).toEqual([]);
});
