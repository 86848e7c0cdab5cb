import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { connectionOf } from '../connection.js';
import { Node } from '../node/node.js';
import { Instant, MinorUnits, Position } from '../scalars.js';

export enum ParticipationMethod {
  information = 'information',
  ideation = 'ideation',
  support = 'support',
  voting = 'voting',
  budgeting = 'budgeting',
  survey = 'survey',
  meeting = 'meeting',
}
registerEnumType(ParticipationMethod, {
  name: 'ParticipationMethod',
  description: 'What one can do in a phase.',
});

export enum ParticipationLevel {
  inform = 'inform',
  consult = 'consult',
  co_produce = 'co_produce',
  co_create = 'co_create',
}
registerEnumType(ParticipationLevel, {
  name: 'ParticipationLevel',
  description: 'How far people share in the decision.',
});

export enum PhaseStatus {
  planned = 'planned',
  open = 'open',
  closed = 'closed',
  cancelled = 'cancelled',
}
registerEnumType(PhaseStatus, { name: 'PhaseStatus', description: 'Where a phase stands.' });

export enum BallotType {
  approval = 'approval',
  cumulative = 'cumulative',
  ordinal = 'ordinal',
  budget = 'budget',
  support = 'support',
}
registerEnumType(BallotType, {
  name: 'BallotType',
  description:
    'How one votes: choose, give points, rank, spend an envelope, or support ideas one by one.',
});

export enum SupportValue {
  up = 'up',
  down = 'down',
  neutral = 'neutral',
}
registerEnumType(SupportValue, {
  name: 'SupportValue',
  description: 'What one vote says of one idea.',
});

export enum BallotDisclosure {
  auditors = 'auditors',
  public_after_close = 'public_after_close',
}
registerEnumType(BallotDisclosure, {
  name: 'BallotDisclosure',
  description: 'Who may read whole ballots, under pseudonyms.',
});

export enum AllocationRuleName {
  greedy = 'greedy',
  equal_shares = 'equal_shares',
  phragmen = 'phragmen',
}
registerEnumType(AllocationRuleName, {
  name: 'AllocationRuleName',
  description:
    'How an envelope is given out: from the most chosen down, by the Method of Equal Shares, or by sequential Phragmén.',
});

export enum GreedyMeasure {
  votes = 'votes',
  score = 'score',
  borda = 'borda',
  votes_per_cost = 'votes_per_cost',
  score_per_cost = 'score_per_cost',
  borda_per_cost = 'borda_per_cost',
}
registerEnumType(GreedyMeasure, {
  name: 'GreedyMeasure',
  description: 'By what the greedy rule orders options.',
});

export enum ShareUtility {
  cost = 'cost',
  cardinality = 'cardinality',
  score = 'score',
  borda = 'borda',
}
registerEnumType(ShareUtility, {
  name: 'ShareUtility',
  description: 'What an option is worth to a voter, for Equal Shares.',
});

export enum Completion {
  none = 'none',
  add1 = 'add1',
  greedy = 'greedy',
  add1_greedy = 'add1_greedy',
}
registerEnumType(Completion, {
  name: 'Completion',
  description: 'What Equal Shares does with money that is left.',
});

export enum TieBreakRule {
  more_votes = 'more_votes',
  fewer_votes = 'fewer_votes',
  higher_score = 'higher_score',
  lower_score = 'lower_score',
  higher_borda = 'higher_borda',
  lower_borda = 'lower_borda',
  lower_cost = 'lower_cost',
  higher_cost = 'higher_cost',
  earlier_place = 'earlier_place',
  later_place = 'later_place',
  idea_id = 'idea_id',
  idea_id_reversed = 'idea_id_reversed',
}
registerEnumType(TieBreakRule, {
  name: 'TieBreakRule',
  description: 'What decides between options that the rule holds equal.',
});

export enum BallotOptionOrder {
  listed = 'listed',
  picks = 'picks',
}
registerEnumType(BallotOptionOrder, {
  name: 'BallotOptionOrder',
  description:
    'As listed, or from the most chosen down; the latter tells nothing while counts are hidden.',
});

export enum HiddenReason {
  HIDDEN_UNTIL_CLOSE = 'HIDDEN_UNTIL_CLOSE',
  PHASE_CANCELLED = 'PHASE_CANCELLED',
}
registerEnumType(HiddenReason, { name: 'HiddenReason', description: 'Why counts are not told.' });

@ObjectType({ description: 'Money that a phase gives out.' })
export class Envelope {
  @Field(() => String, {
    nullable: true,
    description: 'The area it is for; null for the whole consultation.',
  })
  areaId!: string | null;
  @Field(() => MinorUnits, { description: 'How much, in minor units.' })
  amount!: number;
  @Field({ description: 'ISO 4217.' })
  currency!: string;
}

