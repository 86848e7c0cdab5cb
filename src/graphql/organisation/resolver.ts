import { Inject } from '@nestjs/common';
import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { consultation, type ConsultationRow } from '../../../projections/consultation.js';
import { organisation, type OrganisationRow } from '../../../projections/organisation.js';
import type { Wish } from '../../acts/act.js';
import { Allow } from '../allow.js';
import { page, PageArgs } from '../connection.js';
import { ConsultationConnection } from '../consultation/types.js';
import type { RequestContext } from '../context.js';
import { Door } from '../door.js';
import { globalId } from '../ids.js';
import { Input } from '../payload.js';
import { Position } from '../scalars.js';
import {
  DeclareReservePeriodInput,
  DeclareReservePeriodPayload,
  DefineAreaInput,
  DefineAreaPayload,
  DefineBodyInput,
  DefineBodyPayload,
  DefineDepartmentInput,
  DefineDepartmentPayload,
  DefineStatusInput,
  DefineStatusPayload,
  DefineTopicInput,
  DefineTopicPayload,
  RegisterOrganisationInput,
  RegisterOrganisationPayload,
  RenameAreaInput,
  RenameAreaPayload,
  RetireAreaInput,
  RetireAreaPayload,
  RetireBodyInput,
  RetireBodyPayload,
  RetireDepartmentInput,
  RetireDepartmentPayload,
  RetireTopicInput,
  RetireTopicPayload,
  StatePopulationInput,
  StatePopulationPayload,
} from './inputs.js';
import { Organisation } from './types.js';

@Resolver(() => Organisation)
export class OrganisationResolver {
  constructor(@Inject(Door) private readonly door: Door) {}

  @Query(() => Organisation, {
    nullable: true,
    description: 'One organisation, by its short name.',
  })
  @Allow('anyone')
  organisation(
    @Args('organisationId', { description: 'Its short name.' }) organisationId: string,
    @Args('minPosition', {
      type: () => Position,
      nullable: true,
      description: 'Read at least up to here.',
    })
    minPosition: bigint | null,
    @Context('cahier') context: RequestContext,
  ) {
    context.seeAtLeast(minPosition);
    return context.rowBy(organisation, { organisationId });
  }

  @ResolveField(() => String)
  id(@Parent() row: OrganisationRow): string {
    return globalId('Organisation', row.organisationId);
  }

  @ResolveField(() => Organisation, {
    nullable: true,
    description: 'The organisation it belongs to.',
  })
  parent(@Parent() row: OrganisationRow, @Context('cahier') context: RequestContext) {
    return context.rowBy(organisation, { organisationId: row.parentOrganisationId });
  }

  @ResolveField(() => ConsultationConnection, { description: 'Its consultations, newest first.' })
  consultations(
    @Parent() { organisationId }: OrganisationRow,
    @Args() args: PageArgs,
    @Context('cahier') context: RequestContext,
  ) {
    return page<ConsultationRow>(
      context,
      args,
      { view: consultation, order: ['createdAt', 'consultationId'], descending: true },
      { organisationId },
    );
  }

  @Mutation(() => RegisterOrganisationPayload, {
    description: 'Registers an organisation, with one status per category.',
  })
  @Allow('admin')
  registerOrganisation(
    @Input() input: RegisterOrganisationInput,
    @Context('cahier') context: RequestContext,
  ) {
    return this.#act(context, RegisterOrganisationInput, input, 'RegisterOrganisation');
  }

  @Mutation(() => DefineAreaPayload, { description: 'Adds an area to an organisation.' })
  @Allow('staff', 'admin')
  defineArea(@Input() input: DefineAreaInput, @Context('cahier') context: RequestContext) {
    return this.#act(context, DefineAreaInput, input, 'DefineArea');
  }

  @Mutation(() => RetireAreaPayload, {
    description: 'Takes an area out of use; what was done in it stays.',
  })
  @Allow('staff', 'admin')
  retireArea(@Input() input: RetireAreaInput, @Context('cahier') context: RequestContext) {
    return this.#act(context, RetireAreaInput, input, 'RetireArea');
  }

