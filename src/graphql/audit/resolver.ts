import {
  Args,
  ArgsType,
  Context,
  Field,
  ID,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { auditTrail, type AuditTrailRow } from '../../../projections/audit-trail.js';
import { Allow } from '../allow.js';
import { page, PageArgs } from '../connection.js';
import type { RequestContext } from '../context.js';
import { localId } from '../ids.js';
import { Position } from '../scalars.js';
import { AuditConnection, AuditEntry } from './types.js';

@ArgsType()
class AuditArgs extends PageArgs {
  @Field(() => ID, { nullable: true, description: 'Only events of this consultation.' })
  consultationId?: string | null;
  @Field(() => [String], { nullable: true, description: 'Only events of these types.' })
  types?: string[] | null;
  @Field(() => String, { nullable: true, description: 'Only events of this stream.' })
  stream?: string | null;
  @Field(() => Position, { nullable: true, description: 'Read at least up to here.' })
  minPosition?: bigint | null;
}

@Resolver(() => AuditEntry)
export class AuditResolver {
  @Query(() => AuditConnection, {
    description: 'Every event, in the order of the log. For auditors.',
  })
  @Allow('auditor')
  auditTrail(@Args() args: AuditArgs, @Context('cahier') context: RequestContext) {
    const { consultationId, types, stream, minPosition } = args;
    context.seeAtLeast(minPosition);
    return page(context, args, {
      view: auditTrail,
      where: {
        ...(consultationId && {
          consultationId: localId('Consultation', consultationId, 'consultationId'),
        }),
        ...(types && { type: types }),
        ...(stream && { stream }),
      },
      order: ['position'],
    });
  }

  @ResolveField(() => String, {
    nullable: true,
    description:
      'Its data, as the JSON text that is kept; null for a ballot whose phase hides its counts until the close.',
  })
  data(@Parent() row: AuditTrailRow): string | null {
    return row.data === null ? null : JSON.stringify(row.data);
  }

  @ResolveField(() => String, {
    description: 'Digests of what is sealed in it, by name, as JSON text.',
  })
  sealed(@Parent() row: AuditTrailRow): string {
    return JSON.stringify(row.sealed);
  }
}
