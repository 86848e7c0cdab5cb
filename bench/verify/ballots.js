import { createHash } from 'node:crypto';
import { ballotRules } from '../../dist/src/domain/ballot/decide.js';
import { ballot, ballotStream } from '../../dist/src/domain/ballot/state.js';
import { evolve, foldOf, rules } from '../../dist/src/domain/commands.js';
import { schemaVersions } from '../../dist/src/domain/events.js';
import { organisation } from '../../dist/src/domain/organisation/state.js';
import { consultationStream } from '../../dist/src/domain/consultation/state.js';
import { digest } from '../../dist/src/ledger/canonical.js';

export const consultationId = 'bench';
const phaseId = 'bench.vote';
const at = '2026-05-02T09:00:00.000Z';
const sofia = { kind: 'agent', ref: 'sofia', role: 'staff' };
const citizen = (ref) => ({ kind: 'citizen', ref, role: 'citizen' });
const options = Array.from({ length: 40 }, (_, i) => ({
  ideaId: `bench.idea-${i}`,
  ideaVersion: 1,
  amount: 1000_00 + i,
  costVersion: 1,
  envelopeAreaId: null,
  topicIds: [],
}));

const before = [
  {
    type: 'ConsultationCreated',
    data: {
      consultationId,
      organisationId: 'o',
      title: 'B',
      purpose: 'P',
      initiator: 'I',
      currency: 'EUR',
    },
  },
  {
    type: 'RulesPublished',
    data: { rulesVersion: 1, tallyVisibility: 'always', text: 'T', commitment: 'C' },
  },
  { wish: { type: 'PublishConsultation', consultationId } },
  {
    wish: {
      ...{ type: 'AddPhase', consultationId, phaseId, title: 'Vote', method: 'budgeting' },
      ...{ participationLevel: 'co_create', timeZone: 'UTC', parallel: false },
      ...{ opensAt: '2026-05-01T00:00:00.000Z', closesAt: '2026-06-01T00:00:00.000Z' },
    },
  },
  {
    type: 'VotingConfigured',
    data: {
      ...{ phaseId, configVersion: 1, ballotType: 'budget', revisionAllowed: true },
      ...{ minItems: null, maxItems: null, minSpend: null, maxSpend: 10_000_00 },
      ...{ minVotesPerVoter: null, maxVotesPerVoter: null, maxVotesPerIdea: null },
      ...{ maxPerTopic: [], ballotDisclosure: 'auditors', eligibleAreaIds: [] },
      envelopes: [{ areaId: null, amount: 10_000_00, currency: 'EUR' }],
      ...{ allocationRule: { name: 'greedy', by: 'votes', skip: true }, tieBreak: ['idea_id'] },
    },
  },
  { wish: { type: 'PublishCosts', consultationId, phaseId, admitted: options } },
  { wish: { type: 'OpenPhase', consultationId, phaseId } },
];

const uuid = (n) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

const recorded = (n, stream, revision, { type, data, visibility = 'public' }, actor = sofia) => ({
  ...{ eventId: uuid(n), type, schemaVersion: schemaVersions[type], organisationId: 'o' },
  ...{ consultationId, recordedAt: at, actor, channel: 'web', visibility, data },
  ...{ position: BigInt(n + 1), stream, revision, commandId: `command ${n}` },
});

/** A log of so many ballots with some five lines each, made as it is read. */
export const logOf = (count) => ({
  head: async () => BigInt(before.length + count),
  async *readAll() {
    const stream = consultationStream(consultationId);
    let consultation = foldOf(stream).initial;
    const events = [];
    for (const [n, { wish, ...fact }] of before.entries()) {
      const world = { consultation, organisation: organisation.initial };
      const made = wish
        ? rules[wish.type].decide(wish, world, { at, actor: sofia, digest }).facts[0]
        : fact;
      consultation = evolve(foldOf(stream), consultation, made);
      events.push(recorded(n, stream, n, made));
    }
    yield events;
    for (let n = 0; n < count; n += 1000)
      yield Array.from({ length: Math.min(1000, count - n) }, (_, i) =>
        basket(n + i, consultation),
      );
  },
});

const basket = (n, consultation) => {
  const voterRef = `v_${createHash('sha256').update(`${n}`).digest('hex').slice(0, 32)}`;
  const lines = [1, 7, 11, 19, 29].map((step) => ({
    ideaId: options[(n * step + step) % options.length].ideaId,
  }));
  const wish = {
    ...{ type: 'SubmitBasket', consultationId, phaseId, voterRef },
    lines: lines.filter((l, i) => lines.findIndex((o) => o.ideaId === l.ideaId) === i),
  };
  const world = { consultation, ballot: ballot.initial };
  const actor = citizen(voterRef);
  const { facts } = ballotRules.SubmitBasket.decide(wish, world, { at, actor, digest });
  return recorded(before.length + n, ballotStream(phaseId, voterRef), 0, facts[0], actor);
};
