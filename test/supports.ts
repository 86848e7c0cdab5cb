import type { CastVote, ChangeVote, WithdrawVote } from '../src/domain/ballot/decide-votes.js';
import type { CountedVote } from '../src/domain/ballot/events.js';
import type { ConfigureVoting } from '../src/domain/consultation/commands.js';
import type { Phase, SupportValue, VotingRules } from '../src/domain/consultation/events.js';
import type { CahierFact, FactOf } from '../src/domain/events.js';
import {
  added,
  consultation,
  consultationId,
  fact,
  opened,
  organisationId,
  submittedIdea,
  vote,
  votingRules,
} from './arcueil.js';

/** In April, before it votes on a budget, Arcueil asks which of its ideas people support. */
export const supportId = 'pb26.support';
export const support: Phase = {
  ...vote,
  phaseId: supportId,
  title: 'Your support',
  method: 'support',
  participationLevel: 'consult',
  opensAt: '2026-04-01T00:00:00.000Z',
  closesAt: '2026-05-01T00:00:00.000Z',
};

export const supportRules: VotingRules = {
  ...votingRules,
  ballotType: 'support',
  values: ['up', 'down', 'neutral'],
  envelopes: [],
  maxSpend: null,
  allocationRule: null,
  tieBreak: [],
};
export const configureSupport = (over: Partial<VotingRules> = {}): ConfigureVoting => ({
  type: 'ConfigureVoting',
  organisationId,
  consultationId,
  phaseId: supportId,
  ...supportRules,
  ...over,
});
export const supportConfigured = (over: Partial<VotingRules> = {}) =>
  fact('VotingConfigured', { phaseId: supportId, configVersion: 1, ...supportRules, ...over });

/** The support phase open on four ideas, under rules that differ from the usual ones by `over`. */
export const supporting = (over: Partial<VotingRules> = {}): CahierFact[] => [
  ...consultation,
  ...['garden', 'bench', 'lamps', 'pond'].map(submittedIdea),
  added(support),
  supportConfigured(over),
  opened(support),
];

const bobs = { consultationId, phaseId: supportId, voterRef: 'bob' };

/** Bob's wish to vote on an idea, to say something else of it, to take it back. */
export const cast = (
  ideaId: string,
  value: SupportValue = 'up',
  over: Partial<CastVote> = {},
): CastVote => ({ type: 'CastVote', ...bobs, ideaId, value, ...over });
export const changeVote = (
  ideaId: string,
  value: SupportValue,
  over: Partial<ChangeVote> = {},
): ChangeVote => ({ type: 'ChangeVote', ...bobs, ideaId, value, ...over });
export const withdrawVote = (ideaId: string, over: Partial<WithdrawVote> = {}): WithdrawVote => ({
  type: 'WithdrawVote',
  ...bobs,
  ideaId,
  ...over,
});

export const of = (ideaId: string, value: SupportValue = 'up'): CountedVote => ({ ideaId, value });

type Cast = FactOf<'VoteCast'>['data'];
type Changed = FactOf<'VoteChanged'>['data'];
type Withdrawn = FactOf<'VoteWithdrawn'>['data'];
const kept = { visibility: 'restricted' as const };
const onRecord = { phaseId: supportId, voterRef: 'bob', standing: 1 };

/** Bob's first vote on record, which counts, unless said otherwise. */
export const voteCast = (
  ideaId: string,
  value: SupportValue = 'up',
  over: Partial<Cast> = {},
): FactOf<'VoteCast'> => ({
  ...fact('VoteCast', {
    ...onRecord,
    ideaId,
    counted: [of(ideaId, value)],
    uncounted: [],
    ideaVersion: 1,
    value,
    configVersion: 1,
    ...over,
  }),
  ...kept,
});
export const voteChanged = (
  ideaId: string,
  [from, to]: [SupportValue, SupportValue],
  over: Partial<Changed> = {},
): FactOf<'VoteChanged'> => ({
  ...fact('VoteChanged', {
    ...onRecord,
    ideaId,
    counted: [of(ideaId, to)],
    uncounted: [of(ideaId, from)],
    ideaVersion: 1,
    from,
    to,
    configVersion: 1,
    ...over,
  }),
  ...kept,
});
export const voteWithdrawn = (
  ideaId: string,
  value: SupportValue = 'up',
  over: Partial<Withdrawn> = {},
): FactOf<'VoteWithdrawn'> => ({
  ...fact('VoteWithdrawn', {
    ...onRecord,
    standing: 0,
    ideaId,
    counted: [],
    uncounted: [of(ideaId, value)],
    value,
    reason: 'voter',
    ...over,
  }),
  ...kept,
});
