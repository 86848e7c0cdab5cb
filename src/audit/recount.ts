import type { ViewEvent } from '../../projections/projection.js';
import type { BallotFact } from '../domain/ballot/events.js';
import { paperStream } from '../domain/ballot/state.js';
import { evolve, rules, type Command } from '../domain/commands.js';
import {
  consultation,
  consultationStream,
  type Consultation,
} from '../domain/consultation/state.js';
import type { CahierFact, EventType, FactOf } from '../domain/events.js';
import type { Fold, Rule } from '../domain/fact.js';
import { idea, ideaStream, type Idea } from '../domain/idea/state.js';
import { offline, offlineStream, type Offline } from '../domain/offline/state.js';
import { organisation } from '../domain/organisation/state.js';
import { tally, tallyStream, type Tally } from '../domain/tally/state.js';
import { digest } from '../ledger/canonical.js';
import { mismatch, type BundleFault, type Place } from '../ledger/verify/fault.js';
import { isBallot } from './acts-of-voters.js';
import type { Ballots, CountFact } from './counts.js';
import { demandConfigured } from './configured.js';
import { TALLY } from './published.js';
import { demandSame } from './demand-same.js';
import { Papers } from './papers.js';
import { Repricings } from './repricings.js';
import { Standing } from './standing.js';
import { demandWindow } from './windows.js';
import { wishes, type Known } from './wishes.js';

/** At these it must be settled which options count. */
const asksWhoStands = new Set<EventType>(['TallyClosed', 'ConsultationArchived']);

type VotingConfigured = FactOf<'VotingConfigured'>['data'];

/**
 * Decides anew what the log of a consultation says was decided: each ballot, each phase, each tally and
 * allocation. A fact stands if today's rules, given what the log says before it, grant that very fact.
 */
export class Recount {
  readonly #tallies = new Map<string, Tally>();
  /** What does not fit the counts at the end, by phase; no fault where the phase is opened again or cancelled. */
  readonly #doubts = new Map<string, BundleFault>();
  readonly #ideas = new Map<string, Idea>();
  readonly #papers = new Papers();
  readonly #batches = new Map<string, Offline>();
  readonly #repricings = new Repricings();
  readonly #standing = new Standing();
  #consultation: Consultation = consultation.initial;

  constructor(
    private readonly consultationId: string,
    private readonly ballots: Ballots,
  ) {}

