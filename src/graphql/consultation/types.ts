import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { connectionOf } from '../connection.js';
import { Node } from '../node/node.js';
import { Instant, Position } from '../scalars.js';

export enum TemporalMode {
  one_off = 'one_off',
  recurring = 'recurring',
  permanent = 'permanent',
}
registerEnumType(TemporalMode, {
  name: 'TemporalMode',
  description: 'Whether a consultation happens once, again and again, or always.',
});

export enum PolicyStage {
  agenda = 'agenda',
  formulation = 'formulation',
  decision = 'decision',
  implementation = 'implementation',
  evaluation = 'evaluation',
}
registerEnumType(PolicyStage, {
  name: 'PolicyStage',
  description: 'At which stage of a policy people are asked.',
});

export enum ConsultationStatus {
  draft = 'draft',
  published = 'published',
  archived = 'archived',
}
registerEnumType(ConsultationStatus, {
  name: 'ConsultationStatus',
  description: 'Where a consultation stands.',
});

export enum TallyVisibility {
  always = 'always',
  hidden_until_close = 'hidden_until_close',
}
registerEnumType(TallyVisibility, {
  name: 'TallyVisibility',
  description: 'When counts may be told.',
});

export enum Bindingness {
  binding = 'binding',
  advisory = 'advisory',
}
registerEnumType(Bindingness, {
  name: 'Bindingness',
  description: 'Whether the organisation is bound by the outcome.',
});

export enum Criterion {
  realisation = 'realisation',
  engouement = 'engouement',
  qualite = 'qualite',
}
registerEnumType(Criterion, {
  name: 'Criterion',
  description: 'By what ideas are selected: budget and calendar, votes, maturity.',
});

export enum FollowsTally {
  yes = 'yes',
  partly = 'partly',
  no = 'no',
}
registerEnumType(FollowsTally, {
  name: 'FollowsTally',
  description: 'Whether a decision follows what was counted.',
});

@ObjectType({ description: 'How many votes bring an idea to a debate.' })
export class Threshold {
  @Field({ description: 'Its name.' })
  thresholdId!: string;
  @Field(() => Int, { description: 'How many votes.' })
  votes!: number;
  @Field(() => String, { nullable: true, description: 'The body that then debates.' })
  routesToBodyId!: string | null;
}

@ObjectType({ description: 'How soon the organisation promises to answer.' })
export class FeedbackPromise {
  @Field({ description: 'ISO 8601 period, such as P3M.' })
  every!: string;
  @Field(() => Int, { description: 'How many ideas are answered each time.' })
  batchSize!: number;
}

@ObjectType({ description: 'The rules of the game, as published; each change is a new version.' })
export class ConsultationRules {
  @Field(() => Int, { description: 'From 1.' })
  rulesVersion!: number;
  @Field({ description: 'The rules in full.' })
  text!: string;
  @Field(() => Bindingness, { description: 'Whether the outcome binds.' })
  bindingness!: Bindingness;
  @Field({ description: 'What the organisation commits itself to.' })
  commitment!: string;
  @Field(() => Threshold, {
    nullable: true,
    description: 'How many votes bring an idea to a debate.',
  })
  threshold!: Threshold | null;
  @Field(() => FeedbackPromise, {
    nullable: true,
    description: 'How soon the organisation answers.',
  })
  feedbackPromise!: FeedbackPromise | null;
  @Field(() => [Criterion], { description: 'By what ideas are selected.' })
  criteria!: Criterion[];
  @Field(() => TallyVisibility, { description: 'When counts may be told.' })
  tallyVisibility!: TallyVisibility;
}

@ObjectType({
  implements: () => [Node],
  description: 'What a body decided at the end, and whether it follows the tally.',
})
export class Decision extends Node {
  @Field({ description: 'Calendar date of the session, yyyy-mm-dd.' })
  sessionDate!: string;
  @Field({ description: 'What was decided.' })
  outcome!: string;
  @Field(() => FollowsTally, { description: 'Whether it follows what was counted.' })
  followsTally!: FollowsTally;
  @Field(() => String, { nullable: true, description: 'Why it does not, where it does not.' })
  reason!: string | null;
  @Field(() => [String], { description: 'Where its documents are.' })
  docRefs!: string[];
  @Field(() => Instant, { description: 'When it was published.' })
  publishedAt!: string;
}

@ObjectType({
  implements: () => [Node],
  description: 'One exercise in which an organisation asks its people.',
})
export class Consultation extends Node {
  @Field({ description: 'Its title.' })
  title!: string;
  @Field({ description: 'What it is for.' })
  purpose!: string;
  @Field({ description: 'Who started it.' })
  initiator!: string;
  @Field(() => TemporalMode, { description: 'Once, again and again, or always.' })
  temporalMode!: TemporalMode;
  @Field(() => PolicyStage, { description: 'At which stage of a policy.' })
  policyStage!: PolicyStage;
  @Field({ description: 'Who is asked.' })
  audience!: string;
  @Field({ description: 'IANA name.' })
  timeZone!: string;
  @Field({ description: 'ISO 4217.' })
  currency!: string;
  @Field(() => ConsultationStatus, { description: 'Where it stands.' })
  status!: ConsultationStatus;
  @Field(() => ConsultationRules, { nullable: true, description: 'The rules in force.' })
  rules!: ConsultationRules | null;
  @Field(() => Instant, { description: 'When it was created.' })
  createdAt!: string;
  @Field(() => Instant, { nullable: true, description: 'When it was published.' })
  publishedAt!: string | null;
  @Field(() => Instant, { nullable: true, description: 'When it was archived.' })
  archivedAt!: string | null;
  @Field(() => String, { nullable: true, description: 'What came of it.' })
  outcomeSummary!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Why there was no decision, where there was none.',
  })
  noFollowUpReason!: string | null;
  @Field(() => Int, {
    description: 'Hand it back as `expectedRevision` to edit what you have read.',
  })
  revision!: number;
  @Field(() => Position, { description: 'Where its last change stands in the log.' })
  asOfPosition!: bigint;
}

export const ConsultationConnection = connectionOf(() => Consultation, 'Consultation');
