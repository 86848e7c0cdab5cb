import { Inject } from '@nestjs/common';
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
import { auditTrail } from '../../../projections/audit-trail.js';
import { Trail, type TrailEntry } from '../../views/trail.js';
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
  constructor(@Inject(Trail) private readonly trail: Trail) {}

  @Query(() => AuditConnection, {
    description: 'Every event, in the order of the log. For auditors.',
  })
  @Allow('auditor')
  async auditTrail(@Args() args: AuditArgs, @Context('cahier') context: RequestContext) {
    const { consultationId, types, stream, minPosition } = args;
    context.seeAtLeast(minPosition);
    const found = await page(context, args, {
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
    const nodes = await this.trail.tell(found.nodes);
    const edges = found.edges.map(({ cursor }, i) => ({ cursor, node: nodes[i]! }));
    return { ...found, edges, nodes };
  }

  @ResolveField(() => String, {
    nullable: true,
    description:
      'Its data, as the JSON text that is kept; null for a ballot whose phase hides its counts until the close.',
  })
  data(@Parent() row: TrailEntry): string | null {
    return row.data === null ? null : JSON.stringify(row.data);
  }

  @ResolveField(() => String, {
    description: 'Digests of what is sealed in it, by name, as JSON text.',
  })
  sealed(@Parent() row: TrailEntry): string {
    return JSON.stringify(row.sealed);
  }
}