@ObjectType({ description: 'How much of one topic a basket may hold.' })
export class TopicLimit {
  @Field({ description: 'The topic.' })
  topicId!: string;
  @Field(() => Int, { nullable: true, description: 'At most so many options.' })
  items!: number | null;
  @Field(() => MinorUnits, { nullable: true, description: 'At most so much money.' })
  spend!: number | null;
}

@ObjectType({ description: 'How an envelope is given out, declared before the vote.' })
export class AllocationRule {
  @Field(() => AllocationRuleName, { description: 'The rule.' })
  name!: AllocationRuleName;
  @Field(() => GreedyMeasure, {
    nullable: true,
    description: 'greedy: by what options are ordered.',
  })
  by?: GreedyMeasure | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'greedy: whether one that does not fit is passed over; else it ends there.',
  })
  skip?: boolean | null;
  @Field(() => Int, { nullable: true, description: 'greedy: options under it are left out.' })
  threshold?: number | null;
  @Field(() => ShareUtility, {
    nullable: true,
    description: 'equal_shares: what an option is worth to a voter.',
  })
  utility?: ShareUtility | null;
  @Field(() => Completion, {
    nullable: true,
    description: 'equal_shares: what happens with money that is left.',
  })
  completion?: Completion | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'equal_shares with add1: stop as soon as nothing more would fit.',
  })
  exhaustive?: boolean | null;
  @Field(() => MinorUnits, {
    nullable: true,
    description: 'equal_shares with add1: by how much each share is raised at a time.',
  })
  increment?: number | null;
}

@ObjectType({
  description:
    'What one voter may do, and how the result is computed; frozen once the phase opens. Null means no limit.',
})
export class VotingRules {
  @Field(() => BallotType, { description: 'How one votes.' })
  ballotType!: BallotType;
  @Field(() => [SupportValue], {
    nullable: true,
    description: 'What one may say of an idea, on a support ballot; null on others.',
  })
  values?: SupportValue[] | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'True where a ballot on paper takes the place of one online.',
  })
  paperReplacesOnline?: boolean | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'True where a support stays once its idea has reached the threshold.',
  })
  lockSupportsAtThreshold?: boolean | null;
  @Field(() => [Envelope], { description: 'The money there is.' })
  envelopes!: Envelope[];
  @Field(() => Int, { nullable: true, description: 'Least number of options in a basket.' })
  minItems!: number | null;
  @Field(() => Int, { nullable: true, description: 'Largest number of options in a basket.' })
  maxItems!: number | null;
  @Field(() => MinorUnits, { nullable: true, description: 'Least a basket must spend.' })
  minSpend!: number | null;
  @Field(() => MinorUnits, { nullable: true, description: 'Most a basket may spend.' })
  maxSpend!: number | null;
  @Field(() => Int, { nullable: true, description: 'Least number of votes in a basket.' })
  minVotesPerVoter!: number | null;
  @Field(() => Int, { nullable: true, description: 'Largest number of votes in a basket.' })
  maxVotesPerVoter!: number | null;
  @Field(() => Int, { nullable: true, description: 'Largest number of votes for one option.' })
  maxVotesPerIdea!: number | null;
  @Field(() => [TopicLimit], { description: 'Limits by topic.' })
  maxPerTopic!: TopicLimit[];
  @Field({ description: 'Whether a basket may be changed until the close.' })
  revisionAllowed!: boolean;
  @Field(() => BallotDisclosure, { description: 'Who may read whole ballots.' })
  ballotDisclosure!: BallotDisclosure;
  @Field(() => [String], { description: 'Areas whose residents may vote; empty for everybody.' })
  eligibleAreaIds!: string[];
  @Field(() => Boolean, {
    nullable: true,
    description: 'True where what voters say of where they live is enough; else it is verified.',
  })
  declaredResidence?: boolean;
  @Field(() => AllocationRule, {
    nullable: true,
    description: 'How the result is computed; null on a support ballot.',
  })
  allocationRule!: AllocationRule | null;
  @Field(() => [TieBreakRule], { description: 'What decides between equals, in this order.' })
  tieBreak!: TieBreakRule[];
}

export enum SuspensionCause {
  hidden = 'hidden',
  disqualified = 'disqualified',
  withdrawn = 'withdrawn',
  merged = 'merged',
}
registerEnumType(SuspensionCause, {
  name: 'SuspensionCause',
  description: 'Why an option that stands on a ballot counts nothing.',
});

