import type { SupportValue } from '../consultation/events.js';
import { livePhase } from '../consultation/live.js';
import { closedTrouble } from '../consultation/phases.js';
import { consultationStream, type Consultation, type PhaseState } from '../consultation/state.js';
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
  type Rule,
} from '../fact.js';
import { ideaStream, type Idea } from '../idea/state.js';
import { votableTrouble } from '../idea/votable.js';
import { held } from '../plain.js';
import { countedBy } from './counted.js';
import { described } from './described.js';
import type { BallotFact, Segments } from './events.js';
import {
  ballotStream,
  invalidatedTrouble,
  spentTrouble,
  withdrawalReason,
  type Ballot,
} from './state.js';

interface VoteWish<T extends string> {
  type: T;
  consultationId: Id;
  phaseId: Id;
  /** The voter's pseudonym in this phase. */
  voterRef: string;
  ideaId: Id;
}
interface Saying {
  value: SupportValue;
  /** The area where the voter lives, as far as it is known. */
  residenceAreaId?: Id | null;
  /** The voter has a ballot here that an erasure cut them off from. */
  alreadyVoted?: boolean;
}
export type CastVote = VoteWish<'CastVote'> & Saying & { segments?: Segments };
export type ChangeVote = VoteWish<'ChangeVote'> & Saying;
export type WithdrawVote = VoteWish<'WithdrawVote'>;
export type VoteCommand = CastVote | ChangeVote | WithdrawVote;

type World = { ballot: Ballot; consultation: Consultation; idea: Idea };

/** Decides on a vote in a phase in which ideas are supported one by one. */
const onVote = <C extends VoteCommand>(
  decide: (c: C, world: World, phase: PhaseState, act: Circumstances) => Decision<BallotFact>,
): Rule<C, World, BallotFact> => ({
  writes: 'ballot',
  streams: (c) => ({
    ballot: ballotStream(c.phaseId, c.voterRef),
    consultation: consultationStream(c.consultationId),
    idea: ideaStream(c.ideaId),
  }),
  decide(c, world, act) {
    const phase = livePhase(world.consultation, c);
    if ('refused' in phase) return phase;
    const { title, method, voting } = phase;
    if (!voting)
      return refuse(because('NOT_A_VOTE', `Nobody votes in ${title}.`, { method }, ['phaseId']));
    const { ballotType } = voting;
    return ballotType === 'support'
      ? decide(c, world, phase, act)
      : refuse(
          because('NOT_A_SUPPORT_VOTE', `In ${title} one submits a basket.`, { ballotType }, [
            'phaseId',
          ]),
        );
  },
});

const sayingTroubles = (c: CastVote | ChangeVote, phase: PhaseState): Refusal[] => {
  const { eligibleAreaIds: areas, values = [] } = phase.voting!;
  return reasons(
    areas.length && !areas.includes(c.residenceAreaId ?? '')
      ? because('NOT_ELIGIBLE', 'Only residents of these areas vote here.', { areaIds: areas })
      : undefined,
    !values.includes(c.value) &&
      because('INVALID_VALUE', 'That cannot be said of an idea here.', { values }, ['value']),
  );
};

/** How many votes of a voter stand. */
const standingIn = ({ votes }: Ballot): number =>
  Object.values(votes).filter((value) => value !== null).length;

const limitTrouble = (ballot: Ballot, { voting }: PhaseState): Refusal | undefined => {
  const limit = voting!.maxVotesPerVoter;
  const used = standingIn(ballot);
  return limit !== null && used >= limit
    ? because('VOTE_LIMIT_REACHED', `A voter has ${limit} votes here.`, { limit, used })
    : undefined;
};

const alreadyVoted = (ideaId: Id, value: SupportValue): Refusal =>
  because('ALREADY_VOTED', 'You have voted on this idea; change that vote.', { ideaId, value }, [
    'ideaId',
  ]);

const revisionTrouble = ({ voting }: PhaseState): Refusal | false =>
  !voting!.revisionAllowed && because('REVISION_NOT_ALLOWED', 'In this phase a vote is final.');

