import type { SupportValue } from '../../src/domain/consultation/events.js';
import {
  envelope,
  ideas,
  onBallot,
  prices,
  voters,
  type Action,
  type PhaseName,
  type Rules,
  type Ruling,
} from './actions.js';

/** What comes of a wish: something new, nothing new, or a refusal. */
export type Answer = 'new' | 'nothing' | 'refused';

interface Idea {
  hidden: boolean;
  withdrawn: boolean;
  /** What has taken it in, and with which idea it came. */
  into: { target: string; via: string | null } | null;
}

interface Ballot {
  votes: Map<string, SupportValue>;
  /** Ideas on which a vote was taken back. */
  takenBack: Set<string>;
  basket: Set<string> | null;
  hadBasket: boolean;
  invalidated: boolean;
  proposal: { ruling: Ruling; reason: string; agent: string } | null;
}

type On<T extends Action['type']> = Extract<Action, { type: T }>;

const newIdea = (): Idea => ({ hidden: false, withdrawn: false, into: null });
const newBallot = (): Ballot => ({
  votes: new Map(),
  takenBack: new Set(),
  basket: null,
  hadBasket: false,
  invalidated: false,
  proposal: null,
});

/** What the rules come to, told as plainly as can be: sets, and counts made anew each time. */
export class Model {
  readonly ideas = new Map(ideas.map((id) => [id, newIdea()]));
  readonly isOpen: Record<PhaseName, boolean> = { support: true, baskets: true };
  /** Why options of the ballot count nothing. */
  readonly suspended = new Map<string, 'hidden' | 'disqualified'>();
  readonly #disqualified = new Set<string>();
  readonly #ballots = {
    support: new Map(voters.map((v) => [v as string, newBallot()])),
    baskets: new Map(voters.map((v) => [v as string, newBallot()])),
  };

  constructor(private readonly rules: Rules) {}

  /** Every ballot of a phase. */
  ballots(phase: PhaseName): Ballot[] {
    return [...this.#ballots[phase].values()];
  }

  /** What comes of a wish, which then has its effect. */
  do(action: Action): Answer {
    switch (action.type) {
      case 'CastVote':
        return this.#cast(action as On<'CastVote'>);
      case 'ChangeVote':
        return this.#change(action as On<'ChangeVote'>);
      case 'WithdrawVote':
        return this.#takeBack(action);
      case 'SubmitBasket':
        return this.#submit(action);
      case 'WithdrawBasket':
        return this.#empty(action);
      case 'HideIdea':
        return this.#hide(action.idea);
      case 'RestoreIdea':
        return this.#restore(action.idea);
      case 'WithdrawIdea':
        return this.#withdraw(action.idea);
      case 'DisqualifyFromBallot':
        return this.#disqualify(action.idea);
      case 'MergeIdeas':
        return this.#merge(action);
      case 'UnmergeIdea':
        return this.#unmerge(action.idea);
      case 'InvalidateBallot':
      case 'ReinstateBallot':
        return this.#rule(action);
      case 'ClosePhase':
        return this.#set(action.phase, false);
      case 'ReopenPhase':
        return this.#set(action.phase, true);
    }
  }

  /** Whether an idea stands on a ballot that is closed: what becomes of it then is no part of this model. */
  isSettled(id: string): boolean {
    return onBallot.includes(id) && !this.isOpen.baskets;
  }

  #idea(id: string): Idea {
    return this.ideas.get(id)!;
  }

  #ballot(phase: PhaseName, voter: string): Ballot {
    return this.#ballots[phase].get(voter)!;
  }

  #isVotable(id: string): boolean {
    const { hidden, withdrawn, into } = this.#idea(id);
    return !hidden && !withdrawn && !into;
  }

  #mayVote(voter: string): boolean {
    return this.isOpen.support && !this.#ballot('support', voter).invalidated;
  }

  #cast({ voter, idea, value }: On<'CastVote'>): Answer {
    const { votes, takenBack } = this.#ballot('support', voter);
    if (!this.#mayVote(voter) || !this.#isVotable(idea)) return 'refused';
    if (votes.has(idea)) return votes.get(idea) === value ? 'nothing' : 'refused';
    if (this.rules.most !== null && votes.size >= this.rules.most) return 'refused';
    if (takenBack.has(idea) && !this.rules.isRevisable) return 'refused';
    votes.set(idea, value);
    return 'new';
  }

  #change({ voter, idea, value }: On<'ChangeVote'>): Answer {
    const { votes } = this.#ballot('support', voter);
    if (!this.#mayVote(voter) || !this.#isVotable(idea) || !votes.has(idea)) return 'refused';
    if (votes.get(idea) === value) return 'nothing';
    if (!this.rules.isRevisable) return 'refused';
    votes.set(idea, value);
    return 'new';
  }

  #takeBack({ voter, idea }: On<'WithdrawVote'>): Answer {
    const { votes, takenBack } = this.#ballot('support', voter);
    if (!this.#mayVote(voter)) return 'refused';
    if (!votes.delete(idea)) return 'nothing';
    takenBack.add(idea);
    return 'new';
  }

  #submit({ voter, chosen }: On<'SubmitBasket'>): Answer {
    const ballot = this.#ballot('baskets', voter);
    const basket = new Set(chosen);
    const total = chosen.reduce((sum, id) => sum + (prices[id] ?? 0), 0);
    const isSound =
      chosen.length > 0 &&
      basket.size === chosen.length &&
      chosen.every((id) => onBallot.includes(id) && !this.suspended.has(id)) &&
      total <= envelope;
    if (!this.isOpen.baskets || ballot.invalidated || !isSound) return 'refused';
    const before = ballot.basket;
    if (before?.size === basket.size && chosen.every((id) => before.has(id))) return 'nothing';
    if (ballot.hadBasket && !this.rules.isRevisable) return 'refused';
    Object.assign(ballot, { basket, hadBasket: true });
    return 'new';
  }

  #empty({ voter }: On<'WithdrawBasket'>): Answer {
    const ballot = this.#ballot('baskets', voter);
    if (!this.isOpen.baskets || ballot.invalidated) return 'refused';
    if (!ballot.basket) return 'nothing';
    ballot.basket = null;
    return 'new';
  }

  #hide(id: string): Answer {
    const idea = this.#idea(id);
    if (idea.hidden) return 'nothing';
    idea.hidden = true;
    if (onBallot.includes(id) && !this.suspended.has(id)) this.suspended.set(id, 'hidden');
    return 'new';
  }

  #restore(id: string): Answer {
    const idea = this.#idea(id);
    if (!idea.hidden) return 'nothing';
    idea.hidden = false;
    if (this.suspended.get(id) === 'hidden') this.suspended.delete(id);
    return 'new';
  }

  #withdraw(id: string): Answer {
    const idea = this.#idea(id);
    if (idea.withdrawn) return 'nothing';
    if (idea.into || onBallot.includes(id)) return 'refused';
    idea.withdrawn = true;
    return 'new';
  }

  #disqualify(id: string): Answer {
    if (!onBallot.includes(id)) return 'refused';
    if (this.#disqualified.has(id)) return 'nothing';
    this.#disqualified.add(id);
    this.suspended.set(id, 'disqualified');
    return 'new';
  }

  #merge({ idea: target, source }: On<'MergeIdeas'>): Answer {
    if (this.#idea(source).into?.target === target) return 'nothing';
    const isVotedOn = onBallot.includes(target) || onBallot.includes(source);
    const areVotable = this.#isVotable(target) && this.#isVotable(source);
    if (target === source || isVotedOn || !areVotable) return 'refused';
    for (const { into } of this.ideas.values())
      if (into?.target === source) Object.assign(into, { target, via: source });
    this.#idea(source).into = { target, via: null };
    return 'new';
  }

  #unmerge(id: string): Answer {
    const idea = this.#idea(id);
    if (!idea.into) return 'nothing';
    if (idea.into.via) return 'refused';
    idea.into = null;
    for (const { into } of this.ideas.values())
      if (into?.via === id) Object.assign(into, { target: id, via: null });
    return 'new';
  }

  #rule({ type: ruling, phase, voter, reason, agent }: On<Ruling>): Answer {
    const ballot = this.#ballot(phase, voter);
    if (ballot.invalidated === (ruling === 'InvalidateBallot')) return 'nothing';
    if (!ballot.basket && !ballot.votes.size) return 'refused';
    const first = ballot.proposal;
    const isSame = first?.ruling === ruling && first.reason === reason;
    if (isSame && first.agent === agent) return 'nothing';
    if (isSame) Object.assign(ballot, { invalidated: !ballot.invalidated, proposal: null });
    else ballot.proposal = { ruling, reason, agent };
    return 'new';
  }

  #set(phase: PhaseName, isOpen: boolean): Answer {
    if (this.isOpen[phase] === isOpen) return 'nothing';
    this.isOpen[phase] = isOpen;
    return 'new';
  }
}
