import { Inject } from '@nestjs/common';
import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { consultation } from '../../../projections/consultation.js';
import type { OrganisationRow } from '../../../projections/organisation.js';
import { roleGrant, type RoleGrantRow } from '../../../projections/role-grant.js';
import { Pseudonyms } from '../../views/pseudonyms.js';
import { Allow } from '../allow.js';
import { page, PageArgs } from '../connection.js';
import { Consultation } from '../consultation/types.js';
import type { RequestContext } from '../context.js';
import { Door } from '../door.js';
import { localId } from '../ids.js';
import { Input } from '../payload.js';
import {
  GrantRoleInput,
  GrantRolePayload,
  RevokeRoleInput,
  RevokeRolePayload,
  RoleGrant,
  RoleGrantConnection,
  type RoleScopeInput,
} from './role-types.js';
import { Organisation } from './types.js';

/** The bounds of a role with the consultation's own name. */
const scopeOf = ({ consultationId, ...rest }: RoleScopeInput = {}) => ({
  ...rest,
  consultationId: consultationId
    ? localId('Consultation', consultationId, 'scope.consultationId')
    : null,
});

/** How an organisation says who may act for it, and where. */
@Resolver(() => Organisation)
export class RolesResolver {
  constructor(
    @Inject(Door) private readonly door: Door,
    @Inject(Pseudonyms) private readonly pseudonyms: Pseudonyms,
  ) {}

  @ResolveField(() => RoleGrantConnection, {
    description:
      'The roles that it has given, oldest first, with those that it took back; empty for who is neither its staff, administrator nor auditor.',
  })
  roleGrants(
    @Parent() { organisationId }: OrganisationRow,
    @Args() args: PageArgs,
    @Context('cahier') context: RequestContext,
  ) {
    const order = ['grantedAt', 'subjectRef', 'role', 'bounds'] as const;
    return page<RoleGrantRow>(context, args, { view: roleGrant, order }, { organisationId });
  }

  @Mutation(() => GrantRolePayload, {
    description:
      'Lets somebody act for an organisation in a role, everywhere in it or within bounds.',
  })
  @Allow('admin')
  grantRole(@Input() input: GrantRoleInput, @Context('cahier') context: RequestContext) {
    const { account, organisationId, role, scope } = input;
    return this.door.act(context, {
      type: GrantRoleInput,
      input,
      onBehalfOf: account,
      wish: () => ({ type: 'GrantRole', organisationId, role, scope: scopeOf(scope ?? {}) }),
      show: () => ({
        grant: async () =>
          this.#shown(context, input, await this.pseudonyms.agentRef(account, organisationId)),
      }),
    });
  }

  @Mutation(() => RevokeRolePayload, {
    description:
      'Takes a role back, from now on. An organisation that has named administrators keeps one.',
  })
  @Allow('admin')
  revokeRole(@Input() input: RevokeRoleInput, @Context('cahier') context: RequestContext) {
    const { organisationId, subjectRef, role, scope } = input;
    return this.door.act(context, {
      type: RevokeRoleInput,
      input,
      wish: () => ({
        ...{ type: 'RevokeRole', organisationId, subjectRef, role },
        scope: scopeOf(scope ?? {}),
      }),
      show: () => ({ grant: () => this.#shown(context, input, subjectRef) }),
    });
  }

  #shown(
    context: RequestContext,
    { organisationId, role, scope }: GrantRoleInput | RevokeRoleInput,
    subjectRef: string,
  ) {
    const { consultationId, departmentId, areaId } = scopeOf(scope ?? {});
    const bounds = JSON.stringify([consultationId, departmentId ?? null, areaId ?? null]);
    return context.rowBy(roleGrant, { organisationId, subjectRef, role, bounds });
  }
}

@Resolver(() => RoleGrant)
export class RoleGrantResolver {
  @ResolveField(() => String, { nullable: true })
  account(@Parent() { sealed }: RoleGrantRow, @Context('cahier') context: RequestContext) {
    return context.words(sealed['account']);
  }

  @ResolveField(() => Consultation, {
    nullable: true,
    description: 'The consultation that it is for; null for all.',
  })
  consultation(
    @Parent() { consultationId }: RoleGrantRow,
    @Context('cahier') context: RequestContext,
  ) {
    return context.rowBy(consultation, { consultationId });
  }
}
