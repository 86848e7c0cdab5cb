import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { fromBase64 } from './encoding.js';
import { malformed } from './ledger-error.js';
import { sha256 } from './merkle.js';

/** What a key signs: 1 the text of a note as it is, 4 a checkpoint with the time of a witness. */
export const KEY_TYPES = { note: 0x01, cosignature: 0x04 } as const;

/** One of the two kinds of Ed25519 keys that sign here. */
export type KeyType = keyof typeof KEY_TYPES;

/** What stands on one signature line: the key's name, its id of four bytes in hex, and the rest. */
export interface NoteSignature {
  name: string;
  id: string;
  bytes: Buffer;
}

/** A key whose signatures can be told from others. */
export interface NoteKey {
  name: string;
  id: string;
  type: KeyType;
  /** 32 bytes, as RFC 8032 writes them. */
  publicKey: Buffer;
  /** Whether that is its Ed25519 signature of the message. */
  verifies(message: string | Uint8Array, signature: Uint8Array): boolean;
}

/** A key that can sign. */
export interface Signer extends NoteKey {
  /** 32 bytes, secret. */
  seed: Buffer;
  sign(message: string): Buffer;
}

const PUBLIC_DER = Buffer.from('302a300506032b6570032100', 'hex');
const PRIVATE_DER = Buffer.from('302e020100300506032b657004220420', 'hex');
const KEY_BYTES = 32;

/** The key of that name; the same public key under another name or type has another id. */
export const noteKey = (name: string, type: KeyType, publicKey: Uint8Array): NoteKey => {
  if (!isKeyName(name)) throw malformed(`${JSON.stringify(name)} cannot name a key.`);
  if (publicKey.length !== KEY_BYTES)
    throw malformed(`A public key of ${publicKey.length} bytes is not of Ed25519.`);
  const bytes = Buffer.from(publicKey);
  const key = createPublicKey({
    key: Buffer.concat([PUBLIC_DER, bytes]),
    format: 'der',
    type: 'spki',
  });
  return {
    name,
    id: keyId(name, type, bytes),
    type,
    publicKey: bytes,
    verifies: (message, signature) =>
      verify(null, typeof message === 'string' ? Buffer.from(message) : message, key, signature),
  };
};

/** The signer that comes of a seed of 32 random bytes. */
export const signer = (name: string, type: KeyType, seed: Uint8Array): Signer => {
  if (seed.length !== KEY_BYTES)
    throw malformed(`A seed of ${seed.length} bytes is not of Ed25519.`);
  const key = createPrivateKey({
    key: Buffer.concat([PRIVATE_DER, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  return {
    ...noteKey(name, type, publicBytes(key)),
    sign: (message) => sign(null, Buffer.from(message), key),
    seed: Buffer.from(seed),
  };
};

/** `name+id+key`, by which a key is given to those who verify (C2SP signed-note, vkey). */
export const vkey = ({ name, id, type, publicKey }: NoteKey): string =>
  `${name}+${id}+${keyData(type, publicKey).toString('base64')}`;

/** The key that a vkey holds; refuses other algorithms and an id that is not the key's own. */
export const parseVkey = (text: string): NoteKey => {
  const { name, id, type, bytes } = keyParts(text, 'A vkey');
  return withId(noteKey(name, type, bytes), id);
};

/** `PRIVATE+KEY+name+id+seed`, in which a signer is kept; secret. */
export const skey = ({ name, id, type, seed }: Signer): string =>
  `${PRIVATE}${name}+${id}+${keyData(type, seed).toString('base64')}`;

/** The signer that an skey holds. */
export const parseSkey = (text: string): Signer => {
  if (!text.startsWith(PRIVATE)) throw malformed(`An skey begins with ${PRIVATE}.`);
  const { name, id, type, bytes } = keyParts(text.slice(PRIVATE.length), 'An skey');
  return withId(signer(name, type, bytes), id);
};

const PRIVATE = 'PRIVATE+KEY+';

/** Whether a key can have that name: not empty, without spaces, plus signs and control characters. */
export const isKeyName = (name: string): boolean =>
  name.isWellFormed() && /^[^\p{White_Space}+\p{Cc}]+$/u.test(name);

const keyParts = (text: string, what: string) => {
  const [, name = '', id = '', data = ''] = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/s.exec(text) ?? [];
  const [code, ...bytes] = fromBase64(data, `The key in ${what.toLowerCase()}`);
  const type = (Object.keys(KEY_TYPES) as KeyType[]).find((t) => KEY_TYPES[t] === code);
  if (!type) throw malformed(`${what} holds no key of a type known here.`);
  return { name, id, type, bytes: Buffer.from(bytes) };
};

const withId = <Key extends NoteKey>(key: Key, id: string): Key => {
  if (key.id !== id) throw malformed(`The key ${key.name} has the id ${key.id}, not ${id}.`);
  return key;
};

const keyData = (type: KeyType, bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.of(KEY_TYPES[type]), bytes]);

const keyId = (name: string, type: KeyType, publicKey: Buffer): string =>
  sha256(Buffer.concat([Buffer.from(`${name}\n`), keyData(type, publicKey)])).toString('hex', 0, 4);

const publicBytes = (key: KeyObject): Buffer =>
  createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-KEY_BYTES);
