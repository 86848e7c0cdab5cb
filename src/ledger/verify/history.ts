import { canRead, type Versions } from '../../domain/upcast.js';
import { malformed } from '../ledger-error.js';
import type { Leaf } from '../parse-leaf.js';
import { IdSet } from './id-set.js';

/** How much earlier than the latest before it an event may have been judged, in milliseconds. */
export const TOLERANCE_MS = 300_000;

/** Holds the leaves of a log to what makes them one history. */
export class History {
  readonly #streams = new Map<string, number>();
  readonly #commands = new IdSet(32);
  readonly #events = new IdSet(16);
  #command = '';
  #last = '';
  #latest = 0;
  #n = 0;

  constructor(
    private readonly origin: string,
    private readonly known: Versions,
  ) {}

  /** Throws unless the leaf is the next of this history. */
  next({ log, n, event, command }: Leaf): void {
    if (log !== this.origin) throw malformed(`The leaf is of the log ${log}.`);
    if (n !== this.#n++) throw malformed(`The leaf says that its index is ${n}.`);
    const { type, schemaVersion, eventId, stream, revision, recordedAt } = event;
    if (!canRead(type, schemaVersion, this.known))
      throw malformed(`Nobody here knows how to count ${type} in version ${schemaVersion}.`);
    const expected = (this.#streams.get(stream) ?? -1) + 1;
    if (revision !== expected)
      throw malformed(`${stream} goes on at revision ${revision}, not ${expected}.`);
    this.#streams.set(stream, revision);
    if (!this.#events.add(eventId.replaceAll('-', ''), 'hex'))
      throw malformed(`The event ${eventId} stands twice.`);
    this.#inTime(recordedAt);
    this.#ofCommand(command);
  }

  #inTime(recordedAt: string): void {
    if (recordedAt === this.#last) return;
    this.#last = recordedAt;
    const instant = Date.parse(recordedAt);
    if (!(instant >= this.#latest - TOLERANCE_MS))
      throw malformed(
        `${recordedAt} is more than ${TOLERANCE_MS / 1000} s before an earlier leaf.`,
      );
    this.#latest = Math.max(this.#latest, instant);
  }

  #ofCommand(command: string): void {
    if (command === this.#command) return;
    if (!this.#commands.add(command, 'base64url'))
      throw malformed('The events of one command do not stand together.');
    this.#command = command;
  }
}
