import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { compactVerify, createLocalJWKSet } from 'jose';
import { noteKey } from '../../src/ledger/note-key.js';
import { jsonOf } from './vectors.js';

type Case = Record<string, string> & { tcId: number; size: number };

/** The cases of one algorithm, each together with the group that it stands in. */
const casesOf = (name: string, counts: (group: any) => boolean = () => true): [Case, any][] =>
  jsonOf(`wycheproof/${name}_test.json.gz`)
    .testGroups.filter(counts)
    .flatMap((group: any) => group.tests.map((each: Case) => [each, group]));

const hex = (text: string | undefined): Buffer => Buffer.from(text!, 'hex');

/** The cases that are accepted and should not be, or the other way round. */
const wrong = (cases: [Case, any][], accepts: (each: Case, group: any) => boolean): number[] =>
  cases
    .filter(([each, group]) => accepts(each, group) !== (each.result === 'valid'))
    .map(([{ tcId }]) => tcId);

const holds = (look: () => boolean): boolean => {
  try {
    return look();
  } catch {
    return false;
  }
};

describe('the cryptography that we use stands all cases of Wycheproof', () => {
  test('Ed25519, as notes are verified', () => {
    const cases = casesOf('ed25519');
    expect(cases).toHaveLength(151);
    const accepts = ({ msg, sig }: Case, { publicKey }: any) =>
      noteKey('a', 'note', hex(publicKey.pk)).verifies(hex(msg), hex(sig));
    expect(wrong(cases, accepts)).toEqual([]);
  });

  test('AES-256-GCM with tags of sixteen bytes, but for a nonce that Node refuses', () => {
    const cases = casesOf('aes_gcm', ({ keySize }) => keySize === 256);
    expect(cases).toHaveLength(105);
    const opens = ({ key, iv, aad, ct, tag, msg }: Case) => {
      const cipher = createDecipheriv('aes-256-gcm', hex(key), hex(iv), { authTagLength: 16 });
      cipher.setAAD(hex(aad)).setAuthTag(hex(tag));
      return Buffer.concat([cipher.update(hex(ct)), cipher.final()]).equals(hex(msg));
    };
    const long = cases.filter(([{ iv }]) => hex(iv).length > 128).map(([{ tcId }]) => tcId);
    expect(long).toHaveLength(1);
    expect(wrong(cases, (each) => holds(() => opens(each)))).toEqual(long);
  });

  test('AES-256-GCM seals to the very bytes', () => {
    const cases = casesOf('aes_gcm', ({ keySize, ivSize }) => keySize === 256 && ivSize === 96);
    const good = cases.filter(([{ result }]) => result === 'valid');
    expect(good).toHaveLength(39);
    for (const [{ key, iv, aad, ct, tag, msg }] of good) {
      const cipher = createCipheriv('aes-256-gcm', hex(key), hex(iv), { authTagLength: 16 });
      cipher.setAAD(hex(aad));
      expect(Buffer.concat([cipher.update(hex(msg)), cipher.final()])).toEqual(hex(ct));
      expect(cipher.getAuthTag()).toEqual(hex(tag));
    }
  });

  test('AES-256-GCM refuses a tag that was cut', () => {
    const [{ key, iv, tag }] = casesOf('aes_gcm', ({ keySize }) => keySize === 256)[0]!;
    const cipher = createDecipheriv('aes-256-gcm', hex(key), hex(iv), { authTagLength: 16 });
    for (const length of [4, 8, 12, 15])
      expect(() => cipher.setAuthTag(hex(tag).subarray(0, length))).toThrow();
  });

  test('HKDF with SHA-256', () => {
    const cases = casesOf('hkdf_sha256');
    expect(cases).toHaveLength(86);
    const derives = ({ ikm, salt, info, size, okm }: Case) =>
      Buffer.from(hkdfSync('sha256', hex(ikm), hex(salt), hex(info), size)).equals(hex(okm));
    expect(wrong(cases, (each) => holds(() => derives(each)))).toEqual([]);
  });

  test('HMAC with SHA-256', () => {
    const cases = casesOf('hmac_sha256');
    expect(cases).toHaveLength(174);
    const tags = ({ key, msg, tag }: Case, { tagSize }: any) =>
      createHmac('sha256', hex(key))
        .update(hex(msg))
        .digest()
        .subarray(0, tagSize / 8)
        .equals(hex(tag));
    expect(wrong(cases, tags)).toEqual([]);
  });

  test('JOSE signatures, as tokens are verified: ES256 by a key of the set, and nothing else', async () => {
    const cases = casesOf('json_web_signature');
    expect(cases).toHaveLength(401);
    const accepted: number[] = [];
    for (const [{ jws, tcId }, group] of cases) {
      const keys = createLocalJWKSet({ keys: [group.public ?? group.private] });
      await compactVerify(String(jws), keys, { algorithms: ['ES256'] }).then(
        () => accepted.push(tcId),
        () => {},
      );
    }
    const ours = cases.filter(
      ([{ result }, group]) =>
        result === 'valid' && (group.public ?? group.private).alg === 'ES256',
    );
    expect(ours.length).toBeGreaterThan(0);
    expect(accepted).toEqual(ours.map(([{ tcId }]) => tcId));
  });
});
