import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { Act, type ActResult, type Wish } from '../../src/acts/act.js';
import type { Role } from '../../src/acts/principal.js';
import { consultationStream } from '../../src/domain/consultation/state.js';
import { versions } from '../../src/domain/upcast.js';
import { Follower, type FollowerOptions } from '../../src/reactions/follower.js';
import { reacting, type MakeWish } from '../../src/reactions/reacting.js';
import type { Reaction } from '../../src/reactions/reaction.js';
import { schedule } from '../../src/reactions/schedule.js';
import { openConsultation } from '../acts/consultation.js';
import { consultationId } from '../arcueil.js';
import { startApp, type TestApp } from '../support/app.js';
import { until } from '../support/until.js';

let town: TestApp;
let sql: pg.Client;
let followers: Follower[] = [];
beforeEach(async () => {
  town = await startApp();
  sql = new pg.Client({ connectionString: town.url });
  await sql.connect();
}, 60_000);
afterEach(async () => {
  await Promise.all(followers.map((follower) => follower.close()));
  followers = [];
  await sql.end();
  await town.close();
});

const act: MakeWish = (wish, circumstance) => town.commands.execute(new Act(wish, circumstance));
const granted = async (wish: Wish, role: Role = 'staff'): Promise<void> => {
  const principal = { sub: 'sofia', roles: [role], organisations: ['*'] };
  const result = await act(wish, { principal, commandId: uuidv7(), channel: 'api' });
  if (result.status === 'refused') throw new Error(JSON.stringify(result.refusals));
};
const start = (
  makeWish: MakeWish = act,
  options: FollowerOptions = { leaseMs: 1_000 },
  reaction: Reaction = schedule,
) => {
  const follower = new Follower(town.url, town.log, [reacting(reaction, makeWish)], options);
  followers.push(follower);
  follower.start();
  return follower;
};

const phaseId = `${consultationId}.meeting`;
const inSeconds = (n: number) => new Date(Date.now() + n * 1_000).toISOString();
const addPhase = (opensAt: string, closesAt: string | null): Wish => ({
  ...{ type: 'AddPhase', consultationId, phaseId, title: 'Réunion', method: 'meeting' },
  ...{ participationLevel: 'consult', opensAt, closesAt, timeZone: 'Europe/Paris', parallel: true },
});
const found = (...wishes: [Wish, Role][]) =>
  wishes.reduce(
    (before, [wish, role]) => before.then(() => granted(wish, role)),
    Promise.resolve(),
  );
const foundTown = () => found(...openConsultation());

const of = async (type: string) =>
  (await town.log.readStream(consultationStream(consultationId))).filter(
    (e) => e.type === type && (e.data as { phaseId: string }).phaseId === phaseId,
  );
const one = (type: string) => until(async () => (await of(type))[0]);
const agenda = async () =>
  (await sql.query('select key, attempts, trouble from reactions.agenda order by key')).rows;

describe('on schedule', () => {
  test('a phase opens and closes at the announced instants, and each names what caused it', async () => {
    await foundTown();
    start();
    const [opensAt, closesAt] = [inSeconds(1), inSeconds(3)];
    await granted(addPhase(opensAt, closesAt));
    const [added] = await of('PhaseAdded');
    const opened = await one('PhaseOpened');
    expect(opened).toMatchObject({
      actor: { kind: 'system', ref: 'cahier', role: 'system' },
      causationId: added!.eventId,
      data: { cause: 'schedule' },
    });
    expect(opened.recordedAt >= opensAt).toBe(true);
    expect(await one('PhaseClosed')).toMatchObject({
      causationId: added!.eventId,
      data: { cause: 'schedule', at: closesAt, reason: null },
    });
    await until(async () => (await agenda()).every(({ key }) => !key.includes(phaseId)));
  });

  test('a phase whose consultation is not public waits, says why, and opens once it is', async () => {
    const steps = openConsultation().filter(([{ type }]) => type !== 'OpenPhase');
    const publish = steps.findIndex(([{ type }]) => type === 'PublishConsultation');
    await found(...steps.slice(0, publish));
    start();
    await granted(addPhase(inSeconds(-60), null));
    await until(async () =>
      (await agenda()).some(({ trouble }) => /^NOT_PUBLISHED: /.test(trouble ?? '')),
    );
    expect(await of('PhaseOpened')).toEqual([]);
    await found(...steps.slice(publish));
    await one('PhaseOpened');
  });

  test('a phase that is moved meanwhile opens at its new time only', async () => {
    await foundTown();
    await granted(addPhase(inSeconds(2), null));
    const opensAt = inSeconds(4);
    start();
    await granted({
      ...{ type: 'ReschedulePhase', consultationId, phaseId, opensAt },
      ...{ reason: 'Neige.', decidedBy: 'La ville' },
    });
    expect((await one('PhaseOpened')).recordedAt >= opensAt).toBe(true);
    expect(await of('PhaseOpened')).toHaveLength(1);
  });
});

