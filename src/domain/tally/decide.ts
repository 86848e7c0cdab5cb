import { allocate, RULE_VERSION } from '../allocation/allocate.js';
import type { BallotGroup } from '../allocation/rule.js';
import { livePhase } from '../consultation/live.js';
import type { VotingRules } from '../consultation/events.js';
import { cancelledTrouble } from '../consultation/phases.js';
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
import { same } from '../plain.js';
import { required, textLimits } from '../text.js';
import type { EnvelopeResult, OptionCount, SuspendedOption, TallyFact } from './events.js';
import { tallyStream, type Tally } from './state.js';

interface Wish<T extends string> {
  type: T;
  consultationId: Id;
  phaseId: Id;
}
/** Identical baskets of one envelope, counted together. */
export interface BasketGroup extends BallotGroup {
  envelopeAreaId: Id | null;
}
/** `counts` are those of every ballot up to `upToPosition`, the last one before the phase closed. */
export type CloseTally = Wish<'CloseTally'> & {
  upToPosition: string;
  baskets: number;
  counts: OptionCount[];
};
export type ComputeAllocation = Wish<'ComputeAllocation'> & { groups: BasketGroup[] };
export type CertifyResults = Wish<'CertifyResults'> & {
  /** The result that is signed, as its signatories read it. */
  resultHash: string;
  signatories: { name: string; office: string }[];
};
export type PublishResults = Wish<'PublishResults'>;
export type ReopenResults = Wish<'ReopenResults'> & {
  reason: string;
  /** Where the decision is written down. */
  decisionRef: string;
};
export type TallyCommand =
  CloseTally | ComputeAllocation | CertifyResults | PublishResults | ReopenResults;

type World = { tally: Tally; consultation: Consultation };

/** Decides on a phase of votes that is closed. */
const afterClose = <C extends Wish<string>>(
  decide: (c: C, t: Tally, phase: PhaseState, act: Circumstances) => Decision<TallyFact>,
): Rule<C, World, TallyFact> => ({
  writes: 'tally',
  streams: (c) => ({
    tally: tallyStream(c.phaseId),
    consultation: consultationStream(c.consultationId),
  }),
  decide(c, w, act) {
    const phase = livePhase(w.consultation, c);
    if ('refused' in phase) return phase;
    if (!phase.voting)
      return refuse(
        because('NOT_A_VOTE', `Nobody votes in ${phase.title}.`, { method: phase.method }, [
          'phaseId',
        ]),
      );
    if (phase.status === 'cancelled') return refuse(cancelledTrouble(phase));
    if (phase.status !== 'closed')
      return refuse(
        because('PHASE_STILL_OPEN', `${phase.title} is not closed.`, {
          phaseId: c.phaseId,
          closesAt: phase.closesAt,
        }),
      );
    return decide(c, w.tally, phase, act);
  },
});

const certified = (phaseId: Id): Refusal =>
  because('RESULTS_CERTIFIED', 'The result is certified.', { phaseId });

const notAllocated: Refusal = because('NOT_ALLOCATED', 'Compute the allocation first.');

