import { GraphQLError } from 'graphql';
import type { Principal } from '../acts/principal.js';
import { KeysUnavailable } from '../identity/tokens.js';

/** Says who a bearer token speaks for; throws on a token that is not valid, or KeysUnavailable. */
export type ReadToken = (token: string) => Promise<Principal>;

const refused = (message: string, code: string, status: number, more: object = {}): GraphQLError =>
  new GraphQLError(message, { extensions: { code, ...more, http: { status } } });

/** Whoever an authorization header speaks for: nobody where there is none; a bad one is refused with 401. */
export const principalOf = async (
  header: string | undefined,
  read: ReadToken,
): Promise<Principal | null> => {
  if (header === undefined) return null;
  const [, token] = /^bearer +(\S+)$/i.exec(header) ?? [];
  try {
    if (token) return await read(token);
  } catch (error) {
    if (error instanceof KeysUnavailable)
      throw refused(error.message, 'SIGN_IN_UNAVAILABLE', 503, { retryable: true });
  }
  throw refused('The token is not valid.', 'UNAUTHENTICATED', 401);
};
