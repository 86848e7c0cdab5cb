import { livePhase } from '../consultation/live.js';
import { optionsAt } from '../consultation/prices.js';
import { consultationStream, type Consultation, type PhaseState } from '../consultation/state.js';
import {
  because,
  grant,
  reasons,
  refuse,
  type Circumstances,
  type Id,
  type Instant,
  type Refusal,
  type Rule,
} from '../fact.js';
import { recordingTroubles, timeTrouble } from '../offline/moment.js';
import { held } from '../plain.js';
import { tallyStream, type Tally } from '../tally/state.js';
import { required } from '../text.js';
import { basketTroubles, price, type WishedLine } from './basket.js';
import type { BallotFact, BallotRuling, PaperFact } from './events.js';
import { replaced } from './replaced.js';
import { ballotStream, invalidatedTrouble, paperStream, type Ballot, type Paper } from './state.js';

/** A ballot that somebody filled in on paper, with the number printed on it. */
export interface RecordPaperBallot {
  type: 'RecordPaperBallot';
  consultationId: Id;
  phaseId: Id;
  voterRef: string;
  serial: string;
  boothId: string;
  occurredAt: Instant;
  envelopeAreaId?: Id | null;
  lines: WishedLine[];
}

type World = { ballot: Ballot; paper: Paper; consultation: Consultation; tally: Tally };

/** What a later fact says of an online basket that one on paper takes the place of. */
export const replacement = (
  ballot: Ballot,
  { phaseId, voterRef }: { phaseId: Id; voterRef: string },
  { ref }: Circumstances['actor'],
): BallotRuling => ({
  ...{ phaseId, voterRef, reasonCode: 'replaced_by_paper', evidenceRef: null },
  ...{ decidedBy: [ref], basket: replaced(ballot), votes: [] },
});

/** Who may read a ballot of a phase. */
export const secrecyIn = ({ voting }: PhaseState) =>
  voting!.ballotDisclosure === 'auditors' ? 'restricted' : 'sealed_until_close';

const voterTroubles = (
  { serial }: RecordPaperBallot,
  { ballot, paper }: World,
  { voting }: PhaseState,
): Refusal[] =>
  reasons(
    !ballot.replacing && invalidatedTrouble(ballot),
    ballot.paper !== null &&
      because('ALREADY_VOTED_OFFLINE', 'This voter has voted on paper.', {}, ['serial']),
    ballot.paper === null &&
      ballot.basket &&
      !voting!.paperReplacesOnline &&
      because('ALREADY_VOTED_ONLINE', 'This voter has voted online.'),
    paper.used &&
      because('PAPER_SERIAL_USED', `Paper ${serial} is recorded already.`, { serial }, ['serial']),
  );

const suspendedLines = (lines: WishedLine[], { suspended }: PhaseState): Refusal[] =>
  lines.flatMap(({ ideaId }, i) => {
    const cause = held(suspended, ideaId);
    const path = ['lines', String(i), 'ideaId'];
    return reasons(
      cause && because('IDEA_NOT_VOTABLE', `${ideaId} is ${cause}.`, { ideaId, cause }, path),
    );
  });

export const paperRules = {
  /**
   * Records one ballot on paper, once by its number. Who has voted online cannot, unless the rules say that
   * paper takes the place of it: then both stand in one act.
   */
  RecordPaperBallot: {
    writes: 'ballot',
    streams: (c) => ({
      ballot: ballotStream(c.phaseId, c.voterRef),
      paper: paperStream(c.phaseId, c.serial),
      consultation: consultationStream(c.consultationId),
      tally: tallyStream(c.phaseId),
    }),
    decide(c, w, { at, actor, digest }) {
      const phase = livePhase(w.consultation, c);
      if ('refused' in phase) return phase;
      const { voting } = phase;
      if (!voting || voting.ballotType === 'support')
        return refuse(
          because('NOT_A_BASKET_VOTE', `Nobody submits baskets in ${phase.title}.`, {
            ballotType: voting?.ballotType ?? phase.method,
          }),
        );
      const { ballot } = w;
      const { phaseId, voterRef, serial, occurredAt } = c;
      const boothId = c.boothId.trim();
      if (ballot.paper === serial) return grant();
      const wished = { envelopeAreaId: c.envelopeAreaId ?? null, lines: c.lines };
      const options = optionsAt(phase, occurredAt);
      const priced = price(wished, voting, options);
      const refused = reasons(
        ...recordingTroubles(phase, w.tally),
        timeTrouble(phase, occurredAt, at),
        ...voterTroubles(c, w, phase),
        required(serial, ['serial']),
        required(c.boothId, ['boothId']),
        ...suspendedLines(c.lines, phase),
        ...basketTroubles(wished, priced, voting, options),
      );
      if (refused.length) return refuse(...refused);
      const basketRevision = ballot.revision + 1;
      const { lines, totalCost, totalVotes } = priced;
      const visibility = secrecyIn(phase);
      const takesPlace = ballot.basket !== null && !ballot.invalidated;
      return grant<BallotFact | PaperFact>(
        ...(takesPlace
          ? [
              {
                type: 'BallotInvalidated',
                visibility,
                data: replacement(ballot, c, actor),
              } as const,
            ]
          : []),
        {
          type: 'PaperBallotRecorded',
          visibility,
          data: {
            ...{ phaseId, voterRef, serial, boothId, occurredAt, basketRevision },
            ...{ lines, totalCost, totalVotes, envelopeAreaId: wished.envelopeAreaId },
            optionsHash: phase.optionsHash!,
            configVersion: voting.configVersion,
            receiptHash: digest({ phaseId, voterRef, basketRevision, lines }),
          },
        },
        {
          type: 'PaperSerialUsed',
          to: 'paper',
          visibility: 'restricted',
          data: { phaseId, serial },
        },
      );
    },
  } as Rule<RecordPaperBallot, World, BallotFact | PaperFact>,
};
