import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { REGISTRY } from '../ledger/origin.js';
import { noteText, type Note } from '../ledger/note.js';
import type { NoteKey, NoteSignature } from '../ledger/note-key.js';
import { parsePolicy } from '../ledger/policy-file.js';
import type { Policy } from '../ledger/policy.js';
import { hashesFrom } from '../ledger/tiles.js';
import { askWitness, WitnessAway } from './ask-witness.js';
import type { Ledger } from './ledger.js';
import { Rests } from './rests.js';
import { tileReader } from './tiles.js';
import { CHECKPOINT } from './tree.js';
import { headIn, isWitnessed, policyOf, WITNESSED, type SignedHead } from './witnessed.js';

export interface WitnessesOptions {
  /** How long a witness may take for an answer, in milliseconds. */
  witnessMs?: number;
  /** How long one that does not cosign is left alone at first, in milliseconds; then twice as long each time. */
  restMs?: number;
}

type Witness = Policy['witnesses'][number];

/** After which time every log is looked at anew. */
const LOOK_MS = 60_000;
const AT_ONCE = 8;

const isBy =
  ({ name, id }: NoteKey) =>
  (signature: NoteSignature): boolean =>
    signature.name === name && signature.id === id;

/**
 * Has the heads of public logs cosigned by the ledger's witnesses, beside whoever signs and never in
 * their way: all witnesses of a log are asked about one head, and about the next when that is settled.
 */
export class Witnesses {
  readonly #logger = new Logger('Witnesses');
  readonly #stop = new AbortController();
  readonly #noted = new Set<string>();
  readonly #due = new Set<string>();
  readonly #behind = new Set<string>();
  readonly #rests: Rests;
  readonly #tooFew = new Map<string, Note>();
  readonly #sizes = new Map<string, number>();
  readonly #witnesses: Witness[];
  #ring: () => void = () => {};
  #running: Promise<void> | undefined;

  constructor(
    private readonly ledger: Ledger & { witnesses: string },
    /** Whether everybody may know of a log. */
    private readonly isOpen: (place: string) => Promise<boolean>,
    private readonly options: WitnessesOptions = {},
  ) {
    this.#witnesses = parsePolicy(ledger.witnesses).witnesses;
    this.#rests = new Rests(options.restMs ?? 1_000);
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Notes that a log has a new head, which may not be public before `wake`. */
  note(place: string): void {
    this.#noted.add(place);
  }

  /** Sets about what was noted. */
  wake(): void {
    for (const place of this.#noted) this.#due.add(place);
    this.#noted.clear();
    this.#ring();
  }

  /** Leaves the rest to whoever signs next. */
  async close(): Promise<void> {
    this.#stop.abort();
    this.#ring();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { restMs = 1_000 } = this.options;
    const { signal } = this.#stop;
    let looked = -Infinity;
    while (!signal.aborted) {
      if (performance.now() - looked > LOOK_MS) {
        looked = performance.now();
        const logs = await this.ledger.tiles.logs().catch(this.#warn('the logs'));
        for (const place of logs ?? []) this.#due.add(place);
      }
      await this.#turn([...new Set([...this.#due, ...this.#behind])]);
      if (this.#due.size === 0) await this.#pause(this.#behind.size ? restMs : LOOK_MS);
    }
  }

  async #turn(places: string[]): Promise<void> {
    this.#due.clear();
    for (let i = 0; i < places.length && !this.#stop.signal.aborted; i += AT_ONCE)
      await Promise.all(
        places.slice(i, i + AT_ONCE).map((place) => this.#settle(place).catch(this.#warn(place))),
      );
  }

  #warn(what: string): (error: Error) => undefined {
    return ({ message }) => {
      if (!this.#stop.signal.aborted) this.#logger.warn(`${what} cannot be witnessed: ${message}`);
    };
  }

  async #pause(ms: number): Promise<void> {
    const over = new AbortController();
    this.#ring = () => over.abort();
    if (this.#stop.signal.aborted) return;
    await sleep(ms, undefined, { signal: over.signal }).catch(() => {});
  }

  /** Has the last head of a log cosigned by whoever has not done so and is not left alone. */
  async #settle(place: string): Promise<void> {
    this.#behind.delete(place);
    if (place !== REGISTRY && !(await this.isOpen(place))) return;
    const head = await headIn(this.ledger.tiles, place, CHECKPOINT);
    if (!head) return;
    this.#behind.add(place);
    const before = await headIn(this.ledger.tiles, place, WITNESSED);
    const kept = [before, this.#tooFew.get(place)].find((note) => note?.text === head.text);
    const had = kept?.signatures ?? [];
    const answers = await Promise.all(
      this.#witnesses.map(async (w) => had.find(isBy(w.key)) ?? this.#cosignature(w, place, head)),
    );
    const cosigned = answers.flatMap((signature) => signature ?? []);
    if (cosigned.some((signature) => !had.includes(signature)))
      await this.#keep(place, head, cosigned, before);
    if (cosigned.length === this.#witnesses.length) this.#behind.delete(place);
  }

  /** What some witnesses cosigned waits, and never takes the place of what enough of them did. */
  async #keep(
    place: string,
    { text, signatures }: SignedHead,
    cosigned: NoteSignature[],
    before: SignedHead | undefined,
  ): Promise<void> {
    const seen = { text, signatures: [...signatures, ...cosigned] };
    const note = noteText(seen);
    const policy = policyOf(this.ledger, place);
    this.#tooFew.delete(place);
    if (before && isWitnessed(policy, before.note) && !isWitnessed(policy, note))
      this.#tooFew.set(place, seen);
    else await this.ledger.tiles.write([[`${place}/${WITNESSED}`, Buffer.from(note)]]);
  }

  async #cosignature(
    witness: Witness,
    place: string,
    head: SignedHead,
  ): Promise<NoteSignature | undefined> {
    const { id } = witness.key;
    const isResting = [id, `${id} ${place}`].some((who) => this.#rests.isResting(who));
    if (isResting) return undefined;
    const { witnessMs = 10_000 } = this.options;
    const { size } = head.checkpoint;
    const hashes = hashesFrom(tileReader(this.ledger.tiles, place), size);
    const known = this.#sizes.get(`${id} ${place}`) ?? 0;
    try {
      const signature = await within(witnessMs, this.#stop.signal, (signal) =>
        askWitness(witness, { head, hashes, known, signal }),
      );
      this.#sizes.set(`${id} ${place}`, size);
      for (const who of [id, `${id} ${place}`])
        if (this.#rests.succeeded(who)) this.#logger.warn(`${witness.name} cosigns ${place} again`);
      return signature;
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#failed(witness, place, error as Error);
      return undefined;
    }
  }

  /** Who is away is left alone by all logs, who refuses by one. */
  #failed({ name, key }: Witness, place: string, error: Error): void {
    const isAway = error instanceof WitnessAway;
    const isFirst = this.#rests.failed(isAway ? key.id : `${key.id} ${place}`);
    if (isFirst)
      this.#logger.warn(`${name} does not cosign${isAway ? '' : ` ${place}`}: ${error.message}`);
  }
}

/** Work that ends in time, or when it is not wanted any more. */
const within = async <T>(
  ms: number,
  stop: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const over = new AbortController();
  const end = () => over.abort(new Error(`no answer within ${ms} ms`));
  const timer = setTimeout(end, ms);
  stop.addEventListener('abort', end, { once: true });
  try {
    return await work(over.signal);
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', end);
  }
};