  /** Takes the next event in; throws a BundleFault where the rules do not bear it out. */
  take(event: ViewEvent, words: Record<string, unknown>, place: Place): void {
    const wish = wishes[event.type] as
      | ((data: unknown, known: Known, words: Record<string, unknown>) => Command | undefined)
      | undefined;
    demandWindow(event, place);
    this.#standing.take(event, this.#consultation, place);
    if (asksWhoStands.has(event.type)) this.#demandFollowed(place);
    const { consultationId, ballots } = this;
    const known = { consultationId, ballots, consultation: this.#consultation };
    this.#papers.demandFollowed(event, known, place);
    this.#repricings.demandFollowed(event, place);
    const command = wish?.(event.data, known, words);
    if (command) this.#judge(event, command, place);
    if (changesCounts(event.type)) this.#doubts.delete(phaseOf(event));
    const wasUnited = this.#isUnited(event);
    this.#fold(event, place);
    if (wasUnited || this.#isUnited(event)) this.#forgetVotes();
  }

  /** What was counted in a phase may no longer be what stands at the end. */
  forgetDoubt(phaseId: string): void {
    this.#doubts.delete(phaseId);
  }

  /** Throws the first BundleFault that was only certain once nothing more came. */
  demandCertain(): void {
    if (!this.#consultation.archived) this.#demandFollowed({ file: TALLY });
    for (const fault of this.#doubts.values()) throw fault;
  }

  /** The consultation as the events so far have it. */
  get consultation(): Consultation {
    return this.#consultation;
  }

  #judge(event: ViewEvent, command: Command, place: Place): void {
    const rule = rules[command.type] as Rule<Command, any, CahierFact>;
    const streams = rule.streams(command) as Record<string, string>;
    if (streams[rule.writes] !== event.stream)
      throw mismatch(
        `${event.type} stands in ${event.stream}, not ${streams[rule.writes]}.`,
        place,
      );
    const world: Record<string, unknown> = {};
    for (const name of Object.keys(streams)) world[name] = this.#state(name, streams[name]!);
    const decision = rule.decide(command, world, {
      at: event.at,
      actor: event.actor as any,
      digest,
    });
    if ('refused' in decision)
      throw mismatch(
        `The rules do not allow this ${event.type}: ${decision.refused.map((r) => `${r.code} ${r.message}`).join(' ')}`,
        place,
      );
    const [fact] = decision.facts;
    if (!fact) throw mismatch(`This ${event.type} repeats what was so already.`, place);
    this.#hold(fact, event, place);
  }

  /** Throws where a recorded fact is not the decided one; what only the end can tell is a doubt till then. */
  #hold(fact: CahierFact, event: ViewEvent, place: Place): void {
    if (!isOfCounts(fact)) return demandSame(fact, event, place);
    const { ballots } = this;
    demandSame(ballots.asKnown(fact, event as never), event, place);
    const { phaseId } = fact.data;
    try {
      demandSame(ballots.atTheEnd(fact, event as never), event, place);
    } catch (error) {
      if (!this.#doubts.has(phaseId)) this.#doubts.set(phaseId, error as BundleFault);
    }
  }

  #state(name: string, stream: string): unknown {
    if (name === 'ballot') return this.ballots.ballot(stream);
    if (name === 'batch') return this.#batches.get(stream) ?? offline.initial;
    if (name.startsWith('idea')) return this.#ideas.get(stream) ?? idea.initial;
    if (name === 'paper') return this.#papers.state(stream);
    if (name === 'organisation') return organisation.initial;
    if (name === 'tally') return this.#tallies.get(stream) ?? tally.initial;
    return stream === consultationStream(this.consultationId)
      ? this.#consultation
      : consultation.initial;
  }

  #fold(event: ViewEvent, place: Place): void {
    const { type, stream } = event;
    if (type in consultation.evolve) {
      this.#demandStream(event, consultationStream(this.consultationId), place);
      this.#demandLive(event, place);
      if (type === 'VotingConfigured')
        demandConfigured(this.#consultation, event.data as VotingConfigured, place);
      this.#consultation = fold(consultation, this.#consultation, event);
    } else if (type in tally.evolve) {
      this.#demandStream(event, tallyStream((event.data as { phaseId: string }).phaseId), place);
      this.#tallies.set(stream, fold(tally, this.#tallies.get(stream) ?? tally.initial, event));
    } else if (type in idea.evolve) {
      this.#demandStream(event, ideaStream((event.data as { ideaId: string }).ideaId), place);
      this.#ideas.set(stream, fold(idea, this.#ideas.get(stream) ?? idea.initial, event));
    } else if (type in offline.evolve) {
      const { phaseId, batchId } = event.data as { phaseId: string; batchId: string };
      this.#demandStream(event, offlineStream(phaseId, batchId), place);
      const known = this.#batches.get(stream) ?? offline.initial;
      this.#batches.set(stream, fold(offline, known, event));
    } else if (isBallot(type)) {
      this.ballots.fold(stream, event as unknown as BallotFact);
      this.#papers.fold(event);
    } else if (type === 'PaperSerialUsed') {
      const { phaseId, serial } = event.data as { phaseId: string; serial: string };
      this.#demandStream(event, paperStream(phaseId, serial), place);
    }
  }

  /** Whether an event is on an idea whose voters are counted with those of another one. */
  #isUnited({ stream }: ViewEvent): boolean {
    return this.#ideas.get(stream)?.mergedInto?.votePolicy === 'union_distinct_voters';
  }

  /** Votes counted over other ideas than before need no longer be what stands at the end. */
  #forgetVotes(): void {
    for (const { phaseId, voting } of Object.values(this.#consultation.phases))
      if (voting?.ballotType === 'support') this.#doubts.delete(phaseId);
  }

  #demandStream({ type, stream }: ViewEvent, expected: string, place: Place): void {
    if (stream !== expected) throw mismatch(`${type} stands in ${stream}, not ${expected}.`, place);
  }

  /** A consultation is created once, before all else, and nothing follows its archive. */
  #demandLive({ type }: ViewEvent, place: Place): void {
    const { created, archived } = this.#consultation;
    const why = archived ? 'archived' : created ? 'there already' : 'not there yet';
    if (archived || (type === 'ConsultationCreated') === (created !== null))
      throw mismatch(`The rules do not allow this ${type}: the consultation is ${why}.`, place);
  }

  /** Throws where a ballot has not followed what was decided on its ideas. */
  #demandFollowed(place: Place): void {
    for (const phase of Object.values(this.#consultation.phases))
      if (phase.status !== 'cancelled') this.#standing.demandFollowed(phase, place);
  }
}

const phaseOf = ({ data }: ViewEvent): string => (data as { phaseId: string }).phaseId;

/** Whether what was counted before need no longer be what stands at the end. */
const changesCounts = (type: EventType): boolean =>
  type === 'PhaseReopened' || type === 'PhaseCancelled' || type in offline.evolve;

/** Whether a fact says what ballots come to. */
const isOfCounts = (fact: CahierFact): fact is CountFact =>
  fact.type === 'TallyClosed' || fact.type === 'AllocationComputed';

const fold = <S>(by: Fold<S, any>, state: S, event: ViewEvent): S => evolve(by, state, event);