describe('a process that dies between the act and the note of it', () => {
  /** Makes a wish, and dies before the first phase that it opened is noted. */
  const dying =
    (results: ActResult[]): MakeWish =>
    async (wish, circumstance) => {
      const result = await act(wish, circumstance);
      const isOurs = wish.type === 'OpenPhase' && wish.phaseId === phaseId;
      if (isOurs && results.push(result) === 1)
        await sql.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where application_name = 'cahier reactions'`,
        );
      return result;
    };

  test('makes the very same wish after its restart: the log answers it, and records nothing twice', async () => {
    await foundTown();
    const results: ActResult[] = [];
    const { PhaseAdded } = schedule.on;
    start(dying(results), { leaseMs: 1_000 }, { name: 'forgetful', on: { PhaseAdded } });
    await granted(addPhase(inSeconds(0), null));
    await until(async () => results.length > 1);
    expect(results[1]).toEqual(results[0]);
    expect(results[0]).toMatchObject({ status: 'granted', alreadyApplied: false });
    expect(await of('PhaseOpened')).toHaveLength(1);
  });

  test('does not even make it where it reads of its own act first', async () => {
    await foundTown();
    const results: ActResult[] = [];
    start(dying(results));
    await granted(addPhase(inSeconds(0), inSeconds(3)));
    await one('PhaseClosed');
    expect(results).toHaveLength(1);
    expect(await of('PhaseOpened')).toHaveLength(1);
  });

  test('has it done by another that stood by', async () => {
    await foundTown();
    const first = start();
    start();
    await granted(addPhase(inSeconds(0), inSeconds(3)));
    await one('PhaseOpened');
    await first.close();
    await one('PhaseClosed');
    expect(await of('PhaseOpened')).toHaveLength(1);
    expect(await of('PhaseClosed')).toHaveLength(1);
  });

  test('reads on where it stood: what was done before is not wished for again', async () => {
    await foundTown();
    await start().close();
    const wished: string[] = [];
    const counting: MakeWish = (wish, c) => (wished.push(wish.type), act(wish, c));
    await granted(addPhase(inSeconds(0), null));
    await until(async () => {
      const follower = start(counting);
      await one('PhaseOpened');
      await follower.close();
      return true;
    });
    await start(counting).close();
    expect(wished).toEqual(['OpenPhase']);
  });
});

test('a reaction that cannot read an event stops by name, and wishes for nothing more', async () => {
  await foundTown();
  start(act, {
    leaseMs: 1_000,
    known: { ...versions, present: { ...versions.present, PhaseAdded: 2 } },
  });
  const { stopped, position } = await until(
    async () =>
      (await sql.query('select * from reactions.checkpoint where stopped is not null')).rows[0],
  );
  expect(stopped).toMatch(/^schedule threw on PhaseAdded in version 1 at position \d+/);
  const [added] = await town.log.readStream(consultationStream(consultationId), { from: 2 });
  expect(BigInt(position)).toBeLessThan(added!.position);
  expect(await agenda()).toEqual([]);
});
