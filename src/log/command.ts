import { checksumOf, covered, type Place } from './checksum.js';
import { invalid, jsonText } from './json.js';
import {
  LogError,
  type Actor,
  type AppendRequest,
  type Check,
  type Expect,
  type NewEvent,
  type Write,
} from './port.js';

/** Largest JSON of one event, what is sealed included, in bytes. */
export const MAX_EVENT_BYTES = 256 * 1024;

/** Largest JSON of one append, all its events included, in bytes. */
export const MAX_APPEND_BYTES = 64 * 1024 * 1024;

const LONGEST_NAME = 200;
const CONTROL = /\p{Cc}/u;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const INSTANT = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const DIGEST = /^[\w-]{43}$/;
const LARGEST_INT = 2 ** 31 - 1;

/** An event ready to be stored: its JSON parts as the exact text that will be kept. */
export interface Entry {
  event: NewEvent;
  actor: string;
  data: string;
  /** Empty where there is none. */
  sealed: string;
  /** In hexadecimal. */
  checksum: string;
}

/** One stream that a command writes, or only checks; a check has no entries. */
export interface Line {
  stream: string;
  expect: Expect;
  entries: Entry[];
}

/** An append that was found sound and is ready to be stored. */
export interface Command {
  id: string;
  fingerprint: string;
  lines: Line[];
  /** Kept answer as JSON text; empty where there is none. */
  answer: string;
  bytes: number;
}

/**
 * Turns a request into a command. Throws INVALID_APPEND or EVENT_TOO_LARGE with the place of the
 * fault.
 */
export function prepare(request: AppendRequest): Command {
  const { commandId, fingerprint, writes, checks = [], answer } = request;
  name(commandId, '', 'commandId');
  name(fingerprint, '', 'fingerprint');
  if (!Array.isArray(writes) || writes.length === 0) throw invalid('writes', 'is empty');
  const written = writes.map((write, w) => writeLine(write, w, commandId));
  const lines = [...written, ...checks.map(checkLine)];
  eachOnce(lines);
  const kept = answer === undefined ? '' : jsonText(answer, 'answer');
  const bytes = lines.reduce((sum, { entries }) => sum + sizeOf(entries), Buffer.byteLength(kept));
  if (bytes > MAX_APPEND_BYTES) throw tooLarge('The append', bytes, MAX_APPEND_BYTES, {});
  return { id: commandId, fingerprint, lines, answer: kept, bytes };
}

function writeLine({ stream, expect, events }: Write, w: number, commandId: string): Line {
  const path = `writes.${w}.`;
  name(stream, path, 'stream');
  if (expect !== 'any') expectation(expect, path);
  if (!Array.isArray(events) || events.length === 0) throw invalid(`${path}events`, 'is empty');
  const place = { stream, commandId };
  const entries = events.map((event, e) => entry(event, place, `${path}events.${e}.`));
  return { stream, expect, entries };
}

function checkLine({ stream, expect }: Check, c: number): Line {
  const path = `checks.${c}.`;
  name(stream, path, 'stream');
  expectation(expect, path);
  return { stream, expect, entries: [] };
}

function entry(event: NewEvent, place: Place, path: string): Entry {
  envelope(event, path);
  const data = jsonText(event.data, `${path}data`);
  const sealed = sealedText(event.sealed, `${path}sealed`);
  const actor = actorText(event.actor, `${path}actor`);
  const kept = own(event);
  const checksum = checksumOf(covered(kept, place, { actor, data, sealed }));
  const made = { event: kept, actor, data, sealed, checksum };
  const bytes = sizeOf([made]);
  if (bytes > MAX_EVENT_BYTES) {
    const at = path.slice(0, -1);
    throw tooLarge(`The event ${at}`, bytes, MAX_EVENT_BYTES, { path: at });
  }
  return made;
}

/** A copy of what is kept of an event, in one order, so that nobody changes it after it was checked. */
export function own(event: NewEvent): NewEvent {
  const { eventId, type, schemaVersion, organisationId, consultationId, recordedAt, occurredAt } =
    event;
  const { actor, channel, causationId, correlationId, visibility, data, sealed } = event;
  return {
    eventId,
    type,
    schemaVersion,
    organisationId,
    consultationId,
    recordedAt,
    occurredAt,
    actor,
    channel,
    causationId,
    correlationId,
    visibility,
    data,
    sealed,
  };
}

