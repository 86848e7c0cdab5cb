import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Instant } from '../scalars.js';
import { Node } from '../node/node.js';

export enum OrganisationKind {
  commune = 'commune',
  agglomeration = 'agglomeration',
  department = 'department',
  region = 'region',
  state = 'state',
  other = 'other',
}
registerEnumType(OrganisationKind, {
  name: 'OrganisationKind',
  description: 'What kind of body an organisation is.',
});

export enum StatusCategory {
  open = 'open',
  in_review = 'in_review',
  accepted = 'accepted',
  rejected = 'rejected',
  implemented = 'implemented',
  closed = 'closed',
}
registerEnumType(StatusCategory, {
  name: 'StatusCategory',
  description: 'What a status means, whatever an organisation calls it.',
});

@ObjectType({ description: 'A place within an organisation.' })
export class Area {
  @Field({ description: 'Unique within its organisation.' })
  areaId!: string;
  @Field(() => String, { nullable: true, description: 'The area that this one is part of.' })
  parentAreaId!: string | null;
  @Field({ description: 'Its name.' })
  name!: string;
  @Field(() => Int, { nullable: true, description: 'How many people live there.' })
  population!: number | null;
  @Field(() => Int, { nullable: true, description: 'The year for which they were counted.' })
  populationYear!: number | null;
  @Field(() => String, { nullable: true, description: 'Who counted them, such as a census.' })
  populationSource!: string | null;
  @Field({ description: 'Out of use: kept for what was done in it.' })
  retired!: boolean;
}

@ObjectType({ description: 'What ideas can be about.' })
export class Topic {
  @Field({ description: 'Unique within its organisation.' })
  topicId!: string;
  @Field(() => String, { nullable: true, description: 'The wider topic.' })
  parentId!: string | null;
  @Field({ description: 'Its name.' })
  label!: string;
  @Field({ description: 'Out of use: kept for the ideas that are about it.' })
  retired!: boolean;
}

@ObjectType({ description: 'A part of the administration that ideas are given to.' })
export class Department {
  @Field({ description: 'Unique within its organisation.' })
  departmentId!: string;
  @Field(() => String, { nullable: true, description: 'The department it is part of.' })
  parentId!: string | null;
  @Field({ description: 'Its name.' })
  label!: string;
  @Field({ description: 'Out of use: it is given nothing more.' })
  retired!: boolean;
}

@ObjectType({ description: 'A time in which an administration speaks with reserve.' })
export class ReservePeriod {
  @Field(() => Instant, { description: 'Its first instant.' })
  from!: string;
  @Field(() => Instant, { description: 'The first instant after it.' })
  to!: string;
  @Field({ description: 'What it is, such as the election before which it lies.' })
  label!: string;
}

@ObjectType({ description: 'A body that debates and decides, such as a council.' })
export class Body {
  @Field({ description: 'Unique within its organisation.' })
  bodyId!: string;
  @Field(() => String, { nullable: true, description: 'The body it belongs to.' })
  parentId!: string | null;
  @Field({ description: 'Its name.' })
  label!: string;
  @Field({ description: 'Out of use: kept for what it decided.' })
  retired!: boolean;
}

@ObjectType({ description: 'A state that ideas can be in, in the words of the organisation.' })
export class Status {
  @Field({ description: 'Unique within its organisation.' })
  statusId!: string;
  @Field(() => StatusCategory, { description: 'What it means.' })
  category!: StatusCategory;
  @Field({ description: 'What it is called.' })
  label!: string;
  @Field(() => Int, { description: 'Order among statuses of the same category.' })
  ordering!: number;
  @Field({ description: 'Whether a public reason must be given for it.' })
  requiresReason!: boolean;
  @Field({
    description: 'Whether it ends the life of an idea; a public reason must then be given.',
  })
  final!: boolean;
}

@ObjectType({
  implements: () => [Node],
  description: 'A town, an agglomeration, or another body that consults its people.',
})
export class Organisation extends Node {
  @Field({ description: 'Short name used in links.' })
  organisationId!: string;
  @Field({ description: 'Its name.' })
  name!: string;
  @Field(() => OrganisationKind, { description: 'What kind of body it is.' })
  kind!: OrganisationKind;
  @Field({ description: 'Its first language, BCP 47.' })
  defaultLocale!: string;
  @Field({ description: 'Its time zone, IANA name.' })
  timeZone!: string;
  @Field({ description: 'Its currency, ISO 4217.' })
  currency!: string;
  @Field(() => [Area], { description: 'Its areas, retired ones too.' })
  areas!: Area[];
  @Field(() => [Topic], { description: 'Its topics.' })
  topics!: Topic[];
  @Field(() => [Department], { description: 'Its departments.' })
  departments!: Department[];
  @Field(() => [Body], { description: 'Its bodies.' })
  bodies!: Body[];
  @Field(() => [Status], { description: 'The states its ideas can be in.' })
  statuses!: Status[];
  @Field(() => [ReservePeriod], { description: 'Its times of reserve, as they were declared.' })
  reservePeriods!: ReservePeriod[];
}
