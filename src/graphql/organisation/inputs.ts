import { Field, InputType, Int } from '@nestjs/graphql';
import {
  IsISO4217CurrencyCode,
  IsLocale,
  IsOptional,
  IsTimeZone,
  Matches,
  MaxLength,
  Min,
} from 'class-validator';
import { Instant } from '../scalars.js';
import { EditInput, payloadOf, WishInput } from '../payload.js';
import { Organisation, OrganisationKind, StatusCategory } from './types.js';

/** Names that an organisation chooses for itself and its parts: they stand in links and streams. */
const slug = /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,62}$/u;
const Slug = () =>
  Matches(slug, {
    message: '$property is 1 to 63 letters, digits, _ or -, and begins with a letter or digit',
  });

@InputType({ description: 'An organisation to register.' })
export class RegisterOrganisationInput extends WishInput {
  @Field({ description: 'Short name for links, for good.' })
  @Slug()
  organisationId!: string;
  @Field(() => OrganisationKind, { description: 'What kind of body it is.' })
  kind!: OrganisationKind;
  @Field(() => String, {
    nullable: true,
    description: 'Short name of the organisation it belongs to.',
  })
  @IsOptional()
  @Slug()
  parentOrganisationId?: string | null;
  @Field({ description: 'Its name.' })
  name!: string;
  @Field({ description: 'Its first language, BCP 47.' })
  @IsLocale()
  defaultLocale!: string;
  @Field({ description: 'Its time zone, IANA name.' })
  @IsTimeZone()
  timeZone!: string;
  @Field({ description: 'Its currency, ISO 4217.' })
  @IsISO4217CurrencyCode()
  currency!: string;
}

@InputType({ isAbstract: true })
abstract class WithinOrganisation extends EditInput {
  @Field({ description: 'Short name of the organisation.' })
  @Slug()
  organisationId!: string;
}

@InputType({ description: 'An area to define.' })
export class DefineAreaInput extends WithinOrganisation {
  @Field({ description: 'Short name of the area, for good.' })
  @Slug()
  areaId!: string;
  @Field(() => String, { nullable: true, description: 'The area that this one is part of.' })
  @IsOptional()
  @Slug()
  parentAreaId?: string | null;
  @Field({ description: 'Its name.' })
  name!: string;
  @Field(() => Int, { nullable: true, description: 'How many people live there.' })
  @IsOptional()
  @Min(0)
  population?: number | null;
  @Field(() => String, {
    nullable: true,
    description: 'How a register names it, such as an INSEE code.',
  })
  @IsOptional()
  @MaxLength(100)
  externalCode?: string | null;
}

@InputType({ description: 'An area to take out of use.' })
export class RetireAreaInput extends WithinOrganisation {
  @Field({ description: 'Short name of the area.' })
  @Slug()
  areaId!: string;
}

@InputType({ description: 'Another name for an area.' })
export class RenameAreaInput extends RetireAreaInput {
  @Field({ description: 'Its name from now on.' })
  name!: string;
}

@InputType({ description: 'How many people live in an area.' })
export class StatePopulationInput extends RetireAreaInput {
  @Field(() => Int, { description: 'How many there are, from 0.' })
  @Min(0)
  population!: number;
  @Field(() => Int, { description: 'The year for which they were counted.' })
  year!: number;
  @Field({ description: 'Who counted them, such as a census.' })
  source!: string;
}

@InputType({ description: 'A topic to define.' })
export class DefineTopicInput extends WithinOrganisation {
  @Field({ description: 'Short name of the topic, for good.' })
  @Slug()
  topicId!: string;
  @Field(() => String, { nullable: true, description: 'The wider topic.' })
  @IsOptional()
  @Slug()
  parentId?: string | null;
  @Field({ description: 'Its name.' })
  label!: string;
}

@InputType({ description: 'A topic to take out of use.' })
export class RetireTopicInput extends WithinOrganisation {
  @Field({ description: 'Short name of the topic.' })
  @Slug()
  topicId!: string;
}

@InputType({ description: 'A department to define.' })
export class DefineDepartmentInput extends WithinOrganisation {
  @Field({ description: 'Short name of the department, for good.' })
  @Slug()
  departmentId!: string;
  @Field(() => String, { nullable: true, description: 'The department it is part of.' })
  @IsOptional()
  @Slug()
  parentId?: string | null;
  @Field({ description: 'Its name.' })
  label!: string;
}

@InputType({ description: 'A department to take out of use.' })
export class RetireDepartmentInput extends WithinOrganisation {
  @Field({ description: 'Short name of the department.' })
  @Slug()
  departmentId!: string;
}

@InputType({ description: 'A body to take out of use.' })
export class RetireBodyInput extends WithinOrganisation {
  @Field({ description: 'Short name of the body.' })
  @Slug()
  bodyId!: string;
}

@InputType({ description: 'A time of reserve to declare.' })
export class DeclareReservePeriodInput extends WithinOrganisation {
  @Field(() => Instant, { description: 'Its first instant.' })
  from!: string;
  @Field(() => Instant, { description: 'The first instant after it.' })
  to!: string;
  @Field({ description: 'What it is, such as the election before which it lies.' })
  label!: string;
}

@InputType({ description: 'A body to define.' })
export class DefineBodyInput extends WithinOrganisation {
  @Field({ description: 'Short name of the body, for good.' })
  @Slug()
  bodyId!: string;
  @Field(() => String, { nullable: true, description: 'The body it belongs to.' })
  @IsOptional()
  @Slug()
  parentId?: string | null;
  @Field({ description: 'Its name.' })
  label!: string;
}

@InputType({ description: 'A status to define, or whose words to change.' })
export class DefineStatusInput extends WithinOrganisation {
  @Field({ description: 'Short name of the status, for good.' })
  @Slug()
  statusId!: string;
  @Field(() => StatusCategory, { description: 'What it means, for good.' })
  category!: StatusCategory;
  @Field({ description: 'What it is called.' })
  label!: string;
  @Field(() => Int, { description: 'Order among statuses of the same category.' })
  @Min(0)
  ordering!: number;
  @Field({ description: 'Whether a public reason must be given for it.' })
  requiresReason!: boolean;
  @Field({ description: 'Whether it ends the life of an idea.' })
  final!: boolean;
}

const shows = { organisation: () => Organisation };
export const RegisterOrganisationPayload = payloadOf('RegisterOrganisation', shows);
export const DefineAreaPayload = payloadOf('DefineArea', shows);
export const RetireAreaPayload = payloadOf('RetireArea', shows);
export const RenameAreaPayload = payloadOf('RenameArea', shows);
export const StatePopulationPayload = payloadOf('StatePopulation', shows);
export const DefineTopicPayload = payloadOf('DefineTopic', shows);
export const RetireTopicPayload = payloadOf('RetireTopic', shows);
export const DefineDepartmentPayload = payloadOf('DefineDepartment', shows);
export const RetireDepartmentPayload = payloadOf('RetireDepartment', shows);
export const RetireBodyPayload = payloadOf('RetireBody', shows);
export const DeclareReservePeriodPayload = payloadOf('DeclareReservePeriod', shows);
export const DefineBodyPayload = payloadOf('DefineBody', shows);
export const DefineStatusPayload = payloadOf('DefineStatus', shows);
