import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AccountMerges } from '../../src/acts/account-merges.js';
import { Act, type ActResult, type Wish } from '../../src/acts/act.js';
import { Erasures } from '../../src/acts/erasures.js';
import { LeavingBallots } from '../../src/acts/leaving-ballots.js';
import type { Role } from '../../src/acts/principal.js';
import { Vault } from '../../src/keys/vault.js';
import type { Recorded } from '../../src/log/port.js';
import { startApp, type TestApp } from '../support/app.js';
import { openConsultation } from './consultation.js';

let town: TestApp;
let vault: Vault;
beforeAll(async () => {
  town = await startApp();
  vault = town.app.get(Vault);
  await town.app.get(Erasures).close();
  for (const [wish, role] of openConsultation()) await granted(wish, 'sofia', role);
}, 60_000);
afterAll(() => town.close());

let commands = 0;
const act = (wish: Wish, sub: string, role: Role, onBehalfOf?: string): Promise<ActResult> =>
  town.commands.execute(
    new Act(wish, {
      principal: { sub, roles: [role], organisations: ['*'] },
      commandId: `c${commands++}`,
      channel: 'api',
      ...(onBehalfOf && { onBehalfOf }),
    }),
  );
const granted = async (wish: Wish, sub: string, role: Role, onBehalfOf?: string) => {
  const result = await act(wish, sub, role, onBehalfOf);
  if (result.status === 'refused') throw new Error(JSON.stringify(result.refusals));
  return result;
};

const everything = async (): Promise<Recorded[]> => {
  const events: Recorded[] = [];
  for await (const batch of town.log.readAll()) events.push(...batch);
  return events;
};
const idea = (ideaId: string, title = 'Un banc', origin: 'web' | 'city' = 'web'): Wish => ({
  type: 'SubmitIdea',
  consultationId: 'pb26',
  ideaId,
  phaseId: 'pb26.ideas',
  origin,
  text: { title, body: 'Pour tous.', locale: 'fr' },
  topicIds: [],
});
const erase: Wish = { type: 'EraseParticipant', texts: 'erase' };
const sealedIn = async (stream: string) =>
  (await town.log.readStream(stream)).map((e) => e.sealed!);
const opened = async (stream: string) =>
  Promise.all((await sealedIn(stream)).map((sealed) => vault.open(Object.values(sealed))));

/** Erasures in a process that dies before or after its n-th step. */
const dyingAt = (n: number, when: 'before' | 'after'): Erasures => {
  let step = 0;
  const dies = async <T>(work: () => Promise<T>): Promise<T> => {
    const last = ++step === n;
    if (last && when === 'before') throw new Error('killed');
    const result = await work();
    if (last) throw new Error('killed');
    return result;
  };
  const mortal = Object.assign(Object.create(vault), {
    destroy: (...person: Parameters<Vault['destroy']>) => dies(() => vault.destroy(...person)),
    forget: (person: string) => dies(() => vault.forget(person)),
  }) as Vault;
  const bus = Object.assign(Object.create(town.commands), {
    execute: (command: Act) => dies(() => town.commands.execute(command)),
  });
  return new Erasures(town.log, mortal, bus, ballots(), merges());
};
const merges = () => town.app.get(AccountMerges);
const ballots = () => town.app.get(LeavingBallots);
const settle = () => new Erasures(town.log, vault, town.commands, ballots(), merges()).settle();

