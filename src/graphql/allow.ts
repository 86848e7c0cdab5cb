import {
  Injectable,
  SetMetadata,
  type CanActivate,
  type CustomDecorator,
  type ExecutionContext,
} from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import { GraphQLError } from 'graphql';
import type { Role } from '../acts/principal.js';
import type { RequestContext } from './context.js';

const key = 'cahier:allow';

/** Who may use a query or a mutation: anyone, or whoever has one of the roles. Without it nobody may. */
export const Allow = (...who: (Role | 'anyone')[]): CustomDecorator => SetMetadata(key, who);

/** Whom a query or a mutation says that it allows. */
export const allowed = (handler: object): (Role | 'anyone')[] =>
  (Reflect.getMetadata(key, handler) as (Role | 'anyone')[] | undefined) ?? [];

const refused = (message: string, code: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code } });

/**
 * The one guard: denies whatever does not say whom it allows. Where a role was granted within bounds,
 * the act itself is held to them.
 */
@Injectable()
export class AllowGuard implements CanActivate {
  async canActivate(execution: ExecutionContext): Promise<boolean> {
    if (execution.getType<string>() !== 'graphql') return true;
    const who = allowed(execution.getHandler());
    const context = GqlExecutionContext.create(execution).getContext<{ cahier: RequestContext }>();
    const { principal } = context.cahier;
    if (who.includes('anyone')) return true;
    if (!principal) throw refused('Sign in first: send a bearer token.', 'UNAUTHENTICATED');
    if (who.some((role) => role !== 'anyone' && principal.roles.includes(role))) return true;
    if (await context.cahier.mayBeGranted(who)) return true;
    throw refused('Your roles do not allow this.', 'FORBIDDEN');
  }
}
