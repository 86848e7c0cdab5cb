import {
  because,
  grant,
  reasons,
  refuse,
  unless,
  type Circumstances,
  type Decision,
  type Id,
  type Refusal,
} from '../fact.js';
import { areaTrouble, topicTrouble, type Organisation } from '../organisation/state.js';
import { held, same } from '../plain.js';
import { required, textLimits, tooLong } from '../text.js';
import type { AddPhase, ClosePhase, ConfigureVoting, OpenPhase, PublishCosts } from './commands.js';
import type { BallotOption, ConsultationFact, Phase, VotingRules } from './events.js';
import { live, liveIn } from './live.js';
import { cancelledTrouble, isRefusal, overlapping, phaseOf } from './phases.js';
import { consultationOf } from './phase-name.js';
import type { Consultation, PhaseState } from './state.js';
import { methodTrouble, optionTroubles, overEnvelope, tooDear, votingTroubles } from './voting.js';

/** Decides on a phase that exists. */
const ofPhase = <C extends { consultationId: Id; phaseId: Id }>(
  decide: (
    c: C,
    phase: PhaseState,
    state: Consultation,
    act: Circumstances,
  ) => Decision<ConsultationFact>,
) =>
  live<C>((c, state, act) => {
    const phase = phaseOf(state, c.phaseId);
    return isRefusal(phase) ? refuse(phase) : decide(c, phase, state, act);
  });

/** What was announced of a phase, without what has become of it. */
const announced = (p: Phase): Phase => ({
  phaseId: p.phaseId,
  title: p.title,
  method: p.method,
  participationLevel: p.participationLevel,
  opensAt: p.opensAt,
  closesAt: p.closesAt,
  timeZone: p.timeZone,
  parallel: p.parallel,
});

const hasVotes = ({ method }: Phase): boolean =>
  method === 'budgeting' || method === 'voting' || method === 'support';

/** Why published prices would no longer stand under other voting rules; what was dearer on purpose before may stay so. */
const strandedOptions = (phase: PhaseState, rules: VotingRules): Refusal[] => {
  if (!phase.options || !phase.voting) return [];
  const options = [...phase.options.values()];
  const before = new Set(overEnvelope(options, phase.voting).map((o) => o.ideaId));
  const newly = overEnvelope(options, rules).filter((o) => !before.has(o.ideaId));
  return [...optionTroubles(options, rules), ...newly.map(tooDear)];
};

/** Areas and topics that voting rules name and the organisation has not declared, or no longer uses. */
const undeclared = (o: Organisation, rules: VotingRules): (Refusal | undefined)[] => [
  ...rules.envelopes.map(({ areaId }, i) =>
    areaId === null ? undefined : areaTrouble(o, areaId, ['envelopes', String(i), 'areaId']),
  ),
  ...rules.eligibleAreaIds.map((id, i) => areaTrouble(o, id, ['eligibleAreaIds', String(i)])),
  ...rules.maxPerTopic.map(({ topicId }, i) =>
    topicTrouble(o, topicId, ['maxPerTopic', String(i), 'topicId']),
  ),
];

