import { RULE_VERSION } from '../allocation/allocate.js';
import { correctedPrices, optionsWith } from '../consultation/prices.js';
import { because, grant, reasons, refuse, unless, type Id, type Refusal } from '../fact.js';
import { same } from '../plain.js';
import { required, textLimits } from '../text.js';
import {
  afterClose,
  certified,
  choosesNothing,
  notAllocated,
  type TallyWish,
} from './after-close.js';
import { ordered, resultOf, suspendedIn, type BasketGroup } from './allocating.js';
import { publishRules, resultHashOf, type PublishResults } from './decide-publish.js';
import { overrideRules, type OverrideAllocation } from './decide-override.js';
import type { CountedVotes, OptionCount, SuspendedOption } from './events.js';

/** `counts` are those of every ballot up to `upToPosition`, the last one before the phase closed. */
export type CloseTally = TallyWish<'CloseTally'> & {
  upToPosition: string;
  baskets: number;
  counts: OptionCount[];
  /** People who voted on paper. */
  offlineVoters?: number;
  /** Of a support ballot. */
  votes?: (CountedVotes & { suspended: SuspendedOption[] }) | undefined;
};
export type ComputeAllocation = TallyWish<'ComputeAllocation'> & {
  groups: BasketGroup[];
  /** What votes on paper come to. */
  offline?: OptionCount[];
};
export type CertifyResults = TallyWish<'CertifyResults'> & {
  /** The result that is signed, as its signatories read it. */
  resultHash: string;
  signatories: { name: string; office: string }[];
};
export type ReopenResults = TallyWish<'ReopenResults'> & {
  reason: string;
  /** Where the decision is written down. */
  decisionRef: string;
};
export type TallyCommand =
  | CloseTally
  | ComputeAllocation
  | OverrideAllocation
  | CertifyResults
  | PublishResults
  | ReopenResults;

/** Counts in an order that depends on nothing but what they hold. */
const byIdea = <C extends { ideaId: Id }>(counts: C[]): C[] =>
  [...counts].sort((a, b) => (a.ideaId < b.ideaId ? -1 : 1));

const notClosed = (phaseId: Id): Refusal =>
  because('TALLY_NOT_CLOSED', 'Close the tally first.', { phaseId });

export const tallyRules = {
  ...overrideRules,
  ...publishRules,

  /** Fixes the counts of a closed phase and the place in the log up to which they count. */
  CloseTally: afterClose<CloseTally>(
    ({ phaseId, upToPosition, baskets, counts, votes, offlineVoters }, t, phase, { digest }) => {
      const closedAt = phase.closedAt!;
      const suspended = votes ? votes.suspended : suspendedIn(phase);
      const counting = counts.filter((c) => !suspended.some((o) => o.ideaId === c.ideaId));
      const ofVotes = votes && { voters: votes.voters, counts: byIdea(votes.counts) };
      const countsHash = digest(ofVotes ? ofVotes.counts : byIdea(counting));
      const prices = correctedPrices(phase);
      const told = {
        ...{ closedAt, upToPosition, countsHash, suspended },
        ...(prices.length && { prices }),
      };
      if (same(told, t.closed)) return grant();
      if (t.certified) return refuse(certified(phaseId));
      return grant({
        type: 'TallyClosed',
        data: {
          ...{ phaseId, baskets, ...told },
          ...(offlineVoters && { offlineVoters }),
          ...(ofVotes && { votes: ofVotes }),
        },
      });
    },
  ),

  /** Computes which options are funded, by the rule and the tie-breaks declared before the vote. */
  ComputeAllocation: afterClose<ComputeAllocation>((c, t, phase, { digest }) => {
    const { phaseId, groups, offline = [] } = c;
    const { ballotType, allocationRule } = phase.voting!;
    if (!allocationRule) return refuse(choosesNothing(ballotType));
    if (!t.closed) return refuse(notClosed(phaseId));
    if (t.certified) return refuse(certified(phaseId));
    const voting = phase.voting!;
    const input = {
      groups: ordered(groups),
      optionsHash: phase.optionsHash,
      upToPosition: t.closed.upToPosition,
      suspended: t.closed.suspended,
      ...(t.closed.prices && { prices: t.closed.prices }),
      ...(offline.length && { offline: byIdea(offline) }),
    };
    const options = optionsWith(phase, t.closed.prices);
    const inputHash = digest(input);
    if (t.allocated?.inputHash === inputHash) return grant();
    const envelopes = voting.envelopes.map((e) =>
      resultOf(e, input, options, { ...voting, allocationRule }),
    );
    return grant({
      type: 'AllocationComputed',
      data: {
        phaseId,
        upToPosition: t.closed.upToPosition,
        rule: allocationRule,
        ruleVersion: RULE_VERSION,
        tieBreak: voting.tieBreak,
        inputHash,
        envelopes,
        resultHash: digest({ phaseId, inputHash, envelopes }),
      },
    });
  }),

  /** Signs the computed result; from here on nothing that it rests on changes. */
  CertifyResults: afterClose<CertifyResults>(({ phaseId, resultHash, signatories }, t, phase) => {
    const expected = resultHashOf(t, phase);
    if (t.certified && resultHash === expected) return grant();
    if (!expected) return refuse(phase.voting!.allocationRule ? notAllocated : notClosed(phaseId));
    const refused = reasons(
      resultHash !== expected &&
        because('RESULT_CHANGED', 'That is not the result now computed.', { expected }, [
          'resultHash',
        ]),
      !signatories.length &&
        because('SIGNATORY_REQUIRED', 'At least one person signs a result.', {}, ['signatories']),
      ...signatories.flatMap((s, i) => [
        required(s.name, ['signatories', String(i), 'name']),
        required(s.office, ['signatories', String(i), 'office']),
      ]),
    );
    if (refused.length) return refuse(...refused);
    return grant({
      type: 'ResultsCertified',
      data: { phaseId, upToPosition: t.closed!.upToPosition, resultHash },
      personal: { signatories },
    });
  }),

  /** Puts a signed result under revision again; what was signed and published stays on record. */
  ReopenResults: afterClose<ReopenResults>(({ phaseId, reason, decisionRef }, t) => {
    if (!t.certified) return grant();
    const refused = reasons(
      required(reason, ['reason'], textLimits.body),
      required(decisionRef, ['decisionRef']),
    );
    return unless(refused, () => ({
      type: 'ResultsReopened',
      data: { phaseId, reason: reason.trim(), decisionRef: decisionRef.trim() },
    }));
  }),
};