describe('an erasure', () => {
  /** Destroy, tell of one consultation, complete, forget. */
  const steps = [1, 2, 3, 4];

  test.each(steps.flatMap((n) => [[n, 'before'] as const, [n, 'after'] as const]))(
    'F26 cut short at step %i, %s it is done, is carried out in the end and told once',
    async (n, when) => {
      const who = `anna ${n} ${when}`;
      const ideaId = `i-${n}-${when}`;
      await granted(idea(ideaId), who, 'citizen');
      const { ids } = await granted(erase, who, 'citizen');
      const known = (await everything()).length;
      await expect(dyingAt(n, when).settle()).rejects.toThrow('killed');
      await settle();
      expect(await settle()).toBe(0);
      const [sealed] = await sealedIn(`idea-${ideaId}`);
      expect(await vault.open(Object.values(sealed!))).toEqual([null, null, null]);
      expect(await vault.known(who)).toBeUndefined();
      const told = (await everything()).slice(known);
      expect(told.map(({ type, consultationId }) => [type, consultationId])).toEqual([
        ['PersonalDataErased', 'pb26'],
        ['AccountErased', null],
      ]);
      const [event] = await town.log.readStream(`idea-${ideaId}`);
      expect(told[0]!.data).toMatchObject({
        basis: 'art17',
        entries: [{ eventId: event!.eventId, digests: Object.values(sealed!).sort() }],
      });
      expect(told[1]!.data).toEqual({
        personId: ids['personId'],
        keysDestroyed: [ids['personId']],
        disclosures: 3,
        unlisted: 0,
        spentCredentialsKept: [],
      });
      expect(told.map(({ actor }) => actor.kind)).toEqual(['system', 'system']);
    },
  );

  test('F26 that another process finishes meanwhile is told once, as that one told it', async () => {
    await granted(idea('raced'), 'dora', 'citizen');
    const { ids } = await granted(erase, 'dora', 'citizen');
    const slow: LeavingBallots = Object.assign(Object.create(ballots()), {
      settle: async (...leaving: Parameters<LeavingBallots['settle']>) => {
        const kept = await ballots().settle(...leaving);
        expect(await settle()).toBe(1);
        return kept;
      },
    });
    await new Erasures(town.log, vault, town.commands, slow, merges()).settle();
    expect(await settle()).toBe(0);
    const told = await town.log.readStream(`participant-${ids['personId']}`);
    expect(told.filter(({ type }) => type === 'AccountErased').map(({ data }) => data)).toEqual([
      expect.objectContaining({ disclosures: 3 }),
    ]);
  });

  test('that was about to be asked for, and never reached the log, destroys nothing', async () => {
    await granted(idea('kept'), 'berta', 'citizen');
    await vault.intend((await vault.known('berta'))!.id);
    expect(await settle()).toBe(0);
    expect(await opened('idea-kept')).toEqual([['Pour tous.', 'fr', 'Un banc']]);
  });

  test('asked for twice is one; by an account that has nothing it is nothing new', async () => {
    await granted(idea('twice'), 'carla', 'citizen');
    expect(await granted(erase, 'carla', 'citizen')).toMatchObject({ alreadyApplied: false });
    expect(await granted(erase, 'carla', 'citizen')).toMatchObject({ alreadyApplied: true });
    await settle();
    const before = await town.log.head();
    expect(await granted(erase, 'carla', 'citizen')).toMatchObject({ alreadyApplied: true });
    expect(await granted(erase, 'never seen', 'citizen')).toMatchObject({ alreadyApplied: true });
    expect(await town.log.head()).toBe(before);
  });

  test('F26 that a restored copy of the keys undid is carried out again, and told', async () => {
    await granted(idea('restored'), 'dora', 'citizen');
    const person = await vault.known('dora');
    const { ids } = await granted(erase, 'dora', 'citizen');
    await settle();
    await vault['pool'].query(
      `insert into keys.person (person, account, master_key_id, secret, data_key)
       select $1, 'dora', master_key_id, secret, data_key from keys.person limit 1`,
      [person!.id],
    );
    expect(await settle()).toBe(0);
    const all = new Erasures(town.log, vault, town.commands, ballots(), merges());
    expect(await all.settleAll()).toBe(1);
    expect(await vault.known('dora')).toBeUndefined();
    const stream = await town.log.readStream(`participant-${ids['personId']}`);
    expect(stream.map(({ type }) => type)).toEqual(['AccountErasureRequested', 'AccountErased']);
    expect(await all.settleAll()).toBe(0);
  });

  test('of another’s account is for an office that acts for all, and says so', async () => {
    await granted(idea('other'), 'eve', 'citizen');
    await expect(act(erase, 'mallory', 'citizen', 'eve')).rejects.toThrow('your own account');
    for (const role of ['moderator', 'staff', 'auditor'] as const)
      await expect(act(erase, 'moussa', role, 'eve')).rejects.toThrow('None of your roles');
    const narrow = new Act(erase, {
      principal: { sub: 'rene', roles: ['registrar'], organisations: ['arcueil'] },
      commandId: 'narrow',
      channel: 'api',
      onBehalfOf: 'eve',
    });
    await expect(town.commands.execute(narrow)).rejects.toThrow('must cover them all');
    expect(await act(erase, 'rene', 'registrar', 'nobody')).toMatchObject({
      refusals: [{ code: 'PARTICIPANT_UNKNOWN', path: ['account'] }],
    });
    const { ids } = await granted(erase, 'rene', 'registrar', 'eve');
    const [asked] = await town.log.readStream(`participant-${ids['personId']}`);
    expect(asked).toMatchObject({ data: { asked: 'office' }, actor: { kind: 'officer' } });
    expect(asked!.actor.ref).toMatch(/^g_/);
    await settle();
    expect(await opened('idea-other')).toEqual([[null, null, null]]);
    expect(await vault.known('rene')).toBeDefined();
  });

  test('takes the author’s words from what an agent edited, and leaves the agent’s reason', async () => {
    await granted(idea('edited'), 'fay', 'citizen');
    await granted(
      {
        type: 'ReviseIdea',
        ideaId: 'edited',
        text: { title: 'Un banc.', body: 'Pour tous.', locale: 'fr' },
        kind: 'editorial',
        reason: 'Un point.',
      },
      'sofia',
      'staff',
    );
    await granted(erase, 'fay', 'citizen');
    await settle();
    const [, revision] = await sealedIn('idea-edited');
    expect(await vault.open([revision!['title']!, revision!['reason']!])).toEqual([
      null,
      'Un point.',
    ]);
  });

  test('of the words of somebody on paper is the erasure of that person', async () => {
    await granted({ ...idea('paper'), origin: 'paper' } as Wish, 'rene', 'registrar', 'old gus');
    expect(await vault.known('old gus')).toBeDefined();
    await granted(erase, 'rene', 'registrar', 'old gus');
    await settle();
    expect(await opened('idea-paper')).toEqual([[null, null, null]]);
  });
});

describe('what the log tells of people', () => {
  test('no account stands in any event, command or fingerprint, nor can one be guessed', async () => {
    await granted(idea('named'), 'zacharie.dupont@example.org', 'citizen');
    const { rows } = await vault['pool'].query<{ text: string }>(
      'select e::text as text from log.events e',
    );
    const text = rows.map((row) => row.text).join('\n');
    expect(text).toContain('IdeaSubmitted');
    for (const name of ['zacharie', 'sofia', 'rene', 'Un banc', 'Pour tous'])
      expect(text).not.toContain(name);
  });

  test('agents act under one pseudonym in one organisation', async () => {
    const refs = (await everything())
      .filter(({ actor, organisationId }) => actor.kind === 'agent' && organisationId === 'arcueil')
      .map(({ actor }) => actor.ref);
    expect(refs.length).toBeGreaterThan(5);
    expect(new Set(refs).size).toBe(1);
  });
});
