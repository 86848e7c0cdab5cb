import { livePhase } from '../consultation/live.js';
import { closedTrouble } from '../consultation/phases.js';
import { consultationStream, type Consultation, type PhaseState } from '../consultation/state.js';
import {
  because,
  grant,
  reasons,
  refuse,
  type Id,
  type Instant,
  type Refusal,
  type Rule,
} from '../fact.js';
import { held } from '../plain.js';
import { basketTroubles, price, type WishedLine } from './basket.js';
import { paperRules, type RecordPaperBallot } from './decide-paper.js';
import { rulingRules, type RulingCommand } from './decide-rulings.js';
import { voteRules, type VoteCommand } from './decide-votes.js';
import { described } from './described.js';
import type { BallotFact, BasketLine, Segments } from './events.js';
import { replaced } from './replaced.js';
import {
  ballotStream,
  invalidatedTrouble,
  onPaperTrouble,
  spentTrouble,
  withdrawalReason,
  type Ballot,
} from './state.js';

interface Wish<T extends string> {
  type: T;
  consultationId: Id;
  phaseId: Id;
  /** The voter's pseudonym in this phase. */
  voterRef: string;
  /** Refuse if the voter's basket is not at this revision; 0 stands for none. */
  expectedRevision?: number | null;
}
export type SubmitBasket = Wish<'SubmitBasket'> & {
  envelopeAreaId?: Id | null;
  lines: WishedLine[];
  /** The area where the voter lives, as far as it is known. */
  residenceAreaId?: Id | null;
  segments?: Segments;
  /** The voter has a ballot here that an erasure cut them off from. */
  alreadyVoted?: boolean;
};
export type WithdrawBasket = Wish<'WithdrawBasket'>;
export type BallotCommand =
  SubmitBasket | WithdrawBasket | VoteCommand | RulingCommand | RecordPaperBallot;

type World = { ballot: Ballot; consultation: Consultation };
const world = (c: Wish<string>) => ({
  ballot: ballotStream(c.phaseId, c.voterRef),
  consultation: consultationStream(c.consultationId),
});

/** The phase in which this voter may act now, or every reason why not. */
const votingPhase = (
  c: Wish<string>,
  { ballot, consultation }: World,
  at: Instant,
): { phase?: PhaseState; refused: Refusal[] } => {
  const phase = livePhase(consultation, c);
  if ('refused' in phase) return phase;
  if (!phase.voting)
    return {
      refused: [
        because('NOT_A_VOTE', `Nobody votes in ${phase.title}.`, { method: phase.method }, [
          'phaseId',
        ]),
      ],
    };
  const { ballotType } = phase.voting;
  if (ballotType === 'support')
    return {
      refused: [
        because('NOT_A_BASKET_VOTE', `In ${phase.title} one votes on each idea.`, { ballotType }, [
          'phaseId',
        ]),
      ],
    };
  const current = ballot.basket ? ballot.revision : 0;
  const changed = c.expectedRevision != null && c.expectedRevision !== current;
  return {
    phase,
    refused: reasons(
      closedTrouble(phase, at),
      invalidatedTrouble(ballot),
      onPaperTrouble(ballot),
      changed &&
        because(
          'BASKET_CHANGED',
          `The basket is at revision ${current}.`,
          { expectedRevision: c.expectedRevision, currentRevision: current },
          ['expectedRevision'],
        ),
    ),
  };
};

const voterTroubles = (c: SubmitBasket, ballot: Ballot, phase: PhaseState): Refusal[] => {
  const { basket, revision } = ballot;
  const { eligibleAreaIds: areas, revisionAllowed } = phase.voting!;
  const envelopeAreaId = c.envelopeAreaId ?? null;
  return reasons(
    areas.length && !areas.includes(c.residenceAreaId ?? '')
      ? because('NOT_ELIGIBLE', 'Only residents of these areas vote here.', { areaIds: areas })
      : undefined,
    spentTrouble(c, ballot),
    revision > 0 && !revisionAllowed
      ? because('REVISION_NOT_ALLOWED', 'In this phase a voter submits one basket, once.')
      : undefined,
    basket && basket.envelopeAreaId !== envelopeAreaId
      ? because(
          'ENVELOPE_LOCKED',
          'Withdraw the basket before choosing another envelope.',
          { areaId: basket.envelopeAreaId },
          ['envelopeAreaId'],
        )
      : undefined,
  );
};