@ObjectType({ description: 'How often one option was chosen.' })
export class BasketTally {
  @Field(() => Int, { description: 'Standing baskets that hold it.' })
  picks!: number;
  @Field(() => Int, {
    description: 'Sum of the votes given to it: as many as picks, points, or rank points.',
  })
  votes!: number;
  @Field(() => Int, {
    description:
      'Picks that count, those on paper among them: all, or none while the option is suspended.',
  })
  counted!: number;
  @Field(() => Int, { description: 'Papers in batches that hold it.' })
  offlinePicks!: number;
  @Field(() => Int, { description: 'Sum of the votes that those papers give to it.' })
  offlineVotes!: number;
  @Field(() => MinorUnits, {
    description: 'What those baskets would spend on it; for display, never for rank.',
  })
  moneyPicked!: number;
  @Field(() => Position, { description: 'Where its last change stands in the log.' })
  asOfPosition!: bigint;
}

@ObjectType({ description: 'A price that an option had before it was corrected during the vote.' })
export class EarlierPrice {
  @Field(() => MinorUnits, { description: 'The price, in minor units.' })
  amount!: number;
  @Field(() => Int, { description: 'Version of the price.' })
  costVersion!: number;
  @Field(() => Instant, { description: 'The first instant at which it was in force no more.' })
  until!: string;
}

@ObjectType({ description: 'An idea with a price on the ballot of a phase.' })
export class BallotOption {
  @Field(() => Int, { nullable: true, description: 'Version of the idea whose price it is.' })
  ideaVersion!: number | null;
  @Field(() => Int, { nullable: true, description: 'Version of the price.' })
  costVersion!: number | null;
  @Field(() => [EarlierPrice], {
    description: 'What it cost before its price was corrected during the vote, the oldest first.',
  })
  earlierPrices!: EarlierPrice[];
  @Field(() => SuspensionCause, {
    nullable: true,
    description: 'Why it counts nothing; null where it counts.',
  })
  suspended!: SuspensionCause | null;
}

@ObjectType({ description: 'How many people took part, and how much.' })
export class PhaseParticipation {
  phaseId!: string;
  @Field(() => Int, {
    description: 'Voters whose basket stands, or of whom a vote counts, and those on paper.',
  })
  participants!: number;
  @Field(() => Int, { description: 'Those of them whose papers were counted in batches.' })
  offlineVoters!: number;
  @Field(() => Int, { description: 'Standing baskets that choose nothing.' })
  blankBaskets!: number;
  @Field(() => Int, {
    description: 'Baskets submitted or withdrawn, votes given, changed or withdrawn: every one.',
  })
  acts!: number;
  @Field(() => MinorUnits, { description: 'What the standing baskets would spend together.' })
  totalSpend!: number;
  @Field(() => Position, { description: 'Where its last change stands in the log.' })
  asOfPosition!: bigint;
}

@ObjectType({ description: 'A time in which a phase was open.' })
export class PhaseWindow {
  @Field(() => Instant, { description: 'Its first instant.' })
  opensAt!: string;
  @Field(() => Instant, { description: 'The first instant after it.' })
  closesAt!: string;
}

@ObjectType({
  implements: () => [Node],
  description: 'A slice of a consultation’s time, with one way to take part.',
})
export class Phase extends Node {
  @Field({ description: 'Its title.' })
  title!: string;
  @Field(() => ParticipationMethod, { description: 'What one can do in it.' })
  method!: ParticipationMethod;
  @Field(() => ParticipationLevel, { description: 'How far people share in the decision.' })
  participationLevel!: ParticipationLevel;
  @Field(() => Instant, { description: 'Its first instant.' })
  opensAt!: string;
  @Field(() => Instant, {
    nullable: true,
    description: 'The first instant after it; null while open-ended.',
  })
  closesAt!: string | null;
  @Field({ description: 'IANA name of the zone in which its dates were announced.' })
  timeZone!: string;
  @Field(() => PhaseStatus, { description: 'Where it stands.' })
  status!: PhaseStatus;
  @Field(() => Instant, { nullable: true, description: 'When it was opened.' })
  openedAt!: string | null;
  @Field(() => Instant, { nullable: true, description: 'When it ended.' })
  closedAt!: string | null;
  @Field(() => String, { nullable: true, description: 'Why it ended before its announced end.' })
  closeReason!: string | null;
  @Field(() => Instant, { nullable: true, description: 'When it was cancelled.' })
  cancelledAt!: string | null;
  @Field(() => String, { nullable: true, description: 'Why it was cancelled.' })
  cancelReason!: string | null;
  @Field(() => [PhaseWindow], {
    description: 'When it was open before, where it was closed and opened again.',
  })
  earlierWindows!: PhaseWindow[];
  @Field(() => Int, { nullable: true, description: 'Version of the rules frozen at opening.' })
  rulesVersion!: number | null;
  @Field(() => VotingRules, { nullable: true, description: 'What a voter may do.' })
  voting!: VotingRules | null;
  @Field(() => String, { nullable: true, description: 'Digest of the published prices.' })
  optionsHash!: string | null;
}

export const BallotOptionConnection = connectionOf(() => BallotOption, 'BallotOption');
