import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../src/config.js';
import {
  InvalidToken,
  KeysUnavailable,
  openTokenReader,
  type TokenReader,
} from '../../src/identity/tokens.js';
import {
  audience,
  hs256,
  inSeconds,
  issuer,
  keyPair,
  part,
  rightClaims,
  rightHeader,
  signed,
  token,
} from '../support/forge.js';
import { signer, skey } from '../../src/ledger/note-key.js';
import { masterKey } from '../support/master-key.js';

const ours = keyPair();
const theirs = keyPair();
const pem = ours.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const jwkOf = (key: KeyObject) => key.export({ format: 'jwk' });
const settings = {
  NODE_ENV: 'production',
  CAHIER_JWT_ISSUER: issuer,
  CAHIER_JWT_AUDIENCE: audience,
  CAHIER_MASTER_KEY: masterKey,
  CAHIER_LEDGER_KEY: skey(signer('cahier', 'note', Buffer.alloc(32, 5))),
};

/** A server of the outside world that counts who comes. */
const outside = async (answer: () => string, status = () => 200) => {
  const asked = { times: 0 };
  const server: Server = createServer((_request, response) => {
    asked.times++;
    response.writeHead(status(), { 'content-type': 'application/json' }).end(answer());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  return { url, asked, close: () => new Promise((done) => server.close(done)) };
};

describe('a bearer token', () => {
  let reader: TokenReader;
  let attacker: Awaited<ReturnType<typeof outside>>;

  beforeAll(async () => {
    reader = await openTokenReader(loadConfig({ ...settings, CAHIER_JWT_PUBLIC_KEY: pem }));
    attacker = await outside(() => JSON.stringify({ keys: [jwkOf(theirs.publicKey)] }));
  });
  afterAll(() => attacker.close());

  const mine = (claims: object, header: object = {}) =>
    token(ours.privateKey, { ...rightHeader, ...header }, { ...rightClaims(), ...claims });
  const without = (claim: string) => mine({ [claim]: undefined });
  const unsigned = (alg: string, signature = '') =>
    signed(() => signature, { ...rightHeader, alg }, rightClaims());
  const byAttacker = (header: object) =>
    token(theirs.privateKey, { ...rightHeader, ...header }, rightClaims());

  test('that is right says who bears it, in which roles and for which organisations', async () => {
    const claims = { roles: ['staff', 'root', 7], organisations: ['arcueil', {}], area: 'centre' };
    expect(await reader.read(mine(claims))).toEqual({
      sub: 'claire',
      roles: ['staff'],
      organisations: ['arcueil'],
      areaId: 'centre',
    });
    expect(await reader.read(mine({ roles: 'admin', organisations: '*' }))).toMatchObject({
      roles: [],
      organisations: [],
    });
  });

  const oldSignature = () => token(ours.privateKey).split('.')[2]!;
  const attacks: [string, () => string][] = [
    ['nothing at all', () => ''],
    ['not a token', () => 'claire'],
    ['two parts', () => token(ours.privateKey).split('.').slice(0, 2).join('.')],
    ['four parts', () => `${token(ours.privateKey)}.x`],
    ['an encrypted token’s five parts', () => 'a.b.c.d.e'],
    ['alg none', () => unsigned('none')],
    ['alg nOnE', () => unsigned('nOnE')],
    ['alg none with an old signature', () => unsigned('none', oldSignature())],
    ['no alg', () => mine({}, { alg: undefined })],
    ['alg as a list', () => mine({}, { alg: ['ES256'] })],
    [
      'HS256 signed with our public key as PEM',
      () => signed(hs256(pem), { ...rightHeader, alg: 'HS256' }, rightClaims()),
    ],
    [
      'HS256 signed with our public key as JWK',
      () =>
        signed(
          hs256(JSON.stringify(jwkOf(ours.publicKey))),
          { ...rightHeader, alg: 'HS256' },
          rightClaims(),
        ),
    ],
    ['signed by somebody else', () => token(theirs.privateKey)],
    [
      'signed by somebody else’s RSA key',
      () => {
        const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
        const rs256 = (text: string) =>
          sign('sha256', Buffer.from(text), privateKey).toString('base64url');
        return signed(rs256, { ...rightHeader, alg: 'RS256' }, rightClaims());
      },
    ],
    ['an all-zero signature', () => signed(() => 'A'.repeat(86), rightHeader, rightClaims())],
    ['an empty signature', () => signed(() => '', rightHeader, rightClaims())],
    [
      'a DER signature',
      () =>
        signed(
          (text) => sign('sha256', Buffer.from(text), ours.privateKey).toString('base64url'),
          rightHeader,
          rightClaims(),
        ),
    ],
    ['a key of its own (jwk)', () => byAttacker({ jwk: jwkOf(theirs.publicKey) })],
    ['an address of keys (jku)', () => byAttacker({ jku: attacker.url })],
    ['an address of certificates (x5u)', () => byAttacker({ x5u: attacker.url })],
    ['certificates of its own (x5c)', () => byAttacker({ x5c: ['MIIB'] })],
    ['an unknown critical header', () => mine({}, { crit: ['tenant'], tenant: 'x' })],
    [
      'a header that says alg twice',
      () => signed(() => '', '{"alg":"ES256","typ":"at+jwt","alg":"none"}', rightClaims()),
    ],
    ['a header that is not JSON', () => `${part('{')}.${part(rightClaims())}.AAAA`],
    ['claims that are not an object', () => token(ours.privateKey, rightHeader, '[]')],
    ['expired', () => mine({ exp: inSeconds(-6) })],
    ['not valid yet', () => mine({ nbf: inSeconds(60) })],
    ['issued in the future', () => mine({ iat: inSeconds(60) })],
    ['issued too long ago', () => mine({ iat: inSeconds(-15 * 60 - 10) })],
    ['exp as text', () => mine({ exp: String(inSeconds(600)) })],
    ['iat as text', () => mine({ iat: String(inSeconds(0)) })],
    ...['iss', 'aud', 'sub', 'exp', 'iat', 'jti'].map((claim): [string, () => string] => [
      `no ${claim}`,
      () => without(claim),
    ]),
    ['another issuer', () => mine({ iss: 'https://other.example' })],
    ['an issuer that begins like ours', () => mine({ iss: `${issuer}.evil` })],
    ['another audience', () => mine({ aud: 'another' })],
    ['an ID token in place of an access token', () => mine({}, { typ: 'JWT' })],
    ['no type', () => mine({}, { typ: undefined })],
    ['an empty name', () => mine({ sub: '' })],
    ['a name that is a number', () => mine({ sub: 7 })],
    ['a name of 201 characters', () => mine({ sub: 'x'.repeat(201) })],
    ['a name with a NUL', () => mine({ sub: 'claire\0' })],
    ['a number in place of jti', () => mine({ jti: 7 })],
    ['white space in its signature', () => token(ours.privateKey).replace(/(..)$/, ' $1')],
  ];
  test.each(attacks)('is refused: %s', async (_what, forge) => {
    await expect(reader.read(forge())).rejects.toThrow(InvalidToken);
  });

  test('makes us ask nobody whom it names', () => expect(attacker.asked.times).toBe(0));

  test('names no file and no query by its kid', async () => {
    for (const kid of ['../../dev/null', "' or 1=1 --", ''])
      expect(await reader.read(mine({}, { kid }))).toMatchObject({ sub: 'claire' });
  });

  test('can be written in more than one way, so that only its jti names it', async () => {
    const one = token(ours.privateKey);
    const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const other = one.slice(0, -1) + digits[digits.indexOf(one.at(-1)!) ^ 1];
    expect(other).not.toBe(one);
    expect(await reader.read(other)).toEqual(await reader.read(one));
  });
});

describe('the published keys of an identity provider', () => {
  const key = (pair: typeof ours, kid: string) => ({
    ...jwkOf(pair.publicKey),
    kid,
    alg: 'ES256',
    use: 'sig',
  });
  const by = (pair: typeof ours, kid?: string) =>
    token(pair.privateKey, { ...rightHeader, ...(kid !== undefined && { kid }) }, rightClaims());
  const reading = (url: string) =>
    openTokenReader(loadConfig({ ...settings, NODE_ENV: 'test', CAHIER_JWKS_URL: url }));

  test('are fetched once, and are enough while the provider is away', async () => {
    let up = true;
    const idp = await outside(
      () => JSON.stringify({ keys: [key(ours, 'a')] }),
      () => (up ? 200 : 503),
    );
    const reader = await reading(idp.url);
    expect(await reader.read(by(ours, 'a'))).toMatchObject({ sub: 'claire' });
    up = false;
    for (let n = 0; n < 20; n++) await reader.read(by(ours, 'a'));
    expect(idp.asked.times).toBe(1);
    await idp.close();
  });

  test('are not asked for again for each unknown name of a key', async () => {
    const idp = await outside(() => JSON.stringify({ keys: [key(ours, 'a')] }));
    const reader = await reading(idp.url);
    for (let n = 0; n < 300; n++)
      await expect(reader.read(by(theirs, randomUUID()))).rejects.toThrow(InvalidToken);
    await expect(reader.read(by(theirs, '../../dev/null'))).rejects.toThrow(InvalidToken);
    expect(idp.asked.times).toBeLessThanOrEqual(2);
    await idp.close();
  });

  test('that are two under one name judge nothing', async () => {
    const idp = await outside(() => JSON.stringify({ keys: [key(ours, 'a'), key(theirs, 'a')] }));
    await expect((await reading(idp.url)).read(by(ours, 'a'))).rejects.toThrow(InvalidToken);
    await idp.close();
  });

  test('that cannot be had are told from a false token, and are asked for again', async () => {
    let answer = '<html>';
    const idp = await outside(() => answer);
    const reader = await reading(idp.url);
    await expect(reader.read(by(ours, 'a'))).rejects.toThrow(KeysUnavailable);
    answer = JSON.stringify({ keys: [key(ours, 'a')] });
    expect(await reader.read(by(ours, 'a'))).toMatchObject({ sub: 'claire' });
    await idp.close();
    await expect((await reading(idp.url)).read(by(ours, 'a'))).rejects.toThrow(KeysUnavailable);
  });
});