const visibilityIn = ({ voting }: PhaseState) =>
  voting!.ballotDisclosure === 'auditors' ? 'restricted' : 'sealed_until_close';

/** The reason why a support is not taken back, where the rules say so: its idea has reached the threshold. */
const lockTrouble = (
  value: SupportValue | null | undefined,
  { ideaId }: VoteCommand,
  { thresholds }: Idea,
  { voting, threshold }: PhaseState,
): Refusal | false =>
  value === 'up' &&
  voting!.lockSupportsAtThreshold === true &&
  threshold !== null &&
  thresholds.includes(threshold.thresholdId) &&
  because(
    'SUPPORT_LOCKED',
    'This idea has reached the threshold: its supports stay.',
    { ideaId, thresholdId: threshold.thresholdId },
    ['ideaId'],
  );

/** What every fact of one vote says of what counts after it. */
const changing = (
  c: VoteCommand,
  { votes }: Ballot,
  phase: PhaseState,
  to: SupportValue | null,
) => ({
  phaseId: c.phaseId,
  voterRef: c.voterRef,
  ideaId: c.ideaId,
  ...countedBy(votes, { ideaId: c.ideaId, to }, phase.voting!.minVotesPerVoter),
});

export const voteRules = {
  /** Votes on an idea; the same vote said twice is one vote. */
  CastVote: onVote<CastVote>((c, { ballot, idea }, phase, { at }) => {
    const { ideaId, value } = c;
    const before = held(ballot.votes, ideaId);
    const refused = reasons(
      closedTrouble(phase, at),
      invalidatedTrouble(ballot),
      ...sayingTroubles(c, phase),
      votableTrouble(idea, c),
    );
    if (before === value && !refused.length) return grant();
    const alsoRefused = reasons(
      before && before !== value ? alreadyVoted(ideaId, before) : undefined,
      spentTrouble(c, ballot),
      !before && limitTrouble(ballot, phase),
      before === null && revisionTrouble(phase),
    );
    return unless([...refused, ...alsoRefused], () => ({
      type: 'VoteCast',
      visibility: visibilityIn(phase),
      data: {
        ...changing(c, ballot, phase, value),
        ideaVersion: idea.version,
        value,
        configVersion: phase.voting!.configVersion,
      },
      ...described(c),
    }));
  }),

  /** Says something else of an idea that one has voted on. */
  ChangeVote: onVote<ChangeVote>((c, { ballot, idea }, phase, { at }) => {
    const { ideaId, value: to } = c;
    const from = held(ballot.votes, ideaId);
    const refused = reasons(
      closedTrouble(phase, at),
      invalidatedTrouble(ballot),
      ...sayingTroubles(c, phase),
      votableTrouble(idea, c),
    );
    if (from === to && !refused.length) return grant();
    const alsoRefused = reasons(
      !from && because('NO_VOTE', 'You have not voted on this idea.', { ideaId }, ['ideaId']),
      revisionTrouble(phase),
      lockTrouble(from, c, idea, phase),
    );
    return unless([...refused, ...alsoRefused], () => ({
      type: 'VoteChanged',
      visibility: visibilityIn(phase),
      data: {
        ...changing(c, ballot, phase, to),
        ideaVersion: idea.version,
        from: from!,
        to,
        configVersion: phase.voting!.configVersion,
      },
    }));
  }),

  /** Takes a vote back while the phase is open; a later one is a new vote. */
  WithdrawVote: onVote<WithdrawVote>((c, { ballot, idea }, phase, { at, actor }) => {
    const value = held(ballot.votes, c.ideaId);
    const refused = reasons(
      closedTrouble(phase, at),
      invalidatedTrouble(ballot),
      lockTrouble(value, c, idea, phase),
    );
    if (refused.length) return refuse(...refused);
    if (!value) return grant();
    return grant({
      type: 'VoteWithdrawn',
      visibility: visibilityIn(phase),
      data: { ...changing(c, ballot, phase, null), value, reason: withdrawalReason(actor) },
    });
  }),
};
