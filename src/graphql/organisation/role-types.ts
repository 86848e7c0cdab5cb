import { Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsOptional, Matches } from 'class-validator';
import { connectionOf } from '../connection.js';
import { Nested } from '../input-validation.js';
import { EditInput, payloadOf } from '../payload.js';
import { Instant, Position } from '../scalars.js';

export enum GrantedRole {
  moderator = 'moderator',
  staff = 'staff',
  registrar = 'registrar',
  admin = 'admin',
}
registerEnumType(GrantedRole, {
  name: 'GrantedRole',
  description: 'A role that an organisation gives to those who act for it.',
  valuesMap: {
    moderator: { description: 'Hides what must not be read, and brings it back.' },
    staff: { description: 'Holds consultations and answers ideas.' },
    registrar: { description: 'Records what happens on paper.' },
    admin: { description: 'Sets the organisation up, and gives roles.' },
  },
});

@ObjectType({ description: 'That somebody may act for an organisation in a role.' })
export class RoleGrant {
  @Field({ description: 'The pseudonym under which they act for it, in the log too.' })
  subjectRef!: string;
  @Field(() => String, { nullable: true, description: 'Their account; null once it is erased.' })
  account!: string | null;
  @Field(() => GrantedRole, { description: 'The role.' })
  role!: GrantedRole;
  @Field(() => String, {
    nullable: true,
    description: 'The department whose ideas and consultations it is for; null for all.',
  })
  departmentId!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'The area, with those within it, whose ideas it is for; null for all.',
  })
  areaId!: string | null;
  @Field(() => Instant, { description: 'Since when.' })
  grantedAt!: string;
  @Field({ description: 'Pseudonym of whoever gave it.' })
  grantedBy!: string;
  @Field(() => Instant, { nullable: true, description: 'When it was taken back, if it was.' })
  revokedAt!: string | null;
  @Field(() => Position, { description: 'Where its last change stands in the log.' })
  asOfPosition!: bigint;
}

export const RoleGrantConnection = connectionOf(() => RoleGrant, 'RoleGrant');

@InputType({ description: 'Where a role holds; nothing is the whole organisation.' })
export class RoleScopeInput {
  @Field(() => ID, { nullable: true, description: 'In this consultation only.' })
  consultationId?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'For ideas that this department handles and consultations that it holds only.',
  })
  departmentId?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'For ideas in this area, or within it, only.',
  })
  areaId?: string | null;
}

@InputType({ isAbstract: true })
abstract class OnRole extends EditInput {
  @Field({ description: 'Short name of the organisation.' })
  organisationId!: string;
  @Field(() => GrantedRole, { description: 'The role.' })
  role!: GrantedRole;
  @Field(() => RoleScopeInput, { nullable: true, description: 'Where it holds.' })
  @IsOptional()
  @Nested(() => RoleScopeInput)
  scope?: RoleScopeInput | null;
}

@InputType({ description: 'A role to give.' })
export class GrantRoleInput extends OnRole {
  @Field({ description: 'To whom, by their account.' })
  @Matches(/^[^\p{Cc}\p{Surrogate}]{1,200}$/u, { message: 'account is the name of an account' })
  account!: string;
}

@InputType({ description: 'A role to take back.' })
export class RevokeRoleInput extends OnRole {
  @Field({ description: 'From whom, as the list of roles names them.' })
  subjectRef!: string;
}

const shows = { grant: () => RoleGrant };
export const GrantRolePayload = payloadOf('GrantRole', shows);
export const RevokeRolePayload = payloadOf('RevokeRole', shows);
