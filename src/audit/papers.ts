import type { ViewEvent } from '../../projections/projection.js';
import { replacement, secrecyIn } from '../domain/ballot/decide-paper.js';
import type { BallotRuling } from '../domain/ballot/events.js';
import { ballotStream, paperStream, type Ballot, type Paper } from '../domain/ballot/state.js';
import type { Consultation } from '../domain/consultation/state.js';
import type { CahierFact } from '../domain/events.js';
import { held } from '../domain/plain.js';
import { mismatch, type Place } from '../ledger/verify/fault.js';
import { demandSame } from './demand-same.js';

interface Known {
  consultation: Consultation;
  ballots: { ballot(stream: string): Ballot };
}

/** The ballots on paper of a consultation, and those online that made room for one. */
export class Papers {
  readonly #used = new Set<string>();
  /** The ballot and the act in which a paper must follow. */
  #awaited: string | undefined;

  /** What is known of one number on paper. */
  state(stream: string): Paper {
    return { used: this.#used.has(stream) };
  }

  /** Takes note of one more number. */
  fold({ data }: ViewEvent): void {
    const { phaseId, serial } = data as { phaseId: string; serial?: string };
    if (serial !== undefined) this.#used.add(paperStream(phaseId, serial));
  }

  /** Throws a BundleFault where an online ballot makes room for anything but a paper in the same act. */
  demandFollowed(event: ViewEvent, known: Known, place: Place): void {
    const act = `${event.stream} ${event.commandId}`;
    const follows = this.#awaited === act && event.type === 'PaperBallotRecorded';
    if (this.#awaited && !follows)
      throw mismatch('A ballot made room for a paper that does not follow.', place);
    this.#awaited = undefined;
    if (event.type !== 'BallotInvalidated') return;
    const isRoom = (event.data as BallotRuling).reasonCode === 'replaced_by_paper';
    if (isRoom !== (event.actor.role === 'registrar'))
      throw mismatch(
        'Registrars take a ballot out of the count for a paper, and agents do not.',
        place,
      );
    if (!isRoom) return;
    this.#demandRoom(event, known, place);
    this.#awaited = act;
  }

  #demandRoom(event: ViewEvent, { consultation, ballots }: Known, place: Place): void {
    const ruling = event.data as BallotRuling;
    const phase = held(consultation.phases, ruling.phaseId);
    const ballot = ballots.ballot(event.stream);
    const stands = ballot.basket && !ballot.invalidated && ballot.paper === null;
    const isOwn = event.stream === ballotStream(ruling.phaseId, ruling.voterRef);
    if (!phase?.voting?.paperReplacesOnline || !stands || !isOwn)
      throw mismatch('Nothing here makes room for a paper.', place);
    const data = replacement(ballot, ruling, event.actor as never);
    const fact = { type: 'BallotInvalidated', visibility: secrecyIn(phase), data } as CahierFact;
    demandSame(fact, event, place);
  }
}
