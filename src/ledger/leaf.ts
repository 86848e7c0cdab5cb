import { hash } from 'node:crypto';
import { JsonText, type Recorded } from '../log/port.js';
import { canonical } from './canonical.js';
import { inCanonicalForm } from './canonical-form.js';
import { disclosureDigest, disclosureOf } from './disclosure.js';
import { hmacWith } from './hmac.js';
import { LedgerError } from './ledger-error.js';

/** The longest leaf, in bytes; data that does not fit stands beside it. */
export const LONGEST_LEAF = 16 * 1024;

/** The name of the disclosure that holds an event's data where the leaf does not. */
export const DATA = 'data';

/** Where a leaf stands: the origin of its log and its index there, so that it counts nowhere else. */
export interface LeafPlace {
  log: string;
  n: number;
}

/** A leaf and, where the event's data is not in it, the disclosure whose digest is. */
export interface Composed {
  leaf: Buffer;
  data?: string;
}

/** Gives the salt that hides an event's data; the same for the same event. */
export type SaltOf = (eventId: string) => string;

/** The salts of a consultation, from its secret of 32 random bytes. */
export const saltsFrom = (secret: Uint8Array): SaltOf => {
  const hmac = hmacWith(secret);
  return (eventId) => hmac(`${DATA}\0${eventId}`).toString('base64url', 0, 16);
};

/** What stands in a leaf for the id of a command, which its sender alone knows: SHA-256, in base64url. */
export const commandDigest = (commandId: string): string => hash('sha256', commandId, 'base64url');

/**
 * The leaf of an event: canonical JSON of what the log keeps of it, and of sealed words only the
 * digests. Its data is in the leaf where everybody may read it and the leaf is no longer than 16 KiB.
 */
export const composeLeaf = (event: Recorded, place: LeafPlace, saltOf: SaltOf): Composed => {
  const digests = Object.values(event.sealed ?? {});
  const text = textOf(event.data);
  if (event.visibility === 'public') {
    const leaf = bytesOf(event, place, digests, text);
    if (leaf.length <= LONGEST_LEAF) return { leaf };
  }
  const data = disclosureOf(saltOf(event.eventId), DATA, text);
  const leaf = bytesOf(event, place, [...digests, disclosureDigest(data)]);
  if (leaf.length > LONGEST_LEAF)
    throw new LedgerError(
      'OUT_OF_RANGE',
      `The leaf of the event ${event.eventId} has ${leaf.length} bytes without its data.`,
    );
  return { leaf, data };
};

const textOf = (data: unknown): string =>
  data instanceof JsonText ? inCanonicalForm(data.text) : canonical(data);

const bytesOf = (
  event: Recorded,
  { log, n }: LeafPlace,
  digests: string[],
  data?: string,
): Buffer => {
  const { actor, visibility } = event;
  const each = digests.length > 1 ? [...new Set(digests)].sort() : digests;
  const first = written({
    _sd: each.length ? each : undefined,
    _sd_alg: each.length ? 'sha-256' : undefined,
    actor: actor.ref,
    as: actor.role === actor.kind ? actor.kind : `${actor.kind}/${actor.role}`,
    at: event.occurredAt,
    cau: event.causationId,
    ch: event.channel,
    cmd: commandDigest(event.commandId),
    cor: event.correlationId,
  });
  const last = written({
    dep: actor.departmentId,
    id: event.eventId,
    log,
    n,
    org: event.organisationId ?? undefined,
    rev: event.revision,
    stream: event.stream,
    t: event.type,
    ts: event.recordedAt,
    v: event.schemaVersion,
    vis: visibility === 'public' ? undefined : visibility,
  });
  return Buffer.from(`{${first},${data === undefined ? '' : `"data":${data},`}${last}}`);
};

/** The canonical text of members that stand in the order of their names, but for those that are not there. */
const written = (members: object): string => {
  const text = JSON.stringify(members);
  return (text.includes('\\') ? inCanonicalForm(text) : text).slice(1, -1);
};