  @Mutation(() => RenameAreaPayload, {
    description: 'Gives an area another name; what was said of it before stays as it was.',
  })
  @Allow('staff', 'admin')
  renameArea(@Input() input: RenameAreaInput, @Context('cahier') context: RequestContext) {
    return this.#act(context, RenameAreaInput, input, 'RenameArea');
  }

  @Mutation(() => StatePopulationPayload, {
    description: 'Says how many people live in an area, for which year and by whom it was counted.',
  })
  @Allow('staff', 'admin')
  statePopulation(
    @Input() input: StatePopulationInput,
    @Context('cahier') context: RequestContext,
  ) {
    return this.#act(context, StatePopulationInput, input, 'StatePopulation');
  }

  @Mutation(() => DefineTopicPayload, { description: 'Adds a topic that ideas can be about.' })
  @Allow('staff', 'admin')
  defineTopic(@Input() input: DefineTopicInput, @Context('cahier') context: RequestContext) {
    return this.#act(context, DefineTopicInput, input, 'DefineTopic');
  }

  @Mutation(() => DefineBodyPayload, { description: 'Adds a body that debates and decides.' })
  @Allow('staff', 'admin')
  defineBody(@Input() input: DefineBodyInput, @Context('cahier') context: RequestContext) {
    return this.#act(context, DefineBodyInput, input, 'DefineBody');
  }

  @Mutation(() => DefineStatusPayload, { description: 'Adds a status, or changes its words.' })
  @Allow('staff', 'admin')
  defineStatus(@Input() input: DefineStatusInput, @Context('cahier') context: RequestContext) {
    return this.#act(context, DefineStatusInput, input, 'DefineStatus');
  }

  @Mutation(() => RetireTopicPayload, {
    description: 'Takes a topic out of use; ideas that are about it stay so.',
  })
  @Allow('staff', 'admin')
  retireTopic(@Input() input: RetireTopicInput, @Context('cahier') context: RequestContext) {
    return this.#act(context, RetireTopicInput, input, 'RetireTopic');
  }

  @Mutation(() => DefineDepartmentPayload, {
    description: 'Adds a department that ideas can be given to.',
  })
  @Allow('staff', 'admin')
  defineDepartment(
    @Input() input: DefineDepartmentInput,
    @Context('cahier') context: RequestContext,
  ) {
    return this.#act(context, DefineDepartmentInput, input, 'DefineDepartment');
  }

  @Mutation(() => RetireDepartmentPayload, {
    description: 'Takes a department out of use; what it has stays with it.',
  })
  @Allow('staff', 'admin')
  retireDepartment(
    @Input() input: RetireDepartmentInput,
    @Context('cahier') context: RequestContext,
  ) {
    return this.#act(context, RetireDepartmentInput, input, 'RetireDepartment');
  }

  @Mutation(() => RetireBodyPayload, {
    description: 'Takes a body out of use; what it decided stays.',
  })
  @Allow('staff', 'admin')
  retireBody(@Input() input: RetireBodyInput, @Context('cahier') context: RequestContext) {
    return this.#act(context, RetireBodyInput, input, 'RetireBody');
  }

  @Mutation(() => DeclareReservePeriodPayload, {
    description: 'Declares a time of reserve: what is published in it says why it could not wait.',
  })
  @Allow('staff', 'admin')
  declareReservePeriod(
    @Input() input: DeclareReservePeriodInput,
    @Context('cahier') context: RequestContext,
  ) {
    return this.#act(context, DeclareReservePeriodInput, input, 'DeclareReservePeriod');
  }

  #act<I extends RegisterOrganisationInput | DefineAreaInput | RetireAreaInput>(
    context: RequestContext,
    type: new () => any,
    { commandId, expectedRevision, ...fields }: any,
    name: Wish['type'],
  ) {
    return this.door.act<I>(context, {
      type,
      input: { commandId, expectedRevision, ...fields } as I,
      wish: () => ({ type: name, ...fields }) as Wish,
      show: ({ organisationId }) => ({
        organisation: () => context.rowBy(organisation, { organisationId: organisationId! }),
      }),
    });
  }
}
