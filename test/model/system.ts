import { basketTally } from '../../projections/basket-tally.js';
import { standingIdea, votesOf, type VotedIdea } from '../../projections/counted.js';
import { ideaCard } from '../../projections/idea-card.js';
import {
  participationPart,
  type ParticipationPartRow,
} from '../../projections/participation-part.js';
import { phaseParticipation } from '../../projections/phase-participation.js';
import { foldEvent, rowId, type Projection, type ViewEvent } from '../../projections/projection.js';
import { voteTally } from '../../projections/vote-tally.js';
import { evolve, foldOf, rules as deciders, type Command } from '../../src/domain/commands.js';
import type { CahierFact, EventType } from '../../src/domain/events.js';
import { ideaStream, type Idea } from '../../src/domain/idea/state.js';
import { digest } from '../../src/ledger/canonical.js';
import { consultationId, organisationId, sofia, type Actor } from '../arcueil.js';
import { streamOf } from '../given.js';
import { ideas, onBallot, type Action, type PhaseName, type Rules } from './actions.js';
import type { Counts, PicksOf, VotesOf } from './counts.js';
import type { Answer } from './model.js';
import { commandOf, past, phaseIds } from './town.js';

const views: Projection[] = [
  voteTally,
  basketTally,
  phaseParticipation,
  participationPart,
  ideaCard,
];

/** No paper is counted here. */
const noVotes = {
  ...{ up: 0, down: 0, neutral: 0, invalidated: 0 },
  ...{ offlineUp: 0, offlineDown: 0, offlineNeutral: 0 },
};

/** The deciders and the views themselves, with a log in memory. */
export class System {
  /** What was recorded, by type. */
  readonly types: EventType[] = [];
  readonly #streams = new Map<string, unknown>();
  readonly #rows = new Map(views.map((view) => [view, new Map<string, any>()]));
  #position = 0n;
  #now = Date.parse('2026-05-01T00:00:00.000Z');

  constructor(rules: Rules) {
    for (const fact of past(rules)) this.#record(fact, streamOf(fact));
    this.types.length = 0;
  }

  /** What comes of a wish; `seen` is told of each position that it makes. */
  do(action: Action, seen: () => void): Answer {
    this.#now += 60_000;
    const agent = 'agent' in action ? action.agent : 'sofia';
    const command = commandOf(action, (id) => this.#stateOf(ideaStream(id)) as Idea);
    return this.#wish(command, { ...sofia, ref: agent }, seen);
  }

  /** Counts as the views have them. */
  counts(): Counts {
    const { support, baskets } = {
      support: this.#row(phaseParticipation, { phaseId: phaseIds.support }),
      baskets: this.#row(phaseParticipation, { phaseId: phaseIds.baskets }),
    };
    return {
      votes: Object.fromEntries(ideas.map((id) => [id, this.#votesOf(id)])),
      options: Object.fromEntries(onBallot.map((id) => [id, this.#picksOf(id)])),
      participants: {
        support: support?.participants ?? 0,
        baskets: baskets?.participants ?? 0,
      },
      totalSpend: baskets?.totalSpend ?? 0,
    };
  }

  /** Participation in a phase, and its parts told apart by one thing or another. */
  participation(name: PhaseName): { whole: unknown; parts: ParticipationPartRow[] } {
    const phaseId = phaseIds[name];
    const parts: ParticipationPartRow[] = [...this.#rows.get(participationPart)!.values()];
    return {
      whole: this.#row(phaseParticipation, { phaseId }),
      parts: parts.filter((part) => part.phaseId === phaseId),
    };
  }

  #votesOf(ideaId: string): VotesOf {
    const row = this.#row(voteTally, { phaseId: phaseIds.support, ideaId });
    const known = row ?? noVotes;
    const { up, down, neutral, invalidated } = known;
    const idea: VotedIdea = this.#row(ideaCard, { ideaId }) ?? standingIdea;
    const { counted, suspended } = votesOf(known, idea);
    const standing = up + down + neutral;
    return {
      ...{ up, down, neutral, online: standing + invalidated, invalidated },
      suspended: suspended === null ? 0 : standing,
      counted,
    };
  }

  #picksOf(ideaId: string): PicksOf {
    const row = this.#row(basketTally, { phaseId: phaseIds.baskets, ideaId });
    return { picks: row.picks, moneyPicked: row.moneyPicked, counted: row.counted };
  }

  #row(view: Projection, key: object): any {
    return this.#rows.get(view)!.get(rowId(view, key)) ?? null;
  }

  #stateOf(stream: string): unknown {
    return this.#streams.get(stream) ?? foldOf(stream).initial;
  }

  #wish(command: Command, actor: Actor, seen: () => void): Answer {
    const { decide, streams, writes } = deciders[command.type];
    const names = streams(command as never) as Record<string, string>;
    const world = Object.entries(names).map(([name, s]) => [name, this.#stateOf(s)] as const);
    const at = new Date(this.#now).toISOString();
    const decision = decide(command as never, Object.fromEntries(world), { at, actor, digest });
    if ('refused' in decision) return 'refused';
    for (const fact of decision.facts) {
      this.#record(fact, names[fact.to ?? writes]!);
      seen();
    }
    return decision.facts.length ? 'new' : 'nothing';
  }

  #record(fact: CahierFact, stream: string): void {
    this.types.push(fact.type);
    this.#streams.set(stream, evolve(foldOf(stream), this.#stateOf(stream), fact));
    const at = new Date(this.#now).toISOString();
    const event = {
      ...{ type: fact.type, data: fact.data, position: ++this.#position, stream, revision: 0 },
      ...{ organisationId, consultationId, recordedAt: at, at, actor: sofia, channel: 'api' },
    } as unknown as ViewEvent;
    for (const [view, rows] of this.#rows) foldEvent(view, rows, event);
  }
}
