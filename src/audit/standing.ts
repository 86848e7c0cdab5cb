import type { ViewEvent } from '../../projections/projection.js';
import type { SuspensionCause } from '../domain/consultation/events.js';
import type { Consultation, PhaseState } from '../domain/consultation/state.js';
import type { EventType, FactOf } from '../domain/events.js';
import { ideaStream } from '../domain/idea/state.js';
import { held } from '../domain/plain.js';
import { mismatch, type Place } from '../ledger/verify/fault.js';

type Changed = { [T in EventType]?: (data: FactOf<T>['data']) => [string, boolean] | [] };

/** What each event makes true of an idea, or no longer. */
const changed: Changed = {
  IdeaHidden: () => ['hidden', true],
  IdeaRestored: () => ['hidden', false],
  IdeaWithdrawn: () => ['withdrawn', true],
  IdeaMergedInto: () => ['merged', true],
  IdeaUnmerged: ({ ideaId, sourceIdeaId }) => (ideaId === sourceIdeaId ? ['merged', false] : []),
  IdeaDisqualifiedFromBallot: ({ phaseId }) => [`disqualified ${phaseId}`, true],
  IdeaAdmittedToBallot: ({ phaseId }) => [`disqualified ${phaseId}`, false],
};

/** What moderators, authors and agents have done with ideas, as far as a ballot must follow. */
export class Standing {
  readonly #ideas = new Map<string, Set<string>>();
  /** Ideas of which the latest command tells: a log may end before it is told to the end. */
  readonly #latest = new Set<string>();
  #command = '';

  /** Takes the next event in; throws a BundleFault where an option is suspended or restored without a cause. */
  take(event: ViewEvent, { phases }: Consultation, place: Place): void {
    const { type, stream, commandId } = event;
    if (commandId !== this.#command) this.#latest.clear();
    this.#command = commandId;
    const data = event.data as { ideaId: string; phaseId: string; cause: SuspensionCause };
    if (Object.hasOwn(changed, type)) {
      if (stream !== ideaStream(data.ideaId))
        throw mismatch(`${type} stands in ${stream}, not ${ideaStream(data.ideaId)}.`, place);
      const [what, isSo] = changed[type]!(data as never);
      const known = this.#ideas.get(data.ideaId) ?? new Set();
      if (what !== undefined) known[isSo ? 'add' : 'delete'](what);
      this.#ideas.set(data.ideaId, known);
      this.#latest.add(data.ideaId);
    }
    const phase = held(phases, data.phaseId);
    if (type === 'BallotOptionSuspended') this.#demandCause(data, phase, place);
    if (type === 'BallotOptionRestored') this.#demandRestored(data, phase, place);
  }

  /** Throws a BundleFault where an option counts although its idea is hidden or disqualified. */
  demandFollowed(phase: PhaseState, place: Place): void {
    const ideas = [...(phase.options?.keys() ?? [])].filter((id) => !this.#latest.has(id));
    for (const ideaId of ideas)
      for (const cause of ['hidden', 'disqualified'] as const)
        if (this.#isSo(ideaId, phase.phaseId, cause) && !held(phase.suspended, ideaId))
          throw mismatch(`${ideaId} is ${cause}, and counts in ${phase.phaseId}.`, place);
  }

  #isSo(ideaId: string, phaseId: string, cause: SuspensionCause): boolean {
    const what = cause === 'disqualified' ? `disqualified ${phaseId}` : cause;
    return this.#ideas.get(ideaId)?.has(what) ?? false;
  }

  #demandCause(
    { ideaId, phaseId, cause }: { ideaId: string; phaseId: string; cause: SuspensionCause },
    phase: PhaseState | undefined,
    place: Place,
  ): void {
    const before = phase && held(phase.suspended, ideaId);
    const isNew = before === undefined || (cause === 'disqualified' && before !== cause);
    if (!phase?.options?.has(ideaId) || !isNew || phase.status === 'cancelled')
      throw mismatch(`There is no option ${ideaId} to suspend in ${phaseId}.`, place);
    if (!this.#isSo(ideaId, phaseId, cause))
      throw mismatch(`${ideaId} is suspended as ${cause}, and is not.`, place);
  }

  #demandRestored(
    { ideaId, phaseId }: { ideaId: string; phaseId: string },
    phase: PhaseState | undefined,
    place: Place,
  ): void {
    const cause = phase && held(phase.suspended, ideaId);
    const mayEnd = cause === 'hidden' || cause === 'merged';
    if (!mayEnd || this.#isSo(ideaId, phaseId, cause))
      throw mismatch(`There is no option ${ideaId} to restore in ${phaseId}.`, place);
  }
}
