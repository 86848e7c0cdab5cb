import { randomUUID } from 'node:crypto';
import {
  createRemoteJWKSet,
  errors,
  importSPKI,
  jwtVerify,
  SignJWT,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import { roles, type Principal, type Role } from '../acts/principal.js';
import type { Config } from '../config.js';
import { developmentKey, developmentPublicKey } from './development-keys.js';

/** Three parts in base64url; jose alone would let white space through. */
const compact = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** How old a token may be, in minutes; one of development lasts a day. */
const maxAgeMinutes = { issued: 15, development: 24 * 60 };

/** The token is missing, false, too old, or not for us. Tells nothing more. */
export class InvalidToken extends Error {
  constructor() {
    super('The token is not valid.');
    this.name = 'InvalidToken';
  }
}

/** The identity provider's keys cannot be had, so no token can be judged; the same one may be sent again. */
export class KeysUnavailable extends Error {
  constructor(cause: unknown) {
    super('Nobody can sign in right now; try again.', { cause });
    this.name = 'KeysUnavailable';
  }
}

/** Says who a bearer token speaks for. */
export interface TokenReader {
  /** Throws InvalidToken unless signature, issuer, audience, type and age are all right; or KeysUnavailable. */
  read(token: string): Promise<Principal>;
}

/** A reader that trusts the configured keys only, and ES256 only. */
export const openTokenReader = async ({ tokens, data }: Config): Promise<TokenReader> => {
  const { keys, issuer, audience } = tokens;
  const development = keys.kind === 'development';
  const key: JWTVerifyGetKey =
    keys.kind === 'jwks'
      ? publishedKeys(keys.url)
      : await fixedKey(keys.kind === 'publicKey' ? keys.pem : await developmentPublicKey(data));
  const options = {
    issuer,
    audience,
    algorithms: ['ES256'],
    typ: 'at+jwt',
    requiredClaims: ['sub', 'exp', 'iat', 'jti'],
    maxTokenAge: `${development ? maxAgeMinutes.development : maxAgeMinutes.issued}m`,
    clockTolerance: 5,
  };
  return {
    read: async (token) => {
      if (!compact.test(token)) throw new InvalidToken();
      const { payload } = await jwtVerify(token, key, options).catch((error) => {
        throw error instanceof KeysUnavailable ? error : new InvalidToken();
      });
      return principalOf(payload);
    },
  };
};

/** What a set of keys says of a token that names none of them. */
const notAmongThem = [
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
  errors.JOSENotSupported,
];

const publishedKeys = (url: string): JWTVerifyGetKey => {
  const keys = createRemoteJWKSet(new URL(url), {
    cooldownDuration: 30_000,
    timeoutDuration: 5_000,
  });
  return (header, token) =>
    keys(header, token).catch((error) => {
      throw notAmongThem.some((kind) => error instanceof kind) ? error : new KeysUnavailable(error);
    });
};

const fixedKey = async (pem: string): Promise<JWTVerifyGetKey> => {
  const key = await importSPKI(pem, 'ES256');
  return async () => key;
};

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((v) => typeof v === 'string') : [];

/** Whether a claim can name an account: a text of 1 to 200 characters, none of them a control character. */
const isName = (value: unknown): value is string =>
  typeof value === 'string' && /^[^\p{Cc}\p{Surrogate}]{1,200}$/u.test(value);

const principalOf = ({ sub, jti, ...claims }: JWTPayload): Principal => {
  if (!isName(sub) || !isName(jti)) throw new InvalidToken();
  return {
    sub,
    roles: strings(claims['roles']).filter((r): r is Role =>
      (roles as readonly string[]).includes(r),
    ),
    organisations: strings(claims['organisations']),
    ...(typeof claims['area'] === 'string' && { areaId: claims['area'] }),
    ...(isName(claims['identity']) && { identity: claims['identity'] }),
  };
};

/** Signs a token of development for a principal; lasts a day and is refused in production. */
export const signDevelopmentToken = async (
  { tokens, data }: Config,
  { sub, roles, organisations, areaId, identity }: Principal,
): Promise<string> =>
  new SignJWT({
    roles,
    organisations,
    ...(areaId && { area: areaId }),
    ...(identity && { identity }),
  })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt' })
    .setSubject(sub)
    .setIssuer(tokens.issuer)
    .setAudience(tokens.audience)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('24h')
    .sign(await developmentKey(data));
