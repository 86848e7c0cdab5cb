import {
  because,
  grant,
  reasons,
  refuse,
  type Decision,
  type Id,
  type Refusal,
  type Rule,
} from '../fact.js';
import type { ParticipantFact, ResolvedBallot } from './events.js';
import { erasureTrouble, participantStream, type Participant } from './state.js';

/** Says that two accounts are of one person; the one that goes on is `toId`. */
export interface MergeAccounts {
  type: 'MergeAccounts';
  fromId: Id;
  toId: Id;
}

/** Tells that no ballot of two accounts counts twice any more. */
export interface CompleteMerge {
  type: 'CompleteMerge';
  fromId: Id;
  toId: Id;
  ballotsResolved: ResolvedBallot[];
}

type World = { into: Participant; from: Participant };

const streams = ({ fromId, toId }: { fromId: Id; toId: Id }) => ({
  into: participantStream(toId),
  from: participantStream(fromId),
});

const troubles = ({ fromId, toId }: MergeAccounts, { into, from }: World): Refusal[] =>
  reasons(
    fromId === toId && because('SAME_ACCOUNT', 'These are one account.', {}, ['fromAccount']),
    erasureTrouble(into) || erasureTrouble(from),
    (into.mergedInto ?? from.mergedInto) !== null || Object.keys(from.votesElsewhere).length > 0
      ? because('ACCOUNT_MERGED', 'One of them is merged with another account.')
      : undefined,
  );

export const mergeRules = {
  /**
   * Merges two accounts once two agents say so: the first time it is a proposal. Until no ballot counts
   * twice neither of them takes part in anything.
   */
  MergeAccounts: {
    writes: 'into',
    streams,
    decide(c, world, { actor }): Decision<ParticipantFact> {
      const { fromId, toId } = c;
      if (world.from.mergedInto === toId) return grant();
      const refused = troubles(c, world);
      if (refused.length) return refuse(...refused);
      const first = world.into.mergeProposal;
      if (first?.fromId !== fromId)
        return grant({
          type: 'AccountMergeProposed',
          visibility: 'restricted',
          data: { personId: toId, fromId, proposedBy: actor.ref },
        });
      if (first.by === actor.ref) return grant();
      const decided = { fromId, toId, decidedBy: [first.by, actor.ref] as [string, string] };
      return grant(...both({ type: 'AccountMergeDecided', data: decided }, c));
    },
  } as Rule<MergeAccounts, World, ParticipantFact>,

  /** Ends a merge that was decided, once. */
  CompleteMerge: {
    writes: 'into',
    streams,
    decide(c, { from, into }): Decision<ParticipantFact> {
      const { fromId, toId, ballotsResolved } = c;
      if (from.mergedInto !== toId || into.merging === 0) return grant();
      return grant(...both({ type: 'AccountsMerged', data: { fromId, toId, ballotsResolved } }, c));
    },
  } as Rule<CompleteMerge, World, ParticipantFact>,
};

/** What is told of two accounts stands in the stream of each. */
const both = (
  fact: { type: 'AccountMergeDecided' | 'AccountsMerged'; data: object },
  { fromId, toId }: { fromId: Id; toId: Id },
): ParticipantFact[] =>
  (['into', 'from'] as const).map(
    (to) =>
      ({
        ...fact,
        to,
        visibility: 'restricted',
        data: { personId: to === 'into' ? toId : fromId, ...fact.data },
      }) as ParticipantFact,
  );