function envelope(event: NewEvent, path: string): void {
  const { eventId, schemaVersion, recordedAt, occurredAt, organisationId, consultationId } = event;
  if (!UUID.test(eventId)) throw invalid(`${path}eventId`, 'is not a UUID in small letters');
  if (!isCount(schemaVersion, 1)) throw invalid(`${path}schemaVersion`, 'is not 1 or more');
  instant(recordedAt, path, 'recordedAt');
  if (occurredAt !== undefined) instant(occurredAt, path, 'occurredAt');
  name(event.type, path, 'type');
  name(event.channel, path, 'channel');
  name(event.visibility, path, 'visibility');
  if (organisationId !== null) name(organisationId, path, 'organisationId');
  if (consultationId !== null) name(consultationId, path, 'consultationId');
  if (event.causationId !== undefined) name(event.causationId, path, 'causationId');
  if (event.correlationId !== undefined) name(event.correlationId, path, 'correlationId');
}

function actorText(actor: Actor, path: string): string {
  for (const key of ['kind', 'ref', 'role'] as const) name(actor?.[key], path, `.${key}`);
  return jsonText(actor, path);
}

/** Nothing but digests: what is sealed could not be erased if it stood here. */
function sealedText(sealed: NewEvent['sealed'], path: string): string {
  if (sealed === undefined) return '';
  const text = jsonText(sealed, path);
  if (!text.startsWith('{')) throw invalid(path, 'is no record of digests');
  for (const [key, digest] of Object.entries(sealed))
    if (typeof digest !== 'string' || !DIGEST.test(digest))
      throw invalid(`${path}.${key}`, 'is no SHA-256 in base64url');
  return text;
}

/** Whether a text can be the name of a stream or the id of a command at all. */
export const isName = (value: string): boolean =>
  value !== '' && value.length <= LONGEST_NAME && !CONTROL.test(value) && value.isWellFormed();

/** Whether a number can be the revision of an event. */
export const isRevision = (value: unknown): value is number => isCount(value, 0);

function name(value: unknown, path: string, key: string): void {
  if (typeof value === 'string' && isName(value)) return;
  const at = `${path}${key}`;
  if (typeof value !== 'string' || value === '') throw invalid(at, 'is not a text, or empty');
  if (value.length > LONGEST_NAME) throw invalid(at, `is longer than ${LONGEST_NAME} characters`);
  throw invalid(at, 'holds a control character or half a surrogate pair');
}

function expectation(expect: unknown, path: string): void {
  if (expect !== 'none' && !isRevision(expect)) throw invalid(`${path}expect`, 'is not a revision');
}

const isCount = (value: unknown, least: number): boolean =>
  Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= LARGEST_INT;

/** The instant last found real: events that are recorded together have one. */
let real = '';

function instant(value: unknown, path: string, key: string): void {
  if (value === real) return;
  const text = String(value);
  if (!INSTANT.test(text) || !isRealDay(text))
    throw invalid(`${path}${key}`, 'is not an instant like 2026-11-22T20:30:00.000Z');
  real = text;
}

function isRealDay(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString() === text;
}

function eachOnce(lines: readonly Line[]): void {
  const seen = new Set<string>();
  for (const { stream } of lines) {
    if (seen.has(stream)) throw invalid('writes', `and checks name the stream ${stream} twice`);
    seen.add(stream);
  }
}

const sizeOf = (entries: readonly Entry[]): number =>
  entries.reduce((sum, { actor, data, sealed }) => {
    return sum + Buffer.byteLength(actor) + Buffer.byteLength(data) + Buffer.byteLength(sealed);
  }, 0);

const tooLarge = (what: string, bytes: number, limit: number, data: object): LogError =>
  new LogError('EVENT_TOO_LARGE', `${what} has ${bytes} bytes of JSON; ${limit} are allowed.`, {
    ...data,
    bytes,
    limit,
  });