export const tallyRules = {
  /** Fixes the counts of a closed phase and the place in the log up to which they count. */
  CloseTally: afterClose<CloseTally>(
    ({ phaseId, upToPosition, baskets, counts }, t, phase, { digest }) => {
      const closedAt = phase.closedAt!;
      const suspended = suspendedIn(phase);
      const countsHash = digest(
        [...counts]
          .filter(({ ideaId }) => !suspended.some((o) => o.ideaId === ideaId))
          .sort((a, b) => (a.ideaId < b.ideaId ? -1 : 1)),
      );
      const told = { closedAt, upToPosition, countsHash, suspended };
      if (same(told, t.closed)) return grant();
      if (t.certified) return refuse(certified(phaseId));
      return grant({ type: 'TallyClosed', data: { phaseId, baskets, ...told } });
    },
  ),

  /** Computes which options are funded, by the rule and the tie-breaks declared before the vote. */
  ComputeAllocation: afterClose<ComputeAllocation>(({ phaseId, groups }, t, phase, { digest }) => {
    if (!t.closed)
      return refuse(because('TALLY_NOT_CLOSED', 'Close the tally first.', { phaseId }));
    if (t.certified) return refuse(certified(phaseId));
    const voting = phase.voting!;
    const input = {
      groups: ordered(groups),
      optionsHash: phase.optionsHash,
      upToPosition: t.closed.upToPosition,
      suspended: t.closed.suspended,
    };
    const inputHash = digest(input);
    if (t.allocated?.inputHash === inputHash) return grant();
    const envelopes = voting.envelopes.map((e) => resultOf(e, input, phase, voting));
    return grant({
      type: 'AllocationComputed',
      data: {
        phaseId,
        upToPosition: t.closed.upToPosition,
        rule: voting.allocationRule,
        ruleVersion: RULE_VERSION,
        tieBreak: voting.tieBreak,
        inputHash,
        envelopes,
        resultHash: digest({ phaseId, inputHash, envelopes }),
      },
    });
  }),

  /** Signs the computed result; from here on nothing that it rests on changes. */
  CertifyResults: afterClose<CertifyResults>(({ phaseId, resultHash, signatories }, t) => {
    if (t.certified && resultHash === t.allocated?.resultHash) return grant();
    if (!t.allocated) return refuse(notAllocated);
    const refused = reasons(
      resultHash !== t.allocated.resultHash &&
        because(
          'RESULT_CHANGED',
          'That is not the result now computed.',
          { expected: t.allocated.resultHash },
          ['resultHash'],
        ),
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

  /** Publishes a certified result. */
  PublishResults: afterClose<PublishResults>(({ phaseId }, t) => {
    if (t.published) return grant();
    if (!t.certified)
      return refuse(
        because('NOT_CERTIFIED', 'Certify the result before it is published.', { phaseId }),
      );
    return grant({
      type: 'ResultsPublished',
      data: { phaseId, resultHash: t.allocated!.resultHash },
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

/** The options of a phase that count nothing, in the order of their ids. */
const suspendedIn = ({ suspended }: PhaseState): SuspendedOption[] =>
  Object.entries(suspended)
    .map(([ideaId, why]) => ({ ideaId, why }))
    .sort((a, b) => (a.ideaId < b.ideaId ? -1 : 1));

/** Groups in an order that depends on nothing but what they hold. */
const ordered = (groups: BasketGroup[]): BasketGroup[] =>
  groups
    .map(
      (g) =>
        [
          JSON.stringify([g.envelopeAreaId, g.lines.map((l) => [l.ideaId, l.votes]), g.count]),
          g,
        ] as const,
    )
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, g]) => g);

const resultOf = (
  { areaId, amount }: VotingRules['envelopes'][number],
  { groups, suspended }: { groups: BasketGroup[]; suspended: SuspendedOption[] },
  phase: PhaseState,
  { allocationRule, tieBreak }: VotingRules,
): EnvelopeResult => {
  const options = [...phase.options!.values()]
    .map((o, i) => ({ ...o, cost: o.amount, place: i + 1 }))
    .filter((o) => o.envelopeAreaId === areaId);
  const isOut = ({ ideaId }: { ideaId: Id }) => suspended.some((o) => o.ideaId === ideaId);
  const ballots = groups.filter((g) => g.envelopeAreaId === areaId);
  const { spent, selected, notSelected, tieBreaks, increments } = allocate(
    { options: options.filter((o) => !isOut(o)), ballots, budget: amount },
    allocationRule,
    tieBreak,
  );
  return {
    envelopeAreaId: areaId,
    amount,
    spent,
    selected,
    notSelected: [
      ...notSelected,
      ...suspended.filter((o) => options.some(({ ideaId }) => ideaId === o.ideaId)),
    ],
    tieBreaks,
    increments: increments ?? null,
  };
};
