import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SubmitBasket } from '../../src/domain/ballot/decide.js';
import type { BallotOption, VotingRules } from '../../src/domain/consultation/events.js';
import {
  closed,
  configureVoting,
  consultation,
  gardenIdea,
  ideation,
  opened,
  option,
  submit,
  vote,
  voting,
  votingRules,
  withdraw,
} from '../arcueil.js';
import { given } from '../given.js';

const limit = (max: number) => fc.option(fc.nat(max), { freq: 2 });
const areas = fc.constantFrom(null, 'north');

/** Rules of any kind that a clerk may configure. */
const anyRules = fc
  .record({
    ballotType: fc.constantFrom('approval', 'cumulative', 'ordinal', 'budget' as const),
    envelopes: fc.uniqueArray(areas, { minLength: 1 }).chain((ids) =>
      fc.tuple(
        ...ids.map((areaId) =>
          fc.record({
            areaId: fc.constant(areaId),
            amount: fc.nat(200),
            currency: fc.constant('EUR'),
          }),
        ),
      ),
    ),
    minItems: limit(2),
    maxItems: limit(6),
    minSpend: limit(80),
    maxSpend: limit(200),
    minVotesPerVoter: limit(2),
    maxVotesPerVoter: limit(9),
    maxVotesPerIdea: limit(4),
    maxPerTopic: fc.array(
      fc.record({ topicId: fc.constant('green'), items: limit(3), spend: limit(120) }),
      { maxLength: 1 },
    ),
  })
  .map((over): VotingRules => ({ ...votingRules, ...over }) as VotingRules)
  .filter((rules) => 'facts' in given(...consultation).when(configureVoting(rules)).decision);

const ids = ['a', 'b', 'c', 'd', 'e'];
const anyOptions = ({ envelopes }: VotingRules) =>
  fc.tuple(
    ...ids.map((ideaId) =>
      fc
        .record({
          cost: fc.nat(70),
          envelopeAreaId: fc.constantFrom(...envelopes.map((e) => e.areaId)),
          topicIds: fc.constantFrom<string[]>([], ['green']),
        })
        .map(({ cost, ...over }) => option(ideaId, cost, over)),
    ),
  );

/** Mostly what a voter could mean, sometimes an idea twice or unknown, or votes that cannot be given. */
const anyBasket = (options: BallotOption[], { ballotType }: VotingRules) =>
  areas.chain((envelopeAreaId) => {
    const near = options.filter((o) => o.envelopeAreaId === envelopeAreaId).map((o) => o.ideaId);
    const ideaId = fc.oneof(
      { weight: 30, arbitrary: fc.constantFrom(...(near.length ? near : ids)) },
      { weight: 1, arbitrary: fc.constantFrom(...ids, 'moon') },
    );
    const votes =
      ballotType === 'cumulative'
        ? fc.option(fc.integer({ min: 0, max: 4 }))
        : fc
            .option(fc.integer({ min: 0, max: 2 }), { freq: 15, nil: 1 })
            .map((n) => (n === 0 ? 0 : 1));
    const lines = fc.oneof(
      {
        weight: 10,
        arbitrary: fc.uniqueArray(fc.record({ ideaId, votes }), {
          selector: (l) => l.ideaId,
          maxLength: 5,
        }),
      },
      { weight: 1, arbitrary: fc.array(fc.record({ ideaId, votes }), { maxLength: 5 }) },
    );
    return lines.map((l): SubmitBasket => submit([], { lines: l, envelopeAreaId }));
  });

const within = (n: number, min: number | null, max: number | null): boolean =>
  n >= (min ?? -Infinity) && n <= (max ?? Infinity);
const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);

