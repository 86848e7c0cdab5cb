import { createHmac, generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';

export const issuer = 'https://idp.example';
export const audience = 'cahier';

/** A key pair of an identity provider, or of somebody who would like to be one. */
export const keyPair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** Seconds since 1970, some seconds from now. */
export const inSeconds = (n: number): number => Math.floor(Date.now() / 1_000) + n;

/** Header and claims of a token that is right. */
export const rightHeader = { alg: 'ES256', typ: 'at+jwt' };
export const rightClaims = () => ({
  iss: issuer,
  aud: audience,
  sub: 'claire',
  iat: inSeconds(0),
  exp: inSeconds(600),
  jti: randomUUID(),
  roles: ['citizen'],
  organisations: [] as string[],
});

export const part = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

const es256 = (key: KeyObject) => (text: string) =>
  sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');

/** A token signed by ES256, with whatever is put into it. */
export const token = (
  key: KeyObject,
  header: unknown = rightHeader,
  claims: unknown = rightClaims(),
) => signed(es256(key), header, claims);

/** A token whose signature is what a function makes of it. */
export const signed = (signature: (text: string) => string, header: unknown, claims: unknown) => {
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${signature(text)}`;
};

/** Signs by HMAC with a secret, as who mistakes a public key for one would check it. */
export const hs256 = (secret: string) => (text: string) =>
  createHmac('sha256', secret).update(text).digest('base64url');
