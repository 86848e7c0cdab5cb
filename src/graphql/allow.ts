import {
  Injectable,
  SetMetadata,
  type CanActivate,
  type CustomDecorator,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GqlExecutionContext } from '@nestjs/graphql';
import { GraphQLError } from 'graphql';
import type { Role } from '../acts/principal.js';
import type { RequestContext } from './context.js';

const key = 'cahier:allow';

/** Who may use a query or a mutation: anyone, or whoever has one of the roles. Without it nobody may. */
export const Allow = (...who: (Role | 'anyone')[]): CustomDecorator => SetMetadata(key, who);

/** The one guard: denies whatever does not say whom it allows. */
@Injectable()
export class AllowGuard implements CanActivate {
  readonly #reflector = new Reflector();

  canActivate(execution: ExecutionContext): boolean {
    if (execution.getType<string>() !== 'graphql') return true;
    const who =
      this.#reflector.get<(Role | 'anyone')[] | undefined>(key, execution.getHandler()) ?? [];
    const { principal } = GqlExecutionContext.create(execution).getContext<{
      cahier: RequestContext;
    }>().cahier;
    if (who.includes('anyone')) return true;
    if (!principal)
      throw new GraphQLError('Sign in first: send a bearer token.', {
        extensions: { code: 'UNAUTHENTICATED' },
      });
    if (principal.roles.some((role) => who.includes(role))) return true;
    throw new GraphQLError('Your roles do not allow this.', { extensions: { code: 'FORBIDDEN' } });
  }
}