/** Whether a basket keeps every limit, reckoned as a clerk would on paper. */
const isWithinLimits = (
  { lines, envelopeAreaId = null }: SubmitBasket,
  rules: VotingRules,
  options: BallotOption[],
): boolean => {
  const envelope = rules.envelopes.find((e) => e.areaId === envelopeAreaId);
  const chosen = options.filter((o) => lines.some((l) => l.ideaId === o.ideaId));
  const votes = lines.map((l) => l.votes ?? 1);
  const most = rules.ballotType === 'cumulative' ? rules.maxVotesPerIdea : 1;
  const spent = sum(chosen.map((o) => o.amount));
  const purse = rules.maxSpend === null ? null : Math.min(rules.maxSpend, envelope?.amount ?? 0);
  return (
    envelope !== undefined &&
    chosen.length === lines.length &&
    chosen.every((o) => o.envelopeAreaId === envelopeAreaId) &&
    votes.every((n) => within(n, 1, most)) &&
    within(lines.length, rules.minItems ?? 1, rules.maxItems) &&
    within(spent, rules.minSpend, purse) &&
    within(sum(votes), rules.minVotesPerVoter, rules.maxVotesPerVoter) &&
    rules.maxPerTopic.every(({ topicId, items, spend }) => {
      const about = chosen.filter((o) => o.topicIds.includes(topicId));
      return within(about.length, 0, items) && within(sum(about.map((o) => o.amount)), 0, spend);
    })
  );
};

describe('under any rules', () => {
  test('E12 a basket is accepted exactly when it keeps every limit', () => {
    const told = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(
        anyRules.chain((rules) =>
          anyOptions(rules).chain((options) =>
            fc.record({
              rules: fc.constant(rules),
              options: fc.constant(options),
              basket: anyBasket(options, rules),
            }),
          ),
        ),
        ({ rules, options, basket }) => {
          const { decision } = given(...voting(rules, options)).when(basket);
          const accepted = 'facts' in decision;
          told[accepted ? 'accepted' : 'refused']++;
          expect(accepted).toBe(isWithinLimits(basket, rules, options));
        },
      ),
      { numRuns: 1_500 },
    );
    expect(told.accepted).toBeGreaterThan(100);
    expect(told.refused).toBeGreaterThan(150);
  });
});

describe('I2 the window is half-open, to the millisecond', () => {
  const moment = fc.record({
    edge: fc.constantFrom<'opensAt' | 'closesAt'>('opensAt', 'closesAt'),
    off: fc.oneof(
      fc.constantFrom(-1, 0, 1),
      fc.integer({ min: -3_000_000_000, max: 3_000_000_000 }),
    ),
  });
  const near = (phase: typeof vote, { edge, off }: { edge: 'opensAt' | 'closesAt'; off: number }) =>
    new Date(Date.parse(phase[edge]!) + off).toISOString();
  const isOpen = (phase: typeof vote, at: string) =>
    Date.parse(phase.opensAt) <= Date.parse(at) && Date.parse(at) < Date.parse(phase.closesAt!);

  test('a basket is taken and taken back at or after opensAt and before closesAt, and never else', () =>
    fc.assert(
      fc.property(moment, (m) => {
        const at = near(vote, m);
        const scene = given(...voting(), submit(['bench'])).at(at);
        for (const wish of [
          submit(['garden']),
          withdraw(),
          submit(['garden'], { voterRef: 'carol' }),
        ]) {
          const { decision } = scene.when(wish);
          if (isOpen(vote, at)) expect(decision).toMatchObject({ facts: [{}] });
          else
            expect(decision).toMatchObject({
              refused: [{ code: at < vote.opensAt ? 'PHASE_NOT_OPEN' : 'PHASE_CLOSED' }],
            });
        }
      }),
    ));

  test('and so is an idea', () =>
    fc.assert(
      fc.property(moment, (m) => {
        const at = near(ideation, m);
        const { decision } = given(...consultation, opened(ideation))
          .at(at)
          .when(gardenIdea);
        expect('facts' in decision).toBe(isOpen(ideation, at));
      }),
    ));

  test('a phase closed on record takes nothing at any time', () =>
    fc.assert(
      fc.property(moment, (m) => {
        const scene = given(...voting(), closed(vote)).at(near(vote, m));
        expect(scene.when(submit(['garden'])).decision).toMatchObject({
          refused: [{ code: 'PHASE_CLOSED' }],
        });
      }),
    ));
});