/** Lines of options that count nothing; a basket that held one before it was suspended stays as it is. */
const suspendedLines = (lines: WishedLine[], { suspended }: PhaseState): Refusal[] =>
  lines.flatMap(({ ideaId }, i) => {
    const cause = held(suspended, ideaId);
    return reasons(
      cause &&
        because(
          'IDEA_NOT_VOTABLE',
          `Nobody can vote for ${ideaId} at present: it is ${cause}.`,
          { ideaId, cause },
          ['lines', String(i), 'ideaId'],
        ),
    );
  });

/**
 * Two baskets are the same when they give the same votes at the same prices; order tells only on an ordinal
 * ballot, through its points.
 */
const sameLines = (a: BasketLine[], b: BasketLine[]): boolean => {
  const lines = new Map(a.map((l) => [l.ideaId, l]));
  const isHeld = ({ ideaId, votes, unitCost }: BasketLine): boolean => {
    const line = lines.get(ideaId);
    return line?.votes === votes && line.unitCost === unitCost;
  };
  return a.length === b.length && b.every(isHeld);
};

export const ballotRules = {
  ...voteRules,
  ...rulingRules,
  ...paperRules,

  /** Submits a whole basket at the published prices; it takes the place of the voter's earlier one. */
  SubmitBasket: {
    writes: 'ballot',
    streams: world,
    decide(c, w, { at, digest }) {
      const { phase, refused } = votingPhase(c, w, at);
      if (!phase) return refuse(...refused);
      const wished = { envelopeAreaId: c.envelopeAreaId ?? null, lines: c.lines };
      const { voting } = phase;
      const options = phase.options ?? new Map();
      const priced = price(wished, voting!, options);
      const { lines, totalCost, totalVotes } = priced;
      const again =
        w.ballot.basket?.envelopeAreaId === wished.envelopeAreaId &&
        lines.length === c.lines.length &&
        sameLines(w.ballot.basket.lines, lines);
      const broken = [
        ...suspendedLines(c.lines, phase),
        ...basketTroubles(wished, priced, voting!, options),
      ];
      if (again && !refused.length && !broken.length) return grant();
      const troubles = [...refused, ...voterTroubles(c, w.ballot, phase), ...broken];
      if (troubles.length) return refuse(...troubles);
      const { phaseId, voterRef } = c;
      const basketRevision = w.ballot.revision + 1;
      return grant({
        type: 'BasketSubmitted',
        visibility: voting!.ballotDisclosure === 'auditors' ? 'restricted' : 'sealed_until_close',
        data: {
          phaseId,
          voterRef,
          basketRevision,
          lines,
          totalCost,
          totalVotes,
          envelopeAreaId: wished.envelopeAreaId,
          optionsHash: phase.optionsHash!,
          configVersion: voting!.configVersion,
          receiptHash: digest({ phaseId, voterRef, basketRevision, lines }),
          replaces: replaced(w.ballot),
        },
        ...described(c),
      });
    },
  } as Rule<SubmitBasket, World, BallotFact>,

  /** Takes a basket back while the phase is open; a later one is a new basket. */
  WithdrawBasket: {
    writes: 'ballot',
    streams: world,
    decide(c, w, { at, actor }) {
      const { phase, refused } = votingPhase(c, w, at);
      const replaces = replaced(w.ballot);
      if (!phase || refused.length) return refuse(...refused);
      if (!replaces) return grant();
      return grant({
        type: 'BasketWithdrawn',
        visibility:
          phase.voting!.ballotDisclosure === 'auditors' ? 'restricted' : 'sealed_until_close',
        data: {
          phaseId: c.phaseId,
          voterRef: c.voterRef,
          basketRevision: w.ballot.revision,
          reason: withdrawalReason(actor),
          replaces,
        },
      });
    },
  } as Rule<WithdrawBasket, World, BallotFact>,
};