export const phaseRules = {
  /** Adds a slice of time with one way to take part. */
  AddPhase: live<AddPhase>((c, state) => {
    const phase = announced(c);
    const known = held(state.phases, phase.phaseId);
    if (known && same(announced(known), phase)) return grant();
    const { opensAt, closesAt } = phase;
    const overlap = overlapping(
      phase,
      Object.values(state.phases).filter((p) => p !== known),
    );
    const refused = reasons(
      consultationOf(phase.phaseId) !== c.consultationId &&
        because(
          'PHASE_MISNAMED',
          `A phase of this consultation is named ${c.consultationId}.<name>.`,
          { consultationId: c.consultationId },
          ['phaseId'],
        ),
      known && because('ALREADY_EXISTS', `Phase ${phase.phaseId} exists.`, { id: phase.phaseId }),
      required(phase.title, ['title'], textLimits.title),
      closesAt !== null &&
        closesAt <= opensAt &&
        because('INVALID_PERIOD', 'A phase closes after it opens.', { opensAt, closesAt }, [
          'closesAt',
        ]),
      overlap &&
        because('PHASE_OVERLAP', `Overlaps ${overlap.title}.`, {
          with: overlap.phaseId,
          opensAt: overlap.opensAt,
          closesAt: overlap.closesAt,
        }),
    );
    return unless(refused, () => ({ type: 'PhaseAdded', data: phase }));
  }),

  /** Sets what a voter may do in a phase; frozen once the phase has opened. */
  ConfigureVoting: liveIn<ConfigureVoting>((c, { consultation: state, organisation }) => {
    const phase = phaseOf(state, c.phaseId);
    if (isRefusal(phase)) return refuse(phase);
    const { type: _type, consultationId: _id, organisationId: _org, phaseId, ...rules } = c;
    if (phase.status !== 'planned')
      return refuse(
        because('VOTING_RULES_FROZEN', 'Voting rules do not change once the phase has opened.', {
          phaseId,
        }),
      );
    const version = phase.voting?.configVersion ?? 0;
    if (same({ ...rules, configVersion: version }, phase.voting)) return grant();
    const { currency: expected } = state.created!;
    const refused = reasons(
      !hasVotes(phase) &&
        because(
          'NOT_A_VOTE',
          `Nobody votes in a phase of ${phase.method}.`,
          { method: phase.method },
          ['phaseId'],
        ),
      hasVotes(phase) && methodTrouble(phase.method, rules.ballotType),
      ...votingTroubles(rules),
      ...rules.envelopes
        .filter(({ currency }) => currency !== expected)
        .map(({ currency }) =>
          because('WRONG_CURRENCY', `Amounts are in ${expected}.`, { currency, expected }, [
            'envelopes',
          ]),
        ),
      ...strandedOptions(phase, rules),
      ...undeclared(organisation, rules),
    );
    return unless(refused, () => ({
      type: 'VotingConfigured',
      data: { phaseId, configVersion: version + 1, ...rules },
    }));
  }),

  /** Publishes the price of every idea admitted to the ballot; voters and prices meet only here. */
  PublishCosts: ofPhase<PublishCosts>((c, phase, _state, { digest }) => {
    const { phaseId, admitted, keepOverEnvelope = false } = c;
    if (phase.status !== 'planned')
      return refuse(
        because('COST_FROZEN', 'Prices do not change once the phase has opened.', {
          phaseIds: [phaseId],
        }),
      );
    if (!phase.voting)
      return refuse(
        because('VOTING_NOT_CONFIGURED', 'Configure the vote before its prices are published.', {
          phaseId,
        }),
      );
    const { ballotType } = phase.voting;
    if (ballotType === 'support')
      return refuse(
        because('NOT_A_BASKET_VOTE', 'On a support ballot nothing has a price.', { ballotType }, [
          'phaseId',
        ]),
      );
    const optionsHash = digest(admitted);
    if (phase.optionsHash === optionsHash) return grant();
    const over = overEnvelope(admitted, phase.voting);
    const refused = [
      ...optionTroubles(admitted, phase.voting),
      ...(keepOverEnvelope ? [] : over.map(tooDear)),
    ];
    return unless(refused, () => ({
      type: 'CostsPublished',
      data: {
        phaseId,
        options: admitted as BallotOption[],
        optionsHash,
        overEnvelopeIdeaIds: over.map((o) => o.ideaId).sort(),
      },
    }));
  }),

  /** Opens a phase inside its window, by hand or by Cahier itself, and freezes the rules, the voting configuration and the prices in force. */
  OpenPhase: ofPhase<OpenPhase>(({ phaseId, admitted }, phase, state, { at, actor, digest }) => {
    if (phase.status === 'open') return grant();
    if (phase.status === 'cancelled') return refuse(cancelledTrouble(phase));
    const { title, opensAt, closesAt, voting, options } = phase;
    const over = phase.status === 'closed' || (closesAt !== null && at >= closesAt);
    const refused = reasons(
      over &&
        because('PHASE_CLOSED', `${title} is over.`, {
          phaseId,
          closedAt: phase.closedAt ?? closesAt,
        }),
      at < opensAt &&
        because('PHASE_NOT_OPEN', `${title} opens at ${opensAt}.`, { phaseId, opensAt }),
      !state.published &&
        because('NOT_PUBLISHED', 'Publish the consultation before a phase opens.'),
      hasVotes(phase) &&
        !voting &&
        because('VOTING_NOT_CONFIGURED', 'Configure the vote before the phase opens.', { phaseId }),
      hasVotes(phase) &&
        phase.method !== 'support' &&
        voting?.ballotType !== 'support' &&
        !options &&
        because('COSTS_NOT_PUBLISHED', 'Publish the prices before the phase opens.', { phaseId }),
      options &&
        ((admitted && digest(admitted) !== phase.optionsHash) ||
          Object.keys(phase.suspended).length > 0) &&
        because('BALLOT_CHANGED', 'Ideas or prices have changed since they were published.', {
          phaseId,
        }),
    );
    return unless(refused, () => ({
      type: 'PhaseOpened',
      data: {
        phaseId,
        at,
        cause: actor.kind === 'system' ? 'schedule' : 'manual',
        rulesVersion: state.rules!.rulesVersion,
        tallyVisibility: state.rules!.tallyVisibility,
        configVersion: voting?.configVersion ?? null,
        optionsHash: phase.optionsHash,
      },
    }));
  }),

  /** Closes an open phase; before its announced end only with a public reason. */
  ClosePhase: ofPhase<ClosePhase>(({ phaseId, reason }, phase, _state, { at }) => {
    if (phase.status === 'closed') return grant();
    if (phase.status === 'cancelled') return refuse(cancelledTrouble(phase));
    const { title, opensAt, closesAt } = phase;
    const scheduled = closesAt !== null && at >= closesAt;
    const refused = reasons(
      phase.status === 'planned' &&
        because('PHASE_NOT_OPEN', `${title} has not opened.`, { phaseId, opensAt }),
      !scheduled &&
        !reason?.trim() &&
        because(
          'REASON_REQUIRED',
          'A phase that closes before its announced end needs a public reason.',
          { closesAt },
          ['reason'],
        ),
      tooLong(reason, ['reason'], textLimits.body),
    );
    return unless(refused, () => ({
      type: 'PhaseClosed',
      data: {
        phaseId,
        at: scheduled ? closesAt : at,
        cause: scheduled ? 'schedule' : 'manual',
        reason: reason?.trim() || null,
      },
    }));
  }),
};
